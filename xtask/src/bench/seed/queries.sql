-- The history of one project, a query every four minutes until yesterday.
INSERT INTO queries (id, project_id, user_id, cluster_id, script_id, statement, statement_start, kind, state, job_id,
    operation_handle, next_token, result_columns, rows, first_row, bytes, inline_bytes, result_kind, error, requested_at,
    started_at, first_row_at, ended_at, took_ms, last_read_at, stop_requested, keep_newest, fence, revision)
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {queries}),
  chosen AS (
    SELECT i, (i * (i * 40503 + 2654435761) % 4294967296) >> 9 AS a, (i * (i * 40503 + 2246822519) % 4294967296) >> 9 AS b,
      (i * (i * 40503 + 3266489917) % 4294967296) >> 9 AS c, (strftime('%s', 'now') - 90000 - ({queries} - i) * 240) AS s FROM n),
  timed AS (
    SELECT *, printf('%012x', s * 1000) AS hex, CASE WHEN c % 9 = 0 THEN 600 + b % 80000 ELSE 2 + b % 30 END AS seconds,
      CASE c % 20 WHEN 0 THEN 'failed' WHEN 1 THEN 'failed' WHEN 2 THEN 'stopped' WHEN 3 THEN 'stopped' WHEN 4 THEN 'unread'
        WHEN 5 THEN 'lost' ELSE 'finished' END AS state,
      CASE a % 8 WHEN 5 THEN 'insert' WHEN 6 THEN 'create_table' WHEN 7 THEN 'show' ELSE 'select' END AS kind FROM chosen)
  SELECT substr(hex, 1, 8) || '-' || substr(hex, 9) || printf('-7%03x-8%03x-%012x', b % 4096, c % 4096, i), '{project}',
    (SELECT id FROM person WHERE n = b % 20), (SELECT id FROM cluster WHERE n = c % 3),
    printf('01900000-0000-7000-9000-%012x', a % {scripts}),
    CASE a % 8
      WHEN 0 THEN 'SELECT id, customer, amount FROM orders_' || (b % 300)
      WHEN 1 THEN 'SELECT region, COUNT(*) AS n, SUM(amount) AS total' || char(10) || 'FROM shop.orders_' || (b % 300) || char(10)
        || 'WHERE placed >= TIMESTAMP ''2026-01-' || printf('%02d', 1 + c % 28) || ' 00:00:00'' GROUP BY region'
      WHEN 2 THEN 'SELECT o.id, c.name, o.amount FROM orders AS o JOIN customers FOR SYSTEM_TIME AS OF o.placed AS c ON o.customer = c.id '
        || 'WHERE o.amount > ' || (b % 900) || ' AND c.country IN (''CN'', ''DE'', ''FR'', ''US'')'
      WHEN 3 THEN 'SELECT window_start, window_end, SUM(price) AS price FROM TABLE(TUMBLE(TABLE bids, DESCRIPTOR(at), INTERVAL '''
        || (1 + b % 59) || ''' MINUTES)) GROUP BY window_start, window_end'
      WHEN 4 THEN 'SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY category ORDER BY sales DESC) AS rank FROM products_'
        || (b % 50) || ') WHERE rank <= ' || (1 + c % 20)
      WHEN 5 THEN 'INSERT INTO warehouse.orders_daily SELECT CAST(placed AS DATE), region, COUNT(*), SUM(amount) FROM orders_' || (b % 300)
        || ' GROUP BY CAST(placed AS DATE), region'
      WHEN 6 THEN 'CREATE TEMPORARY TABLE clicks_' || (b % 300) || ' (user_id BIGINT, url STRING, at TIMESTAMP(3), WATERMARK FOR at AS '
        || 'at - INTERVAL ''3'' SECOND) WITH (''connector'' = ''kafka'', ''topic'' = ''web.clicks'', ''format'' = ''json'')'
      ELSE 'SHOW TABLES LIKE ''%orders_' || (b % 300) || '%''' END,
    (1 + c % 60) || ':1', kind, state, printf('%016x%016x', 81985529216486895 + i, c),
    printf('00000000-0000-4000-8000-%012x', i), NULL,
    CASE WHEN kind = 'select' THEN '[{"name":"id","logicalType":{"nullable":true,"type":"BIGINT"},"comment":null},'
      || '{"name":"amount","logicalType":{"nullable":true,"precision":10,"scale":2,"type":"DECIMAL"},"comment":null}]' END,
    CASE WHEN kind = 'select' AND state <> 'failed' THEN (a >> 3) * (1 + b % 7) % 400000 ELSE 1 END,
    CASE WHEN kind = 'select' AND state <> 'failed' THEN (a >> 3) * (1 + b % 7) % 400000 ELSE 1 END, 0, 0,
    CASE WHEN state <> 'failed' THEN 'SUCCESS_WITH_CONTENT' END,
    CASE WHEN state = 'failed' THEN '{"code":"unreachable","said":"connection refused"}' END,
    strftime('%Y-%m-%d %H:%M:%f', s, 'unixepoch') || '000', strftime('%Y-%m-%d %H:%M:%f', s, 'unixepoch') || '120',
    strftime('%Y-%m-%d %H:%M:%f', s + 1, 'unixepoch') || '000', strftime('%Y-%m-%d %H:%M:%f', s + seconds, 'unixepoch') || '000',
    seconds * 1000 + c % 1000, strftime('%Y-%m-%d %H:%M:%f', s + 1, 'unixepoch') || '000', state = 'stopped', 0, 1 + c % 3,
    4 + b % 300
  FROM timed;
