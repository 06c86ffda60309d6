//! Session clusters as a whole.

use crate::{
    AuditFilter, ClusterCredentials, Error, SecretChange, SessionClusterForm, Uses,
    testing::desk::{Desk, HOST},
    testing::{on_each_database, problems, request},
};
use model::{
    ClusterAddress, ClusterKind, Code, CredentialsKind, Name, SessionClusterId,
    authority::{ClusterManage, ClusterView, Granted, SystemRole},
};

fn form(name: &str) -> SessionClusterForm {
    SessionClusterForm {
        rest_url: Some(ClusterAddress::parse("https://flink.example:8081").unwrap()),
        credentials: CredentialsKind::Basic,
        user_name: Some("ops".into()),
        secret: SecretChange::Set("hunter2".into()),
        ..SessionClusterForm::new(Name::parse(name).unwrap())
    }
}

on_each_database! {
    async fn a_secret_is_sealed_kept_and_removed_and_never_told(store: TestStore) {
        let desk = Desk::new(&store).await;
        let by: Granted<ClusterManage> = desk.admin.allow().unwrap();
        let cluster = store.create_cluster(&by, form("Prod"), &request()).await.unwrap();
        let connection = store.connection_details(&desk.server, cluster.id).await.unwrap();
        let ClusterCredentials::Basic { user, password: Some(password) } = &connection.credentials else { panic!() };
        assert_eq!((user.as_str(), password.reveal()), ("ops", "hunter2"));
        assert!(!format!("{connection:?} {:?}", form("x")).contains("hunter2"));

        let keep = SessionClusterForm { secret: SecretChange::of(None), ..form("Prod 2") };
        store.update_cluster(&by, cluster.id, 1, keep, &request()).await.unwrap();
        let connection = store.connection_details(&desk.server, cluster.id).await.unwrap();
        assert!(matches!(connection.credentials, ClusterCredentials::Basic { password: Some(_), .. }));
        // A password is no token.
        let bearer = SessionClusterForm { credentials: CredentialsKind::Bearer, secret: SecretChange::Keep, ..form("Prod") };
        store.update_cluster(&by, cluster.id, 2, bearer, &request()).await.unwrap();
        let connection = store.connection_details(&desk.server, cluster.id).await.unwrap();
        assert_eq!(connection.credentials, ClusterCredentials::Bearer(None));
        assert_eq!(connection.cluster.user_name, None);

        let rows = store.audit(&desk.admin.allow().unwrap(), &AuditFilter::default(), 99).await.unwrap();
        let said = format!("{rows:?}");
        assert!(!said.contains("hunter2") && said.contains("hmac-sha256:"));
        let stale = store.update_cluster(&by, cluster.id, 1, form("Prod"), &request()).await;
        assert_eq!(problems(stale), [Code::StaleRevision { now: 3 }]);
    }

    async fn what_cannot_be_is_refused_with_all_its_problems(store: TestStore) {
        let desk = Desk::new(&store).await;
        let by: Granted<ClusterManage> = desk.admin.allow().unwrap();
        let wrong = SessionClusterForm {
            rest_url: None,
            user_name: Some(" ".into()),
            ca_pem: Some("x".into()),
            client_key: SecretChange::Set("y".into()),
            ..form("Prod")
        };
        let codes = problems(store.create_cluster(&by, wrong, &request()).await);
        assert_eq!(codes, [Code::Required, Code::Required, Code::NotPem, Code::NotPem]);
        let taken = store.create_cluster(&by, form("LOCAL"), &request()).await;
        assert_eq!(problems(taken), [Code::NameTaken { name: "LOCAL".into() }]);
    }

    async fn there_is_one_local_cluster_that_keeps_its_name(store: TestStore) {
        let desk = Desk::new(&store).await;
        let by: Granted<ClusterManage> = desk.admin.allow().unwrap();
        let renamed = store.update_cluster(&by, desk.cluster.id, 1, form("Mine"), &request()).await.unwrap();
        assert_eq!((renamed.kind, renamed.rest_url, renamed.credentials), (ClusterKind::Local, None, CredentialsKind::None));
        let local = Name::parse("Local").unwrap();
        let again = store.ensure_local_cluster(&desk.server, &local, HOST).await.unwrap();
        assert_eq!((again.id, again.name.as_str()), (desk.cluster.id, "Mine"));
        assert_eq!(store.watched_clusters(&desk.server).await.unwrap().len(), 1);
    }

    async fn servers_that_share_a_database_have_a_local_cluster_each(store: TestStore) {
        let desk = Desk::new(&store).await;
        let local = Name::parse("Local").unwrap();
        let other = store.ensure_local_cluster(&desk.server, &local, "c").await.unwrap();
        let third = store.ensure_local_cluster(&desk.server, &local, "d").await.unwrap();
        // The one server of an embedded database may have been restored elsewhere: the cluster is still its own.
        let expected = if store.is_shared() { ["Local 2", "Local 3"] } else { ["Local", "Local"] };
        assert_eq!([other.name.as_str(), third.name.as_str()], expected);
        let again = store.ensure_local_cluster(&desk.server, &local, "c").await.unwrap();
        assert_eq!(again.id, other.id);
    }

    async fn a_cluster_that_is_used_is_not_forgotten(store: TestStore) {
        let desk = Desk::new(&store).await;
        let by: Granted<ClusterManage> = desk.admin.allow().unwrap();
        let (query, lease) = desk.query(&store, "SELECT 1").await;
        let used = store.delete_cluster(&by, desk.cluster.id, 1, &request()).await;
        assert_eq!(problems(used), [Code::InUse { by: vec!["Grace".into()] }]);
        let end = crate::QueryEnd { state: model::QueryState::Stopped, error: None };
        store.finish_query(&desk.server, &lease, end).await.unwrap();
        store.delete_cluster(&by, desk.cluster.id, 1, &request()).await.unwrap();
        let kept = store.query(&desk.scope(), query.id).await.unwrap();
        assert_eq!(kept.cluster_id, desk.cluster.id);
        let view: Granted<ClusterView> = desk.admin.allow().unwrap();
        assert!(matches!(store.session_cluster(&view, desk.cluster.id).await, Err(Error::Missing)));
        assert!(store.granted_clusters(&desk.scope()).await.unwrap().is_empty());
    }

    async fn a_project_sees_what_it_was_granted_and_for_what(store: TestStore) {
        let desk = Desk::new(&store).await;
        let by: Granted<ClusterManage> = desk.admin.allow().unwrap();
        let other = store.create_cluster(&by, form("Prod"), &request()).await.unwrap();
        let uses = Uses { may_query: false, may_deploy: true };
        store.grant_cluster(&by, desk.member.project, other.id, uses, &request()).await.unwrap();
        let seen = store.granted_clusters(&desk.scope()).await.unwrap();
        let seen: Vec<_> = seen.iter().map(|one| (one.name.as_str(), one.may_query, one.may_deploy)).collect();
        assert_eq!(seen, [("Local", true, false), ("Prod", false, true)]);
        let view: Granted<ClusterView> = desk.admin.allow().unwrap();
        let grants = store.grants_of(&view, other.id).await.unwrap();
        assert_eq!(grants.iter().map(|grant| grant.project_name.as_str()).collect::<Vec<_>>(), ["Orders"]);
        assert_eq!(store.session_clusters(&view).await.unwrap().len(), 2);

        let nowhere = SessionClusterId::from(uuid::Uuid::nil());
        let missing = store.grant_cluster(&by, desk.member.project, nowhere, uses, &request()).await;
        assert_eq!(problems(missing), [Code::Missing]);
        let missing = store.grant_cluster(&by, uuid::Uuid::nil().into(), other.id, uses, &request()).await;
        assert_eq!(problems(missing), [Code::Missing]);
    }

    async fn a_project_has_a_cluster_for_itself_until_another_one_comes_or_was_there(store: TestStore) {
        let desk = Desk::new(&store).await;
        let by: Granted<ClusterManage> = desk.admin.allow().unwrap();
        let other = store.create_cluster(&by, form("Prod"), &request()).await.unwrap();
        let alone = async || store.has_cluster_alone(&desk.scope(), other.id).await.unwrap();
        assert!(!alone().await, "it was granted to nobody");
        let grant = async |project, may_deploy| {
            let uses = Uses { may_query: true, may_deploy };
            store.grant_cluster(&by, project, other.id, uses, &request()).await.unwrap();
        };
        grant(desk.member.project, false).await;
        assert!(!alone().await, "who may not deploy runs nothing in its processes");
        grant(desk.member.project, true).await;
        assert!(alone().await);

        let stranger = store.person("Linus", SystemRole::User).await;
        let foreign = store.project_of(&stranger, "Elsewhere").await;
        assert!(alone().await);
        grant(foreign.project, true).await;
        assert!(!alone().await);
        let new = crate::NewQuery { cluster: other.id, ..desk.wanted("SELECT 1") };
        let held = crate::HeldFrom { holder: "a", ttl: chrono::TimeDelta::seconds(30) };
        store.create_query(&foreign.allow().unwrap(), new, held, &request()).await.unwrap();
        store.revoke_cluster(&by, foreign.project, other.id, &request()).await.unwrap();
        assert!(!alone().await, "what it did there may be in the logs");
    }

    async fn a_version_that_is_seen_again_is_no_change(store: TestStore) {
        let desk = Desk::new(&store).await;
        let view: Granted<ClusterView> = desk.admin.allow().unwrap();
        let version = "1.20.3".parse().unwrap();
        for _ in 0..3 {
            store.wait(chrono::TimeDelta::seconds(61));
            store.note_version(&desk.server, desk.cluster.id, &version).await.unwrap();
        }
        let seen = store.session_cluster(&view, desk.cluster.id).await.unwrap();
        assert_eq!((seen.flink_version, seen.seen_at, seen.revision), (Some(version), Some(store.now()), 2));
    }
}
