//! The numbers of a running job that are kept for a while, and how each is counted.

use crate::choice::choices;

choices! {
    /// A number that is kept of every running job.
    JobMetric {
        /// Records that its sources read in a second.
        RecordsIn = "records_in",
        /// Records that reach its sinks in a second.
        RecordsOut = "records_out",
        /// How much of its time the busiest subtask works.
        Busy = "busy",
        /// How much of its time the worst subtask waits for those after it.
        Backpressured = "backpressured",
        /// How far the task that is furthest behind in event time is behind the clock.
        WatermarkLag = "watermark_lag",
        /// Records that wait outside of Flink, as far as sources know of them.
        Pending = "pending",
        /// How often it was restarted by Flink.
        Restarts = "restarts",
        /// How long ago its newest checkpoint was complete.
        CheckpointAge = "checkpoint_age",
        /// How long its newest checkpoint took.
        CheckpointDuration = "checkpoint_duration",
        /// How large its newest checkpoint is.
        CheckpointSize = "checkpoint_size",
        /// The heap that all TaskManagers of its cluster use.
        Heap = "heap",
        /// How many processors all TaskManagers of its cluster keep busy.
        Cpu = "cpu",
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricUnit {
    /// Something in a second.
    PerSecond,
    /// A part of a whole, from 0 to 1.
    Share,
    /// Milliseconds.
    Milliseconds,
    /// Bytes.
    Bytes,
    /// How many.
    Count,
}

impl JobMetric {
    /// What it counts.
    pub fn unit(self) -> MetricUnit {
        match self {
            Self::RecordsIn | Self::RecordsOut => MetricUnit::PerSecond,
            Self::Busy | Self::Backpressured => MetricUnit::Share,
            Self::WatermarkLag | Self::CheckpointAge | Self::CheckpointDuration => MetricUnit::Milliseconds,
            Self::CheckpointSize | Self::Heap => MetricUnit::Bytes,
            Self::Restarts | Self::Pending | Self::Cpu => MetricUnit::Count,
        }
    }
}

/// The numbers of a job at one time; those that nobody told are not there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MetricValues([Option<f64>; JobMetric::ALL.len()]);

impl MetricValues {
    /// One of them.
    pub fn get(&self, metric: JobMetric) -> Option<f64> {
        self.0[metric as usize]
    }

    /// With one of them; what is no number is none.
    pub fn with(mut self, metric: JobMetric, number: Option<f64>) -> Self {
        self.0[metric as usize] = number.filter(|number| number.is_finite());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_metric_has_a_place_of_its_own_and_holds_only_numbers() {
        for (place, metric) in JobMetric::ALL.iter().enumerate() {
            assert_eq!(*metric as usize, place);
            let numbers = MetricValues::default().with(*metric, Some(1.5));
            let known: Vec<_> = JobMetric::ALL.iter().filter(|other| numbers.get(**other).is_some()).collect();
            assert_eq!(known, [metric]);
            assert_eq!(numbers.with(*metric, Some(f64::NAN)), MetricValues::default());
        }
        assert_eq!(JobMetric::ALL.len(), 12);
    }
}
