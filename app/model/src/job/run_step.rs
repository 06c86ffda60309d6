//! How far a run of several steps is.

/// Which of the steps of a run it is at; a run of one step has no such thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunStep {
    /// The step that is under way, or at which the run ended; from 1.
    pub number: i64,
    /// How many there are.
    pub count: i64,
}

impl RunStep {
    /// What the two columns say.
    pub fn of(number: Option<i64>, count: Option<i64>) -> Option<Self> {
        Some(Self { number: number?, count: count? })
    }

    /// Whether another one follows.
    pub fn is_last(self) -> bool {
        self.number >= self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_step_is_the_one_that_none_follows() {
        assert_eq!(RunStep::of(Some(2), None), None);
        let [second, fifth] = [2, 5].map(|number| RunStep::of(Some(number), Some(5)).unwrap());
        assert!(!second.is_last() && fifth.is_last());
    }
}
