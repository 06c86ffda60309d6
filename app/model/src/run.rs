//! What runs on an engine: whether its state will change any more.

use crate::flink::JobStatus;

/// True when a job of this state, as Flink writes it, will not change any more.
pub fn is_job_over(state: &str) -> bool {
    JobStatus::from(state.to_owned()).is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_is_not_known_here_may_still_change() {
        assert!(is_job_over("CANCELED") && is_job_over("FINISHED") && is_job_over("FAILED"));
        assert!(!is_job_over("RUNNING") && !is_job_over("SUSPENDED") && !is_job_over("HIBERNATING"));
    }
}
