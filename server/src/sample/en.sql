-- Ctrl+Enter runs the statement at the cursor. Run the first one once, then the others as you like.

CREATE TEMPORARY TABLE orders (
  id       BIGINT,
  customer STRING,
  amount   DECIMAL(10, 2),
  placed   AS PROCTIME()
) WITH (
  'connector' = 'datagen',             -- makes rows up: no other system is needed
  'rows-per-second' = '20',
  'fields.id.kind' = 'sequence',
  'fields.id.start' = '1',
  'fields.id.end' = '1000000',
  'fields.customer.length' = '8',
  'fields.amount.min' = '1',
  'fields.amount.max' = '500'
);

-- A stream: rows arrive until you stop it.
SELECT id, customer, amount FROM orders;

-- A changing result: each row says whether it adds, takes away or replaces.
SELECT MOD(id, 5) AS lane, COUNT(*) AS orders, SUM(amount) AS total
FROM orders
GROUP BY MOD(id, 5);
