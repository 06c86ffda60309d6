//! Lists in `/live`: that rows came or went, and the rows themselves.

use super::{
    server::Server,
    streams::{next, next_within, open},
};
use axum::body::BodyDataStream;
use chrono::TimeDelta;
use model::{
    Name, ProjectId, QueryState, Topic,
    authority::{ProjectRole, Scope, SystemRole, SystemScope},
    flink::FlinkJobId,
};
use serde_json::Value;
use std::time::Duration;
use store::{HeldFrom, NewQuery, Query, QueryEnd, QueryLease, RequestId, SessionCluster, Uses};

#[tokio::test(flavor = "multi_thread")]
async fn every_list_tells_that_rows_came_and_how_many_there_are() {
    let server = Server::start().await;
    let (cookie, project) = (server.sign_in("ada").await, server.project);
    let cluster = cluster(&server).await;
    let ada = server.administrator.id;
    let lists =
        [Topic::Projects, Topic::Users, Topic::Members(project), Topic::History(project), Topic::Queries(project, ada)];
    let mut live = Live::of(&server, &cookie, &lists.map(|topic| (topic, 0))).await;
    let now = live.all(lists.len()).await;

    server.user("newcomer", SystemRole::User).await;
    let users = live.one().await;
    assert_eq!(users["topic"], "users");
    assert_eq!(rows(&users), rows(of(&now, Topic::Users)) + 1);
    assert_eq!(users["html"], "", "a list is not sent, only told of");

    server
        .store
        .add_member(&member(&server, project).await, "newcomer", ProjectRole::Viewer, &request())
        .await
        .unwrap();
    let members = live.one().await;
    assert_eq!(members["topic"], Topic::Members(project).to_string());
    assert_eq!(rows(&members), rows(of(&now, Topic::Members(project))) + 1);

    query(&server, &cluster).await;
    let heard = live.all(2).await;
    for history in [Topic::History(project), Topic::Queries(project, ada)] {
        assert_eq!(rows(of(&heard, history)), 1);
    }
    assert_eq!(live.next().await, None, "each is told of once");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_comes_into_the_lists_of_those_whose_project_was_granted_it() {
    let server = Server::start().await;
    let mut member = Live::of(&server, &server.sign_in("viewer").await, &[(Topic::SessionClusters, 0)]).await;
    let mut stranger = Live::of(&server, &server.sign_in("stranger").await, &[(Topic::SessionClusters, 0)]).await;
    for live in [&mut member, &mut stranger] {
        assert_eq!(rows(&live.one().await), 0);
    }
    cluster(&server).await;
    assert_eq!(rows(&member.one().await), 1);
    assert_eq!(stranger.next().await, None);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_nobody_heard_is_told_when_the_browser_comes_back() {
    let server = Server::start().await;
    let cookie = server.sign_in("viewer").await;
    let topic = Topic::Members(server.project);
    let mut live = Live::of(&server, &cookie, &[(topic, 0)]).await;
    let before = live.one().await["rev"].as_i64().unwrap();
    drop(live);

    let mut same = Live::of(&server, &cookie, &[(topic, before)]).await;
    assert_eq!(same.next().await, None, "nothing happened");
    drop(same);

    server
        .store
        .add_member(&member(&server, server.project).await, "stranger", ProjectRole::Viewer, &request())
        .await
        .unwrap();
    let mut live = Live::of(&server, &cookie, &[(topic, before)]).await;
    let after = live.one().await;
    assert_ne!(after["rev"].as_i64(), Some(before));
    assert_eq!(after["topic"], topic.to_string());
    assert_eq!(live.next().await, None);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_came_and_went_again_leave_the_list_as_it_was() {
    let server = Server::start().await;
    let cookie = server.sign_in("viewer").await;
    let topic = Topic::Members(server.project);
    let mut live = Live::of(&server, &cookie, &[(topic, 0)]).await;
    let before = live.one().await;
    let owner = member(&server, server.project).await;
    let added = server.store.add_member(&owner, "stranger", ProjectRole::Viewer, &request()).await.unwrap();
    assert_ne!(live.one().await["rev"], before["rev"]);
    server.store.remove_member(&owner, added, &request()).await.unwrap();
    assert_eq!(live.one().await["rev"], before["rev"]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_revision_of_a_list_on_its_page_is_the_one_that_the_stream_begins_with() {
    let server = Server::start().await;
    let cookie = server.sign_in("ada").await;
    cluster(&server).await;
    let project = server.project;
    let pages = [
        ("/projects".to_string(), Topic::Projects),
        ("/users".into(), Topic::Users),
        ("/clusters".into(), Topic::SessionClusters),
        (format!("/projects/{project}/members"), Topic::Members(project)),
        (format!("/projects/{project}/files"), Topic::Files(project)),
        (format!("/projects/{project}/variables"), Topic::Variables(project)),
        (format!("/projects/{project}/sql/{}/versions", server.script), Topic::ScriptVersions(project, server.script)),
        (format!("/projects/{project}/queries"), Topic::History(project)),
        (format!("/projects/{project}/queries?mine=1"), Topic::Queries(project, server.administrator.id)),
    ];
    for (address, topic) in pages {
        let page = server.get(&address, &cookie).await;
        let marked = format!("data-live-list=\"{topic}\" data-rev=\"");
        let (_, rest) = page.text.split_once(&marked).unwrap_or_else(|| panic!("{address} lacks {marked}"));
        let revision: i64 = rest.split('"').next().unwrap().parse().unwrap();
        assert!(rest.contains("data-live-more"), "{address} cannot tell");
        let mut live = Live::of(&server, &cookie, &[(topic, revision)]).await;
        assert_eq!(live.next().await, None, "{address}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_sent_as_the_page_has_it() {
    let server = Server::start().await;
    let cookie = server.sign_in("ada").await;
    let cluster = cluster(&server).await;
    let (query, lease) = query(&server, &cluster).await;
    let auditor = server.store.user_for_sign_in("auditor").await.unwrap().unwrap().user;
    let (project, person) = (server.project, Topic::User(auditor.id));
    let line = Topic::QueryLine(project, query.id);
    let rows = [
        (format!("/projects/{project}/queries"), line),
        ("/users".into(), person),
        ("/projects".into(), Topic::Project(project)),
        ("/clusters".into(), Topic::SessionCluster(cluster.id)),
    ];
    for (address, topic) in rows {
        let mut live = Live::of(&server, &cookie, &[(topic, 0)]).await;
        let fragment = live.one().await;
        let row = fragment["html"].as_str().unwrap();
        assert!(row.starts_with(&format!("<tr data-live=\"{topic}\" data-rev=\"{}\"", fragment["rev"])), "{row}");
        let page = server.get(&address, &cookie).await;
        assert!(plain(&page.text).contains(&plain(row)), "{address} has another row than {row}");
    }

    let mut live = Live::of(&server, &cookie, &[(line, 1), (person, 1)]).await;
    let system = SystemScope::of_the_server();
    server.store.note_submitting(&system, &lease, uuid()).await.unwrap();
    let submitting = live.one().await;
    assert_eq!((submitting["topic"].as_str(), submitting["rev"].as_i64()), (Some(line.to_string().as_str()), Some(2)));
    let end = QueryEnd { state: QueryState::Stopped, error: None };
    server.store.finish_query(&system, &lease, end).await.unwrap();
    let over = live.one().await;
    assert_eq!(over["rev"], 3);
    assert!(!over["html"].as_str().unwrap().contains("data-live"), "what is over is followed no more: {over}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_of_lists_of_others() {
    let server = Server::start().await;
    let cookie = server.sign_in("viewer").await;
    let (foreign, ada) = (server.foreign_project, server.administrator.id);
    let topics = [
        Topic::Users,
        Topic::User(ada),
        Topic::Project(foreign),
        Topic::History(foreign),
        Topic::Files(foreign),
        Topic::Members(foreign),
        Topic::Queries(server.project, ada),
        Topic::Operations,
        Topic::Runs(server.project),
    ];
    let mut live = Live::of(&server, &cookie, &topics.map(|topic| (topic, 0))).await;
    assert_eq!(live.next().await, None);
    server.user("newcomer", SystemRole::User).await;
    assert_eq!(live.next().await, None);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_ends_with_the_membership_and_with_the_role() {
    let server = Server::start().await;
    let cluster = cluster(&server).await;
    let cookie = server.sign_in("viewer").await;
    let topic = Topic::History(server.project);
    let mut live = Live::of(&server, &cookie, &[(topic, 0)]).await;
    live.one().await;
    let viewer = server.store.user_for_sign_in("viewer").await.unwrap().unwrap().user;
    server.store.remove_member(&member(&server, server.project).await, viewer.id, &request()).await.unwrap();
    query(&server, &cluster).await;
    assert_eq!(live.next().await, None);

    let other = server.user("other", SystemRole::Administrator).await;
    let cookie = server.sign_in("other").await;
    let mut live = Live::of(&server, &cookie, &[(Topic::Users, 0)]).await;
    live.one().await;
    let ada = server.store.standing(server.administrator.id).await.unwrap().unwrap();
    server.store.set_user_role(&ada.allow().unwrap(), other.id, 1, SystemRole::User, &request()).await.unwrap();
    server.user("newcomer", SystemRole::User).await;
    assert_eq!(live.next().await, None, "the stream does not keep the rights it was opened with");
    server.stop().await;
}

/// A browser's stream.
struct Live(BodyDataStream);

impl Live {
    async fn of(server: &Server, cookie: &str, have: &[(Topic, i64)]) -> Self {
        let have: Vec<_> = have.iter().map(|(topic, revision)| format!("{topic}@{revision}")).collect();
        Self(open(server, cookie, &have.join(",")).await)
    }

    /// What comes within a moment.
    async fn next(&mut self) -> Option<Value> {
        next(&mut self.0).await.map(|event| read(&event))
    }

    async fn one(&mut self) -> Value {
        read(&next_within(&mut self.0, Duration::from_secs(10)).await.expect("something is sent"))
    }

    async fn all(&mut self, count: usize) -> Vec<Value> {
        let mut all = Vec::new();
        for _ in 0..count {
            all.push(self.one().await);
        }
        all
    }
}

fn read(event: &str) -> Value {
    serde_json::from_str(event.strip_prefix("data: ").unwrap_or(event)).unwrap()
}

fn of(fragments: &[Value], topic: Topic) -> &Value {
    fragments.iter().find(|fragment| fragment["topic"] == topic.to_string()).expect("it was sent")
}

fn rows(fragment: &Value) -> i64 {
    fragment["rows"].as_i64().unwrap()
}

/// Without the marks that rendering leaves between neighbours.
fn plain(html: &str) -> String {
    html.replace("<!>", "").replace("<!---->", "")
}

async fn member(server: &Server, project: ProjectId) -> Scope<model::authority::MemberManage> {
    server.store.membership(server.administrator.id, project).await.unwrap().unwrap().allow().unwrap()
}

/// A cluster on which the project may run queries.
async fn cluster(server: &Server) -> SessionCluster {
    let scope = SystemScope::of_the_server();
    let cluster = server.store.ensure_local_cluster(&scope, &Name::parse("Local").unwrap(), "here").await.unwrap();
    let uses = Uses { may_query: true, may_deploy: false };
    server.store.grant_cluster_by_server(&scope, server.project, cluster.id, uses).await.unwrap();
    cluster
}

/// A query of the administrator that somebody else draws.
async fn query(server: &Server, cluster: &SessionCluster) -> (Query, QueryLease) {
    let member = server.store.membership(server.administrator.id, server.project).await.unwrap().unwrap();
    let new = NewQuery {
        cluster: cluster.id,
        script: None,
        statement: "SELECT * FROM orders".into(),
        start: None,
        kind: "select".into(),
        job: FlinkJobId::from_bytes(rand::random()),
    };
    let held = HeldFrom { holder: "elsewhere", ttl: TimeDelta::minutes(1) };
    server.store.create_query(&member.allow().unwrap(), new, held, &request()).await.unwrap()
}

fn uuid() -> model::GatewaySessionId {
    "0197a3c2-6f6e-7000-8000-000000000007".parse().unwrap()
}

fn request() -> RequestId {
    RequestId::new("test")
}
