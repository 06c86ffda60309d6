-- Scripts in twenty folders with nine folders each, of a few hundred to a few thousand characters.
INSERT INTO script_folders (id, project_id, parent_id, name, name_key, created_by, created_at, revision)
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)
  SELECT printf('01900000-0000-7000-8000-0000000f%04x', i), '{project}',
    CASE WHEN i >= 20 THEN printf('01900000-0000-7000-8000-0000000f%04x', i % 20) END,
    CASE WHEN i < 20 THEN printf('Team %02d', i) ELSE printf('Domain %02d', i / 20) END,
    CASE WHEN i < 20 THEN printf('team %02d', i) ELSE printf('domain %02d', i / 20) END,
    '{user}', '2025-03-01 08:00:00.000000', 1 FROM n;

INSERT INTO scripts (id, project_id, folder_id, name, name_key, text, created_by, created_at, changed_by, changed_at, revision)
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {scripts}),
  chosen AS (SELECT i, (i * (i * 40503 + 2654435761) % 4294967296) >> 9 AS a, (i * (i * 40503 + 2246822519) % 4294967296) >> 9 AS b FROM n),
  named AS (
    SELECT i, a, b,
      (CASE a % 6 WHEN 0 THEN 'Orders by region' WHEN 1 THEN 'Revenue a day' WHEN 2 THEN 'Late payments' WHEN 3 THEN '库存快照'
        WHEN 4 THEN 'Clicks into sessions' ELSE 'Fraud candidates' END) || printf(' %05d', i) AS name,
      strftime('%Y-%m-%d %H:%M:%f', 1735700000 + i * 3000, 'unixepoch') || '000' AS at
    FROM chosen)
  SELECT printf('01900000-0000-7000-9000-%012x', i), '{project}', printf('01900000-0000-7000-8000-0000000f%04x', i % 200),
    name, lower(name),
    '-- ' || name || char(10) || replace(printf('%.*c', 1 + b % 8, 'x'), 'x',
      'CREATE TEMPORARY TABLE source_' || (a % 97) || ' (id BIGINT, customer STRING, region STRING, amount DECIMAL(10, 2), '
      || 'placed TIMESTAMP(3), WATERMARK FOR placed AS placed - INTERVAL ''5'' SECOND) WITH (''connector'' = ''kafka'', '
      || '''topic'' = ''shop.orders.' || (a % 97) || ''', ''format'' = ''json'');' || char(10)
      || 'SELECT region, COUNT(*) AS orders, SUM(amount) AS total FROM source_' || (a % 97) || ' WHERE amount > ' || (b % 500)
      || ' GROUP BY region;' || char(10)),
    (SELECT id FROM person WHERE n = a % 20), at, (SELECT id FROM person WHERE n = b % 20), at, 1 + b % 40
  FROM named;
