//! A registered cluster that loses its jobs: they stay down, or are started again where its administrator lets them.
//!
//! It is the engine of this host under another name: only we know that it is ours.

use super::{House, jobs, request};
use engine::local::Role;
use model::{
    BulkAct, JobId, JobSettings, JobState, Name, SessionClusterId,
    authority::{ClusterManage, Granted},
};
use std::time::{Duration, Instant};
use store::{DeployFrom, JobOrder, NewHandsOff, SessionClusterForm, Uses};

pub(crate) async fn elsewhere(house: &House) {
    let begun = Instant::now();
    let manage = house.store.standing(house.member.user).await.unwrap().unwrap().allow::<ClusterManage>().unwrap();
    let cluster = registered(house, &manage).await;
    let there = House { store: house.store.clone(), control: house.control.clone(), member: house.member, cluster };
    let job = jobs::job(&there, "elsewhere", jobs::COUNTING, JobSettings::default()).await;
    assert_eq!(there.ordered(job, JobOrder::Deploy(DeployFrom::Empty.into())).await, None);
    it_stays_down_and_is_started_again_by_a_person(&there, job).await;
    while_hands_are_off_nothing_is_done_and_then_it_is_started_again(&there, &manage, job).await;
    assert_eq!(there.ordered(job, JobOrder::Cancel).await, None);
    println!("elsewhere: {:?}", begun.elapsed());
}

async fn it_stays_down_and_is_started_again_by_a_person(house: &House, job: JobId) {
    has_checkpoint(house, job).await;
    house.kill(Role::JobManager);
    house.job_becomes(job, JobState::Unknown).await;
    house.job_becomes(job, JobState::Ended).await;
    let ended = house.newest_run(job).await;
    assert_eq!(ended.failure.unwrap()["code"], "restart_not_allowed");
    let down = house.store.jobs_left_down(&house.member.allow().unwrap()).await.unwrap();
    assert_eq!(down, [job]);
    let scope = house.member.allow().unwrap();
    let refused = house.store.order_bulk(&scope, &down, BulkAct::Again, &request()).await.unwrap();
    assert!(refused.is_empty(), "{refused:?}");
    house.job_becomes(job, JobState::Running).await;
    let again = house.newest_run(job).await;
    assert!(again.restored_from.as_ref().is_some_and(|path| path.contains("/chk-")), "{again:#?}");
    assert_eq!(house.copies("elsewhere").await, 1);
}

async fn while_hands_are_off_nothing_is_done_and_then_it_is_started_again(
    house: &House,
    manage: &Granted<ClusterManage>,
    job: JobId,
) {
    let record = house.store.watched_clusters(&model::authority::SystemScope::of_the_server()).await.unwrap();
    let revision = record.iter().find(|cluster| cluster.id == house.cluster).unwrap().revision;
    let form = form(house, true);
    house.store.update_cluster(manage, house.cluster, revision, form, &request()).await.unwrap();
    has_checkpoint(house, job).await;
    let before = house.newest_run(job).await;
    let new = NewHandsOff { reason: Name::parse("Maintenance").unwrap(), until: None };
    house.store.set_cluster_hands_off(manage, house.cluster, Some(&new), &request()).await.unwrap();
    house.kill(Role::JobManager);
    house.job_becomes(job, JobState::Unknown).await;
    house.engine_answers_again().await;
    // It was looked at often enough; without hands off this is more than enough.
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!((house.job(job).await.state, house.copies("elsewhere").await), (JobState::Unknown, 0));
    house.store.set_cluster_hands_off(manage, house.cluster, None, &request()).await.unwrap();
    house.job_becomes(job, JobState::Running).await;
    let after = house.newest_run(job).await;
    assert!(after.id != before.id && after.restored_from.is_some(), "{after:#?}");
    assert_eq!(house.copies("elsewhere").await, 1);
}

async fn registered(house: &House, manage: &Granted<ClusterManage>) -> SessionClusterId {
    let cluster = house.store.create_cluster(manage, form(house, false), &request()).await.unwrap();
    let uses = Uses { may_query: true, may_deploy: true };
    house.store.grant_cluster(manage, house.member.project, cluster.id, uses, &request()).await.unwrap();
    cluster.id
}

fn form(house: &House, restarts_jobs: bool) -> SessionClusterForm {
    let ports = house.control.local_engine().unwrap().status().borrow().ports.unwrap();
    let address = |port: u16| format!("http://127.0.0.1:{port}").parse().unwrap();
    SessionClusterForm {
        rest_url: Some(address(ports.rest)),
        gateway_url: Some(address(ports.gateway)),
        restarts_jobs,
        ..SessionClusterForm::new(Name::parse("Elsewhere").unwrap())
    }
}

async fn has_checkpoint(house: &House, job: JobId) {
    let begun = Instant::now();
    house.job_becomes(job, JobState::Running).await;
    while house.newest_run(job).await.swept.is_none() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no checkpoint was seen");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
