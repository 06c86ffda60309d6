//! Flink's REST and SQL Gateway: what real ones answered (recordings), and what no real one can be made to answer.

#![expect(clippy::unwrap_used, reason = "what helps a test may fail it")]

mod execute;
mod gateway_recordings;
mod job_operator;
mod job_recordings;
mod probe;
mod rest_recordings;
mod stand_in;
mod strange_answers;
mod strange_jobs;
