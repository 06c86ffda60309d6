-- Who did what, a line every half minute until now; most of it in the one project, some of the installation.
INSERT INTO audit (id, at, actor_id, actor_name, act, object_kind, object_id, object_name, project_id, before, after, request_id)
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {audit}),
  chosen AS (
    SELECT i, (i * (i * 40503 + 2654435761) % 4294967296) >> 9 AS a, (i * (i * 40503 + 2246822519) % 4294967296) >> 9 AS b,
      (strftime('%s', 'now') - ({audit} - i) * 30) AS s FROM n),
  timed AS (SELECT *, printf('%012x', s * 1000) AS hex, printf('01900000-0000-7000-9000-%012x', b % {scripts}) AS script FROM chosen)
  SELECT substr(hex, 1, 8) || '-' || substr(hex, 9) || printf('-7%03x-9%03x-%012x', b % 4096, a % 4096, i),
    strftime('%Y-%m-%d %H:%M:%f', s, 'unixepoch') || '000', person.id, person.name, of.act, of.kind,
    CASE of.kind WHEN 'query' THEN printf('01900000-0000-7000-a000-%012x', b) WHEN 'script' THEN script WHEN 'user' THEN person.id
      WHEN 'session_cluster' THEN '01900000-0000-7000-8000-00000000c001' ELSE '{project}' END,
    CASE of.kind WHEN 'query' THEN 'select' WHEN 'script' THEN 'Orders by region ' || (b % {scripts}) WHEN 'user' THEN person.name
      WHEN 'session_cluster' THEN 'Batch' ELSE 'Sample' END,
    CASE WHEN of.kind IN ('query', 'script', 'member') THEN '{project}' END,
    CASE of.act WHEN 'script.save' THEN '{"text":"sha256:' || printf('%032x%032x', a, b) || ' (' || (200 + b % 4000) || ' characters)"}'
      WHEN 'member.set_role' THEN '{"role":"viewer"}' WHEN 'user.set_role' THEN '{"role":"user"}' END,
    CASE of.kind WHEN 'query' THEN '{"cluster":"01900000-0000-7000-8000-00000000c001","kind":"select","statement":"SELECT id, customer, amount FROM orders_'
        || (b % 300) || ' WHERE amount > ' || (a % 900) || '"}'
      WHEN 'script' THEN '{"text":"sha256:' || printf('%032x%032x', b, a) || ' (' || (200 + a % 4000) || ' characters)"}'
      WHEN 'user' THEN '{"role":"auditor"}' WHEN 'member' THEN '{"role":"developer"}' ELSE '{"may_query":true}' END,
    printf('%016x%016x', a * 7919, i)
  FROM timed JOIN person ON person.n = b % 20 JOIN (
    SELECT 0 AS n, 'query.run' AS act, 'query' AS kind UNION ALL SELECT 1, 'query.run', 'query' UNION ALL SELECT 2, 'query.run', 'query'
    UNION ALL SELECT 3, 'query.stop', 'query' UNION ALL SELECT 4, 'script.save', 'script' UNION ALL SELECT 5, 'script.save', 'script'
    UNION ALL SELECT 6, 'script.create', 'script' UNION ALL SELECT 7, 'member.set_role', 'member'
    UNION ALL SELECT 8, 'user.set_role', 'user' UNION ALL SELECT 9, 'session_cluster.grant', 'session_cluster') AS of ON of.n = a % 10;
