//! What is kept of runs that did not end well, and who is told.

use super::Yard;
use crate::{
    InboxMessage, Job, JobOrder, KeptException, NewEvidence, NewLogEnd, Outcome, PageRequest, Run, RunEnd,
    ServedClusters,
    testing::{TestStore, on_each_database, request},
};
use chrono::TimeDelta;
use model::{
    JobAct, RunOutcome,
    authority::{ProjectRole, Standing, SystemRole},
};
use serde_json::json;

impl Yard {
    fn served(&self) -> ServedClusters {
        ServedClusters { local: Some(self.desk.cluster.id), registered: true }
    }

    /// A run that fails.
    async fn fails(&self, store: &TestStore, job: &Job) -> Run {
        let (claim, run) = self.deployed(store, job, None).await;
        self.seen(store, &run, "RUNNING").await;
        self.finish(store, &claim, Outcome::Succeeded).await;
        self.seen(store, &run, "FAILED").await;
        run
    }

    /// Looks into every run that it is time for, and tells.
    async fn collected(&self, store: &TestStore, message: &str) -> usize {
        let runs = store.runs_without_evidence(&self.desk.server, self.served()).await.unwrap();
        for run in &runs {
            store.keep_evidence(&self.desk.server, run, &found(message)).await.unwrap();
        }
        store.tell_of_failures(&self.desk.server).await.unwrap();
        runs.len()
    }

    async fn owner(&self, store: &TestStore) -> Standing {
        store.standing(self.desk.member.user).await.unwrap().unwrap()
    }
}

fn found(message: &str) -> NewEvidence {
    let exception = KeptException {
        class: "java.lang.IllegalStateException".into(),
        message: message.into(),
        trace: format!("java.lang.IllegalStateException: {message}\n\tat a.B.c(B.java:1)"),
        at: None,
        task: Some("Map (1/2)".into()),
    };
    let log = |taskmanager: Option<&str>, text: &str| NewLogEnd {
        taskmanager: taskmanager.map(str::to_owned),
        text: text.into(),
    };
    NewEvidence {
        exception: Some(exception),
        logs: vec![log(None, "of one\n"), log(Some("tm-1"), "of the other\n")],
        unread: None,
    }
}

async fn inbox(store: &TestStore, who: &Standing) -> Vec<InboxMessage> {
    let page = store.inbox(who, PageRequest::default()).await.unwrap();
    let unread = page.rows.iter().filter(|message| message.read_at.is_none()).count();
    assert_eq!((page.total, store.unread_messages(who).await.unwrap()), (page.rows.len() as i64, unread as i64));
    page.rows
}

