//! The list of jobs.

use super::Yard;
use crate::{DeployFrom, JobFilter, JobOrder, PageRequest, testing::on_each_database};
use model::{JobSort, JobState};

on_each_database! {
    async fn jobs_are_listed_by_name_and_counted_by_state(store: TestStore) {
        let yard = Yard::new(&store).await;
        for name in ["b orders", "A_orders", "other"] {
            yard.job(&store, name).await;
        }
        let job = yard.job(&store, "c").await;
        yard.order(&store, &job, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
        let listed = async |filter: &JobFilter, sort: JobSort, number: u32| {
            let page = PageRequest { number, size: 2 };
            let rows = store.jobs(&yard.desk.scope(), filter, sort, page).await.unwrap();
            rows.into_iter().map(|job| job.name).collect::<Vec<_>>()
        };
        let text = |text: &str| JobFilter { text: Some(text.into()), ..JobFilter::default() };
        assert_eq!(listed(&text("ORDERS"), JobSort::Name, 0).await, ["A_orders", "b orders"]);
        assert_eq!(listed(&text("a_"), JobSort::Name, 0).await, ["A_orders"]);
        let starting = JobFilter { state: Some(JobState::Starting), ..JobFilter::default() };
        assert_eq!(listed(&starting, JobSort::Newest, 0).await, ["c"]);
        let all = JobFilter::default();
        assert_eq!(listed(&all, JobSort::Name, 1).await, ["c", "other"]);
        assert_eq!(listed(&all, JobSort::Newest, 1).await, ["A_orders", "b orders"]);
        assert_eq!(listed(&all, JobSort::Name, 2).await, Vec::<String>::new());
        let mut counts = store.job_counts(&yard.desk.scope(), &JobFilter::default()).await.unwrap();
        counts.sort();
        assert_eq!(counts, [(JobState::Starting, 1), (JobState::New, 3)]);
        assert_eq!(store.job_counts(&yard.desk.scope(), &text("orders")).await.unwrap(), [(JobState::New, 2)]);
        let one = store.job_summary(&yard.desk.scope(), job.id).await.unwrap();
        assert_eq!((one.script_name.as_deref(), one.cluster_name.as_deref()), (Some("orders"), Some("Local")));
    }
}
