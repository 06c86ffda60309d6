//! Whose job it is, and its tags.

use super::Yard;
use crate::{
    Error, Job, JobFilter, JobForm, JobLabels, PageRequest,
    testing::{TestStore, on_each_database, problems, request},
};
use model::{
    Code, JobSort, JobTag, JobTags, Name, UserId,
    authority::{ProjectRole, SystemRole},
};

impl Yard {
    fn labelled(&self, name: &str, tags: &str, owner: Option<UserId>) -> JobForm {
        let labels = JobLabels { owner, tags: JobTags::parse(tags).unwrap() };
        JobForm { name: Name::parse(name).unwrap(), labels, ..self.form.clone() }
    }

    async fn make(&self, store: &TestStore, form: &JobForm) -> Result<Job, Error> {
        store.create_job(&self.desk.scope(), form, &request()).await
    }

    async fn found(&self, store: &TestStore, filter: &JobFilter) -> Vec<String> {
        let (scope, page) = (self.desk.scope(), PageRequest::default());
        let jobs = store.jobs(&scope, filter, JobSort::Name, page).await.unwrap();
        let counted: i64 = store.job_counts(&scope, filter).await.unwrap().into_iter().map(|(_, count)| count).sum();
        assert_eq!(counted, jobs.len() as i64);
        jobs.into_iter().map(|job| job.name).collect()
    }
}

fn tagged(tag: &str) -> JobFilter {
    JobFilter { tag: Some(JobTag::parse(tag).unwrap()), ..JobFilter::default() }
}

on_each_database! {
    async fn jobs_are_found_by_their_tags_in_whatever_case(store: TestStore) {
        let yard = Yard::new(&store).await;
        let a = yard.make(&store, &yard.labelled("a", "Nightly, 报表", None)).await.unwrap();
        yard.make(&store, &yard.labelled("b", "nightly", None)).await.unwrap();
        yard.make(&store, &yard.labelled("c", "", None)).await.unwrap();
        assert_eq!(yard.found(&store, &tagged("NIGHTLY")).await, ["a", "b"]);
        assert_eq!(yard.found(&store, &tagged("报表")).await, ["a"]);
        assert_eq!(yard.found(&store, &tagged("night")).await, Vec::<String>::new());
        let text = Some("b".to_owned());
        assert_eq!(yard.found(&store, &JobFilter { text, ..tagged("nightly") }).await, ["b"]);
        let offered = store.job_tags(&yard.desk.scope()).await.unwrap();
        assert_eq!(offered.iter().map(JobTag::as_str).collect::<Vec<_>>(), ["Nightly", "报表"]);
        assert_eq!(store.job_summary(&yard.desk.scope(), a.id).await.unwrap().tags.to_string(), "Nightly, 报表");

        let other = yard.labelled("a", "hourly", None);
        let a = store.update_job(&yard.desk.scope(), (a.id, a.revision), &other, &request()).await.unwrap();
        assert_eq!((a.tags.to_string().as_str(), yard.found(&store, &tagged("nightly")).await), ("hourly", vec!["b".to_owned()]));
        store.delete_job(&yard.desk.scope(), (a.id, a.revision), &request()).await.unwrap();
        assert_eq!(store.job_tags(&yard.desk.scope()).await.unwrap().len(), 1);
    }

    async fn a_job_is_of_whoever_made_it_until_another_member_has_it(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.make(&store, &yard.labelled("a", "", None)).await.unwrap();
        let maker = yard.desk.member.user;
        assert_eq!(job.owner_id, maker);
        let alan = store.person("alan", SystemRole::User).await.user;
        let to_alan = yard.labelled("a", "", Some(alan));
        let change = async |job: &Job, form: &JobForm| {
            store.update_job(&yard.desk.scope(), (job.id, job.revision), form, &request()).await
        };
        assert_eq!(problems(change(&job, &to_alan).await), [Code::NoSuchUser]);
        assert_eq!(problems(yard.make(&store, &yard.labelled("b", "", Some(alan))).await), [Code::NoSuchUser]);

        store.add_member(&yard.desk.scope(), "alan", ProjectRole::Developer, &request()).await.unwrap();
        let job = change(&job, &to_alan).await.unwrap();
        let of = |user| JobFilter { owner: Some(user), ..JobFilter::default() };
        assert_eq!((yard.found(&store, &of(alan)).await, yard.found(&store, &of(maker)).await), (vec!["a".to_owned()], vec![]));
        assert_eq!(store.job_summary(&yard.desk.scope(), job.id).await.unwrap().owner_name.as_deref(), Some("alan"));
        // Who is named no more stays who it was.
        let job = change(&job, &yard.labelled("a", "x", None)).await.unwrap();
        assert_eq!(job.owner_id, alan);
        store.remove_member(&yard.desk.scope(), alan, &request()).await.unwrap();
        change(&job, &to_alan).await.unwrap();
        let admin = yard.desk.admin.allow().unwrap();
        let rows = store.audit(&admin, &crate::AuditFilter::default(), 50).await.unwrap();
        let row = rows.iter().filter(|row| row.act == "job.update").nth(2).unwrap();
        let owners = (&row.before.as_ref().unwrap()["owner"], &row.after.as_ref().unwrap()["owner"]);
        assert_eq!(owners, (&maker.to_string().into(), &alan.to_string().into()));
    }
}