on_each_database! {
    async fn one_cause_is_one_message_until_it_is_read(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (job, owner) = (yard.job(&store, "Orders").await, yard.owner(&store).await);
        let first = yard.fails(&store, &job).await;
        assert_eq!(yard.collected(&store, "17 rows are too many").await, 1);
        assert_eq!(yard.collected(&store, "17 rows are too many").await, 0, "it is kept once");
        let [message] = inbox(&store, &owner).await.try_into().unwrap();
        assert_eq!((message.job_name.as_str(), message.run_id, message.times), ("Orders", first.id, 1));
        assert_eq!((message.outcome, message.summary.as_str()), (Some(RunOutcome::Failed), "IllegalStateException: 17 rows are too many"));

        store.wait(TimeDelta::minutes(1));
        let second = yard.fails(&store, &job).await;
        yard.collected(&store, "205 rows are too many").await;
        let [message] = inbox(&store, &owner).await.try_into().unwrap();
        assert_eq!((message.run_id, message.times), (second.id, 2));
        assert!(message.last_at > message.first_at && message.summary.contains("205"));
        yard.fails(&store, &job).await;
        yard.collected(&store, "another thing").await;
        assert_eq!(inbox(&store, &owner).await.len(), 2);

        store.read_messages(&owner, Some(message.id)).await.unwrap();
        assert_eq!(store.unread_messages(&owner).await.unwrap(), 1);
        yard.fails(&store, &job).await;
        yard.collected(&store, "3 rows are too many").await;
        assert_eq!(inbox(&store, &owner).await.len(), 3);
        store.read_messages(&owner, None).await.unwrap();
        assert_eq!(store.unread_messages(&owner).await.unwrap(), 0);
    }

    async fn nobody_is_told_of_what_a_person_gave_up_or_of_a_job_that_runs_again(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (job, owner) = (yard.job(&store, "Orders").await, yard.owner(&store).await);
        let (claim, run) = yard.deployed(&store, &job, None).await;
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        yard.order(&store, &job, JobOrder::ForceStop).await.unwrap();
        let claim = yard.take(&store, JobAct::ForceStop).await;
        let end = RunEnd { outcome: RunOutcome::Ended, failure: None };
        store.end_run(&yard.desk.server, &claim, run.id, end).await.unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        assert_eq!(yard.collected(&store, "x").await, 0);

        let failed = yard.fails(&store, &job).await;
        let (claim, _) = yard.deployed(&store, &job, None).await;
        assert_eq!(yard.collected(&store, "x").await, 1, "it is kept all the same");
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        assert_eq!(yard.collected(&store, "x").await, 0);
        assert_eq!(inbox(&store, &owner).await, []);
        let (_, kept) = store.evidence(&yard.desk.scope(), job.id, failed.id).await.unwrap();
        assert_eq!(kept.exception, found("x").exception);
    }

    async fn while_something_is_being_done_with_the_job_nobody_is_told_yet(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (job, owner) = (yard.job(&store, "Orders").await, yard.owner(&store).await);
        let (claim, run) = yard.deployed(&store, &job, None).await;
        let failure = Some(json!({ "code": "job_failed" }));
        store.end_run(&yard.desk.server, &claim, run.id, RunEnd { outcome: RunOutcome::Failed, failure: failure.clone() }).await.unwrap();
        yard.collected(&store, "x").await;
        assert_eq!(inbox(&store, &owner).await, []);
        yard.finish(&store, &claim, Outcome::Failed(json!({ "code": "job_failed" }))).await;
        yard.collected(&store, "x").await;
        let [message] = inbox(&store, &owner).await.try_into().unwrap();
        assert_eq!((message.outcome, message.failure), (Some(RunOutcome::Failed), failure));
    }

    async fn the_owners_of_the_project_are_told_when_that_of_the_job_has_left_and_who_left_sees_nothing(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let owner = yard.owner(&store).await;
        let other = store.person("Linus", SystemRole::User).await;
        let manages = || yard.desk.scope();
        store.add_member(&manages(), "Linus", ProjectRole::Owner, &request()).await.unwrap();
        yard.fails(&store, &job).await;
        yard.collected(&store, "x").await;
        assert_eq!((inbox(&store, &owner).await.len(), inbox(&store, &other).await.len()), (1, 0));
        store.remove_member(&manages(), yard.desk.member.user, &request()).await.unwrap();
        assert_eq!(inbox(&store, &owner).await, [], "it is about a project of others");
        yard.fails(&store, &job).await;
        yard.collected(&store, "x").await;
        assert_eq!((inbox(&store, &owner).await.len(), inbox(&store, &other).await.len()), (0, 1));
    }

    async fn evidence_and_its_logs_go_after_a_month(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let run = yard.fails(&store, &job).await;
        yard.collected(&store, "x").await;
        let server = &yard.desk.server;
        let (_, kept) = store.evidence(&yard.desk.scope(), job.id, run.id).await.unwrap();
        let log = kept.taskmanager_log.unwrap();
        assert_eq!(kept.taskmanager.as_deref(), Some("tm-1"));
        store.wait(TimeDelta::days(29));
        store.sweep_evidence(server).await.unwrap();
        store.sweep_files(server).await.unwrap();
        assert_eq!(store.files().get(&log).await.unwrap(), "of the other\n");
        assert_eq!(store.runs_with_evidence(&yard.desk.scope(), job.id).await.unwrap(), [run.id]);
        store.wait(TimeDelta::days(2));
        store.sweep_evidence(server).await.unwrap();
        assert_eq!(store.sweep_files(server).await.unwrap(), 2);
        assert!(store.evidence(&yard.desk.scope(), job.id, run.id).await.is_err());
        store.wait(TimeDelta::days(90));
        store.sweep_inbox(server).await.unwrap();
        assert_eq!(inbox(&store, &yard.owner(&store).await).await, []);
    }
}
