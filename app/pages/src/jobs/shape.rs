//! How the state of a job looks.

use app::ui::StateShape;
use model::{JobState, RunOutcome};

/// Of a job.
pub(super) fn shape_of(state: JobState) -> StateShape {
    match state {
        JobState::Running => StateShape::Running,
        JobState::Starting | JobState::Stopping => StateShape::Changing,
        JobState::Restarting => StateShape::Attention,
        JobState::Unknown | JobState::Ended => StateShape::Unknown,
        JobState::Failed => StateShape::Failed,
        JobState::Suspended | JobState::Cancelled | JobState::New => StateShape::Stopped,
        JobState::Finished => StateShape::Finished,
    }
}

/// Of a run that is over.
pub(super) fn shape_of_outcome(outcome: RunOutcome) -> StateShape {
    match outcome {
        RunOutcome::Finished => StateShape::Finished,
        RunOutcome::Failed | RunOutcome::NotStarted => StateShape::Failed,
        RunOutcome::Cancelled | RunOutcome::CancelledOutside | RunOutcome::Stopped => StateShape::Stopped,
        RunOutcome::Ended => StateShape::Unknown,
    }
}
