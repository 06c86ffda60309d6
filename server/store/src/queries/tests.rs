//! Queries as a whole.

use crate::{
    AuditFilter, Counted, Error, Event, HeldFrom, PageRequest, QueryEnd, QueryFilter, RunFilter, Submitted, Uses,
    testing::desk::{Desk, HOST, MINUTE, WIDE},
    testing::{TestStore, on_each_database, problems, request},
};
use chrono::TimeDelta;
use model::{
    Code, QueryError, QuerySort, QueryState, Topic,
    authority::{Membership, ProjectRole, QueryView, Scope, Scopes, SystemRole},
    flink::rows::Column,
};

fn ended(state: QueryState) -> QueryEnd {
    QueryEnd { state, error: (state == QueryState::Lost).then_some(QueryError::SessionLost) }
}

on_each_database! {
    async fn a_query_goes_its_way_and_everybody_hears_of_it(store: TestStore) {
        let desk = Desk::new(&store).await;
        let mut changes = store.changes();
        let (query, lease) = desk.query(&store, "SELECT 1").await;
        assert_eq!((query.state, query.revision), (QueryState::Requested, 1));
        let session = uuid::Uuid::from_u128(7).into();
        let sent = store.note_submitting(&desk.server, &lease, session).await.unwrap();
        assert_eq!((sent.state, sent.session_id), (QueryState::Submitting, Some(session)));
        let column = r#"[{"name":"a","logicalType":{"type":"BIGINT","nullable":true},"comment":null}]"#;
        let columns: Vec<Column> = serde_json::from_str(column).unwrap();
        let operation = "0197a3c2-6f6e-7000-8000-000000000001".parse().unwrap();
        let submitted = Submitted { operation, columns: Some(columns.clone()), run: None };
        let running = store.note_submitted(&desk.server, &lease, submitted).await.unwrap();
        assert_eq!((running.state, running.operation_handle, running.result_columns), (QueryState::Running, Some(operation), Some(columns)));
        store.wait(TimeDelta::seconds(5));
        let over = store.finish_query(&desk.server, &lease, ended(QueryState::Lost)).await.unwrap();
        assert_eq!((over.state, over.error), (QueryState::Lost, Some(QueryError::SessionLost)));
        let again = store.finish_query(&desk.server, &lease, ended(QueryState::Finished)).await;
        assert!(matches!(again, Err(Error::LeaseLost(_))));

        let heard = TestStore::heard(&mut changes).await;
        let told: Vec<i64> = heard.iter().filter_map(|event| match event {
            Event::Change(change) if change.topic == Topic::Query(query.project_id, query.id) => Some(change.revision),
            _ => None,
        }).collect();
        assert_eq!(told, [1, 2, 3, 4]);
        let mine = Topic::Queries(query.project_id, query.user_id);
        assert_eq!(heard.iter().filter(|event| matches!(event, Event::Change(change) if change.topic == mine)).count(), 2);
    }

    async fn queries_run_only_where_they_were_granted(store: TestStore) {
        let desk = Desk::new(&store).await;
        let held = HeldFrom { holder: "a", ttl: MINUTE };
        assert_eq!(store.may_query(&desk.scope(), desk.cluster.id).await.unwrap().cluster(), desk.cluster.id);
        let uses = Uses { may_query: false, may_deploy: true };
        let by = desk.admin.allow().unwrap();
        store.grant_cluster(&by, desk.member.project, desk.cluster.id, uses, &request()).await.unwrap();
        assert_eq!(problems(store.may_query(&desk.scope(), desk.cluster.id).await), [Code::NotGranted]);
        let refused = store.create_query(&desk.scope(), desk.wanted("SELECT 1"), held, &request()).await;
        assert_eq!(problems(refused), [Code::NotGranted]);

        store.revoke_cluster(&by, desk.member.project, desk.cluster.id, &request()).await.unwrap();
        let refused = store.create_query(&desk.scope(), desk.wanted("SELECT 1"), held, &request()).await;
        assert!(matches!(refused, Err(Error::Missing)));
        assert!(matches!(store.may_query(&desk.scope(), desk.cluster.id).await, Err(Error::Missing)));
        let page = store.queries(&desk.scope(), &QueryFilter::default(), QuerySort::Newest, PageRequest::default()).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (0, Counted::Exactly(0)));
    }

    async fn a_query_that_nobody_draws_is_taken_over_once(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (query, _) = desk.query(&store, "SELECT 1").await;
        assert!(store.take_queries(&desk.server, HOST, MINUTE, 10).await.unwrap().is_empty());
        store.wait(TimeDelta::seconds(50));
        let held = store.renew_query_leases(&desk.server, "a", MINUTE).await.unwrap();
        assert_eq!(held.iter().map(|held| (held.id, held.fence)).collect::<Vec<_>>(), [(query.id, 1)]);
        store.wait(TimeDelta::seconds(50));
        assert!(store.take_queries(&desk.server, HOST, MINUTE, 10).await.unwrap().is_empty());

        store.release_query_leases(&desk.server, "a").await.unwrap();
        let tries = (0..8).map(|_| {
            let (store, server) = ((*store).clone(), desk.server.clone());
            tokio::spawn(async move { store.take_queries(&server, HOST, MINUTE, 10).await.unwrap().len() })
        });
        let taken: usize = futures::future::join_all(tries).await.into_iter().map(Result::unwrap).sum();
        assert_eq!(taken, 1);
        assert_eq!(store.query_of_any_project(&desk.server, query.id).await.unwrap().fence, 2);
        assert!(store.renew_query_leases(&desk.server, "a", MINUTE).await.unwrap().is_empty());
    }

    async fn the_query_of_another_hosts_engine_is_left_to_that_host(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (query, _) = desk.query(&store, "SELECT 1").await;
        store.release_query_leases(&desk.server, "a").await.unwrap();
        assert!(store.take_queries(&desk.server, "c", MINUTE, 10).await.unwrap().is_empty());
        let taken = store.take_queries(&desk.server, HOST, MINUTE, 10).await.unwrap();
        assert_eq!(taken.iter().map(|(taken, _)| taken.id).collect::<Vec<_>>(), [query.id]);
    }

    async fn one_stops_ones_own_query_and_an_operator_anybodys(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (query, _) = desk.query(&store, "SELECT 1").await;
        let colleague = store.person("Alan", SystemRole::User).await;
        for (name, role) in [("Alan", ProjectRole::Developer), ("Ada", ProjectRole::Operator)] {
            store.add_member(&desk.scope(), name, role, &request()).await.unwrap();
        }
        let project = desk.member.project;
        let developer = store.membership(colleague.user, project).await.unwrap().unwrap();
        let foreign = store.request_stop(&developer.allow().unwrap(), query.id, &request()).await;
        assert!(matches!(foreign, Err(Error::Missing)));
        let operator = store.membership(desk.admin.user, project).await.unwrap().unwrap();
        store.request_stop_of_others(&operator.allow().unwrap(), query.id, &request()).await.unwrap();
        let held = store.renew_query_leases(&desk.server, "a", MINUTE).await.unwrap();
        assert!(held[0].stop_requested);

        // Asking twice is one act.
        store.request_stop(&desk.scope(), query.id, &request()).await.unwrap();
        store.request_stop_on_cluster(&desk.admin.allow().unwrap(), query.id, &request()).await.unwrap();
        let filter = AuditFilter { act: Some("query.stop".into()), ..AuditFilter::default() };
        assert_eq!(store.audit(&desk.admin.allow().unwrap(), &filter, 9).await.unwrap().len(), 1);
        let elsewhere = store.project_of(&desk.admin, "Other").await;
        let foreign = store.request_stop(&elsewhere.allow().unwrap(), query.id, &request()).await;
        assert!(matches!(foreign, Err(Error::Missing)));
    }

    async fn a_script_shows_again_what_one_ran_from_it_oneself(store: TestStore) {
        let desk = Desk::new(&store).await;
        let held = || HeldFrom { holder: "a", ttl: MINUTE };
        let script = model::ScriptId::from(uuid::Uuid::from_u128(9));
        let mut ran = Vec::new();
        for n in 0..3 {
            store.wait(TimeDelta::seconds(1));
            let of = crate::NewQuery { script: (n != 1).then_some(script), ..desk.wanted("SELECT 1") };
            ran.push(store.create_query(&desk.scope(), of, held(), &request()).await.unwrap().0.id);
        }
        let shown = store.own_queries_of(&desk.scope(), script, 9).await.unwrap();
        assert_eq!(shown.iter().map(|query| query.id).collect::<Vec<_>>(), [ran[2], ran[0]]);
        assert_eq!(store.own_queries_of(&desk.scope(), script, 1).await.unwrap().len(), 1);
        let stranger = store.project_of(&desk.admin, "Other").await;
        assert!(store.own_queries_of(&stranger.allow().unwrap(), script, 9).await.unwrap().is_empty());
    }

    async fn that_somebody_looks_is_written_every_half_minute(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (query, _) = desk.query(&store, "SELECT 1").await;
        let scope: Scope<QueryView> = desk.scope();
        let first = query.last_read_at.unwrap();
        store.wait(TimeDelta::seconds(20));
        store.note_read(&scope, query.id).await.unwrap();
        assert_eq!(store.query(&scope, query.id).await.unwrap().last_read_at, Some(first));
        store.wait(TimeDelta::seconds(10));
        store.note_read(&scope, query.id).await.unwrap();
        let noted = store.query(&scope, query.id).await.unwrap().last_read_at.unwrap();
        assert_eq!(noted - first, TimeDelta::seconds(30));
    }

    async fn the_history_is_filtered_sorted_and_counted(store: TestStore) {
        let desk = Desk::new(&store).await;
        let mut ids = Vec::new();
        for n in 0..5_i64 {
            store.wait(TimeDelta::seconds(1));
            let (query, lease) = desk.query(&store, &format!("SELECT {n} -- 100%_Ä")).await;
            desk.append(&store, &lease, (0, (n * 7) % 5, 3), WIDE).await.unwrap();
            if n > 0 {
                store.wait(TimeDelta::seconds((n * 3) % 5));
                store.finish_query(&desk.server, &lease, ended(QueryState::Finished)).await.unwrap();
            }
            ids.push(query.id);
        }
        let scope: Scope<QueryView> = desk.scope();
        let find = async |filter: QueryFilter, sort| {
            let page = store.queries(&scope, &filter, sort, PageRequest { number: 0, size: 3 }).await.unwrap();
            let Counted::Exactly(total) = page.total else { panic!("{:?}", page.total) };
            let found: Vec<usize> = page.rows.iter().map(|row| ids.iter().position(|id| *id == row.id).unwrap()).collect();
            (found, total)
        };
        let all = QueryFilter::default;
        assert_eq!(find(all(), QuerySort::Newest).await, (vec![4, 3, 2], 5));
        assert_eq!(find(all(), QuerySort::Oldest).await, (vec![0, 1, 2], 5));
        assert_eq!(find(all(), QuerySort::MostRows).await, (vec![2, 4, 1], 5));
        assert_eq!(find(all(), QuerySort::Longest).await, (vec![3, 1, 4], 4));
        assert_eq!(find(QueryFilter { is_over: Some(false), ..all() }, QuerySort::Newest).await, (vec![0], 1));
        assert_eq!(find(QueryFilter { state: Some(QueryState::Finished), mine: true, ..all() }, QuerySort::Oldest).await, (vec![1, 2, 3], 4));
        assert_eq!(find(QueryFilter { text: Some("select 3".into()), ..all() }, QuerySort::Newest).await, (vec![3], 1));
        assert_eq!(find(QueryFilter { text: Some("100%_Ä".into()), ..all() }, QuerySort::Newest).await.1, 5);
        assert_eq!(find(QueryFilter { text: Some("1_0".into()), ..all() }, QuerySort::Newest).await.1, 0);
        assert_eq!(find(QueryFilter { kind: Some("insert".into()), ..all() }, QuerySort::Newest).await.1, 0);
        assert_eq!(find(QueryFilter { cluster: Some(desk.cluster.id), ..all() }, QuerySort::Newest).await.1, 5);
        let since = store.query(&scope, ids[3]).await.unwrap().requested_at;
        assert_eq!(find(QueryFilter { from: Some(since), ..all() }, QuerySort::Newest).await, (vec![4, 3], 2));
        assert_eq!(find(QueryFilter { until: Some(since), ..all() }, QuerySort::Newest).await, (vec![2, 1, 0], 3));
        let page = store.queries(&scope, &all(), QuerySort::Oldest, PageRequest::default()).await.unwrap();
        let row = &page.rows[0];
        assert_eq!((row.user_name.as_str(), row.cluster_name.as_deref(), row.took_ms), ("Grace", Some("Local"), None));
    }

    async fn who_keeps_a_cluster_sees_what_runs_on_it(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (query, _) = desk.query(&store, "SELECT 1").await;
        let (_, lease) = desk.query(&store, "SELECT 2").await;
        store.finish_query(&desk.server, &lease, ended(QueryState::Finished)).await.unwrap();
        let running = store.running_queries(&desk.admin.allow().unwrap(), desk.cluster.id).await.unwrap();
        assert_eq!(running.len(), 1);
        let of = &running[0];
        assert_eq!((of.id, of.user_name.as_str(), of.project_name.as_str()), (query.id, "Grace", "Orders"));
    }

    async fn an_operator_sees_what_their_projects_run_on_it_and_nobody_elses(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (query, _) = desk.query(&store, "SELECT 1").await;
        let user = desk.member.user;
        let role = |role| Scopes::of(user, &[Membership { role, ..desk.member }]);
        let running = async |scopes| store.running_queries_of(&scopes, desk.cluster.id).await.unwrap();
        assert_eq!(running(role(ProjectRole::Operator)).await[0].id, query.id);
        assert!(running(role(ProjectRole::Viewer)).await.is_empty());
        let other = store.project_of(&desk.admin, "Payments").await;
        assert!(running(Scopes::of(user, &[Membership { user, role: ProjectRole::Operator, ..other }])).await.is_empty());
    }

    async fn an_insert_becomes_a_run_with_the_same_act(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (query, lease) = desk.query(&store, "INSERT INTO a SELECT 1").await;
        let jobs = store.project_jobs(&desk.scope(), desk.cluster.id).await.unwrap();
        assert!(jobs.contains(&query.job_id), "a job may be named as soon as its statement is recorded");
        let operation = "0197a3c2-6f6e-7000-8000-000000000001".parse().unwrap();
        let submitted = Submitted { operation, columns: None, run: Some("insert-into a".into()) };
        store.note_submitted(&desk.server, &lease, submitted).await.unwrap();
        store.finish_query(&desk.server, &lease, ended(QueryState::Finished)).await.unwrap();
        let filter = RunFilter { query: Some(query.id), ..RunFilter::default() };
        let runs = store.runs(&desk.scope(), &filter, PageRequest::default()).await.unwrap();
        assert_eq!((runs.total, runs.rows[0].flink_job_id, runs.rows[0].name.as_str()), (1, query.job_id, "insert-into a"));
        assert_eq!(store.project_jobs(&desk.scope(), desk.cluster.id).await.unwrap(), [query.job_id].into());
    }

    async fn the_audit_tells_who_ran_what(store: TestStore) {
        let desk = Desk::new(&store).await;
        let long = format!("SELECT '{}'", "x".repeat(300));
        desk.query(&store, &long).await;
        let filter = AuditFilter { act: Some("query.run".into()), ..AuditFilter::default() };
        let rows = store.audit(&desk.admin.allow().unwrap(), &filter, 9).await.unwrap();
        let said = rows[0].after.as_ref().unwrap()["statement"].as_str().unwrap();
        assert!(rows[0].actor_id == Some(desk.member.user) && said.starts_with("sha256:"), "{said}");
    }
}
