//! A statement of which nobody knows whether it arrived.

use super::{Halt, Pump};
use engine::Error;
use model::QueryError;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(500);

impl Pump {
    /// Waits for the job that the statement may have become, and cancels it: its rows can be read by nobody. It is not sent
    /// again, for what was done twice is worse than what a person runs once more.
    pub(super) async fn salvage(&self) -> Result<Halt, Halt> {
        let begun = Instant::now();
        while self.may_be_job() {
            if self.wish.borrow().lost {
                return Err(Halt::Left);
            }
            let waited = begun.elapsed();
            let job = match self.shared.engines.reach(self.query.cluster_id).await {
                Ok(reached) => self.cancel_if_there(&reached.rest()).await,
                // Nothing runs on it, and what it will run after its start is none of this.
                Err(crate::Error::NotRunning | crate::Error::Elsewhere) => Ok(Job::Absent),
                Err(crate::Error::Store(error)) => return Err(error.into()),
                Err(_) => Ok(Job::Unknown),
            };
            match job {
                Ok(Job::Over) => break,
                Ok(Job::Absent) if waited >= self.shared.times.arrival => break,
                Ok(Job::Absent | Job::There) => {}
                Ok(Job::Unknown) | Err(_) if waited >= self.shared.times.patience => break,
                Ok(Job::Unknown) | Err(_) => {}
            }
            tokio::time::sleep(PAUSE.min(self.shared.times.arrival)).await;
        }
        Ok(match self.wish.borrow().stop {
            true => Halt::Stopped,
            false => Halt::lost(QueryError::Interrupted),
        })
    }

    async fn cancel_if_there(&self, rest: &engine::rest::RestOperator) -> engine::Result<Job> {
        match rest.reader().job_status(self.query.job_id).await {
            Ok(status) if status.is_terminal() => Ok(Job::Over),
            Ok(_) => match rest.cancel_job(self.query.job_id).await {
                Ok(()) | Err(Error::Conflict(_) | Error::NotFound(_)) => Ok(Job::There),
                Err(error) => Err(error),
            },
            Err(Error::NotFound(_)) => Ok(Job::Absent),
            Err(error) => Err(error),
        }
    }
}

enum Job {
    Absent,
    There,
    Over,
    Unknown,
}
