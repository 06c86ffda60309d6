-- 按 Ctrl+Enter 运行光标处的语句。先运行第一条，再任意运行其余语句。

CREATE TEMPORARY TABLE orders (
  id       BIGINT,
  customer STRING,
  amount   DECIMAL(10, 2),
  placed   AS PROCTIME()
) WITH (
  'connector' = 'datagen',             -- 自动生成数据，不需要其他系统
  'rows-per-second' = '20',
  'fields.id.kind' = 'sequence',
  'fields.id.start' = '1',
  'fields.id.end' = '1000000',
  'fields.customer.length' = '8',
  'fields.amount.min' = '1',
  'fields.amount.max' = '500'
);

-- 数据流：持续到达，直到您停止。
SELECT id, customer, amount FROM orders;

-- 变化的结果：每一行说明是新增、撤回还是更新。
SELECT MOD(id, 5) AS lane, COUNT(*) AS orders, SUM(amount) AS total
FROM orders
GROUP BY MOD(id, 5);
