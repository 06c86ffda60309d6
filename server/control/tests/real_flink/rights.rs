//! Who may use an engine whose processes are not kept from the server's files.

use super::{House, jobs, request};
use model::{
    JobSettings, Name, QueryError, QueryState,
    authority::{ProjectRole, SystemRole},
};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use store::{DeployFrom, JobOrder, NewUser};

pub(crate) async fn rights(house: &House, data: &Path) {
    let colleague = colleague(house).await;
    colleague.finished("SELECT 1").await;
    let job = jobs::job(house, "whoever", jobs::COUNTING, JobSettings::default()).await;

    // What the launcher reports on a host without Landlock and without a second account.
    let report = data.join("engine/clusters/local/control/taskmanager.confinement.json");
    let confined = std::fs::read(&report).unwrap();
    std::fs::write(&report, r#"{"landlock_abi":null,"fully_enforced":false,"uid":0,"second_user":false}"#).unwrap();
    until_confined(house, false).await;
    let id = colleague.run("SELECT 1").await;
    let refused = colleague.until(id, |query| query.state.is_over()).await;
    assert_eq!((refused.state, refused.error), (QueryState::Failed, Some(QueryError::Unconfined)));
    let error = colleague.ordered(job, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
    assert_eq!(error["code"], "unconfined");
    house.finished("SELECT 1").await;

    std::fs::write(&report, confined).unwrap();
    until_confined(house, true).await;
    colleague.finished("SELECT 1").await;
}

/// Somebody who runs the project, and not the installation.
async fn colleague(house: &House) -> House {
    let store = &house.store;
    let ada = store.standing(house.member.user).await.unwrap().unwrap();
    let name = Name::parse("Grace").unwrap();
    let role = SystemRole::User;
    let new = NewUser { display_name: name.clone(), name, email: None, role, password_hash: None };
    store.create_user(&ada.allow().unwrap(), new, &request()).await.unwrap();
    let scope = house.member.allow().unwrap();
    let user = store.add_member(&scope, "Grace", ProjectRole::Owner, &request()).await.unwrap();
    let member = store.membership(user, house.member.project).await.unwrap().unwrap();
    House { store: store.clone(), control: house.control.clone(), member, cluster: house.cluster }
}

async fn until_confined(house: &House, wanted: bool) {
    let begun = Instant::now();
    while house.control.local_engine().unwrap().status().borrow().is_confined() != wanted {
        assert!(begun.elapsed() < Duration::from_secs(30), "the report was not read");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
