//! Lexing and splitting one megabyte of SQL: `cargo xtask bench sql` reads what this prints.

use model::sql::{lex, split};
use std::{hint::black_box, time::Instant};

const TRIES: usize = 31;

/// What people write: definitions, queries, comments, quotes and a statement set.
const SAMPLE: &str = r#"
-- Orders as they come; `price` is exact.
CREATE TABLE `orders` (
    `id` BIGINT, `customer` STRING COMMENT 'who; not what', `price` DECIMAL(38, 18),
    `at` TIMESTAMP(3), WATERMARK FOR `at` AS `at` - INTERVAL '5' SECOND
) WITH ('connector' = 'datagen', 'rows-per-second' = '10', 'fields.customer.length' = '8');
/* A block; with a semicolon. */
EXECUTE STATEMENT SET BEGIN
    INSERT INTO sink_a SELECT /*+ OPTIONS('a' = 'b') */ id, price FROM orders WHERE customer <> 'O''Neil; Co';
    INSERT INTO sink_b SELECT customer, SUM(price) OVER (PARTITION BY customer ORDER BY `at`) FROM orders;
END;
SET 'table.exec.mini-batch.size' = '5000';
SELECT TUMBLE_START(`at`, INTERVAL '1' MINUTE) AS `window`, COUNT(*) AS n, U&'\5BA2' AS "客户" FROM orders GROUP BY 1;
"#;

fn main() {
    let script = SAMPLE.repeat(1_000_000 / SAMPLE.len() + 1);
    let time = |work: &dyn Fn()| {
        let mut times: Vec<f64> = (0..TRIES)
            .map(|_| {
                let start = Instant::now();
                work();
                start.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[TRIES / 2]
    };
    let lexing = time(&|| drop(black_box(lex(black_box(&script)))));
    let both = time(&|| drop(black_box(split(black_box(&script)))));
    let (tokens, statements) = (lex(&script).len(), split(&script).statements.len());
    let size = format!(
        "{} bytes, {tokens} tokens, {statements} statements; lexing alone {lexing:.1} ms; median of {TRIES}",
        script.len()
    );
    println!("{{\"ms\": {both:.3}, \"size\": \"{size}\"}}");
}
