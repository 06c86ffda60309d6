//! The sums above the list.

use super::Yard;
use crate::{
    DeployFrom, JobOrder,
    testing::{on_each_database, request},
};
use model::JobState;

on_each_database! {
    async fn the_sum_of_the_jobs_is_the_newest_whatever_was_asked_before(store: TestStore) {
        let yard = Yard::new(&store).await;
        let look = async || {
            let mut sum = (*store.jobs_overview(&yard.desk.scope()).await.unwrap()).clone();
            sum.counts.sort();
            (sum.newest, sum.counts)
        };
        assert_eq!(look().await, (None, vec![]));
        let first = yard.job(&store, "a").await;
        assert_eq!(look().await, (Some(first.id), vec![(JobState::New, 1)]));
        let second = yard.job(&store, "b").await;
        assert_eq!(look().await, (Some(second.id), vec![(JobState::New, 2)]));
        yard.order(&store, &first, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
        assert_eq!(look().await, (Some(second.id), vec![(JobState::Starting, 1), (JobState::New, 1)]));
        assert_eq!(look().await, look().await);
        store.delete_job(&yard.desk.scope(), (second.id, second.revision), &request()).await.unwrap();
        assert_eq!(look().await, (Some(first.id), vec![(JobState::Starting, 1)]));
    }
}
