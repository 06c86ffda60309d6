//! The spool as a whole.

use crate::{
    Appended, Error, QueryEnd, QueryLease, ResultPage, SpoolBounds, SpoolRows, SpoolUsage, Store, Swept,
    testing::desk::{Desk, HOST, MINUTE, WIDE, numbered},
    testing::{on_each_file_store, request},
};
use chrono::TimeDelta;
use futures::TryStreamExt;
use model::{QueryState, flink::rows::ChangeKind};
use object_store::ObjectStoreExt;

/// The numbers that the rows of a window say.
async fn numbers(store: &Store, desk: &Desk, lease: &QueryLease, from: i64, count: i64) -> Vec<i64> {
    let window = store.read_window(&desk.scope(), lease.query, from, count).await.unwrap();
    let number = |fields: &str| fields[1..].split(',').next().unwrap().parse().unwrap();
    window.rows.iter().map(|row| number(&row.fields)).collect()
}

async fn objects(store: &Store) -> Vec<object_store::ObjectMeta> {
    store.files().objects().list(Some(&"spool".into())).try_collect().await.unwrap()
}

async fn finish(store: &Store, desk: &Desk, lease: &QueryLease) {
    let end = QueryEnd { state: QueryState::Finished, error: None };
    store.finish_query(&desk.server, lease, end).await.unwrap();
}

on_each_file_store! {
    async fn any_window_is_read_back_from_small_pages_and_large_ones(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (_, lease) = desk.query(&store, "SELECT 1").await;
        // Small pages that become one object, a large one that takes them along, and small ones after it.
        let pages = [(10, 5), (700, 900), (3, 1000), (1, 90_000), (0, 0), (40, 20), (2, 5)];
        let mut total = 0;
        for (token, (rows, filling)) in pages.into_iter().enumerate() {
            let appended = desk.append(&store, &lease, (token as i64, rows, filling), WIDE).await.unwrap();
            assert_eq!(appended, Appended::Kept);
            total += rows;
        }
        assert!(!objects(&store).await.is_empty());
        assert_eq!(numbers(&store, &desk, &lease, 0, 5000).await, (0..total).collect::<Vec<_>>());
        for from in [0, 8, 9, 10, 11, 708, 709, 710, 711, 712, 713, 714, 753, 754, 755, 756, 900] {
            let expected: Vec<i64> = (from..(from + 7).min(total)).collect();
            assert_eq!(numbers(&store, &desk, &lease, from, 7).await, expected, "{from}");
        }
        let query = store.query(&desk.scope(), lease.query).await.unwrap();
        assert_eq!((query.rows, query.first_row, query.next_token), (total, 0, Some(7)));
        assert!(query.first_row_at.is_some());
    }

    async fn a_row_keeps_its_kind_and_its_text(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (_, lease) = desk.query(&store, "SELECT 1").await;
        let fields = r#"[9223372036854775807, 1.50, "a\nb\u0000ü", null]"#;
        let mut rows = SpoolRows::default();
        ChangeKind::ALL.into_iter().for_each(|kind| rows.push(kind, fields));
        let page = ResultPage { token: 0, next: None, rows, columns: None, result_kind: Some("SUCCESS".into()), announce: false };
        store.append_page(&desk.server, &lease, page, WIDE).await.unwrap();
        let window = store.read_window(&desk.scope(), lease.query, 0, 9).await.unwrap();
        assert_eq!(window.rows.iter().map(|row| row.kind).collect::<Vec<_>>(), ChangeKind::ALL);
        assert!(window.rows.iter().all(|row| row.fields == fields));
        let query = store.query(&desk.scope(), lease.query).await.unwrap();
        assert_eq!((query.next_token, query.result_kind.as_deref()), (None, Some("SUCCESS")));
    }

    async fn a_page_whose_answer_was_lost_is_not_doubled(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (_, lease) = desk.query(&store, "SELECT 1").await;
        let page = |token| ResultPage {
            token,
            next: Some(token + 1),
            rows: numbered(0..10, 5),
            columns: None,
            result_kind: None,
            announce: true,
        };
        store.append_page(&desk.server, &lease, page(0), WIDE).await.unwrap();
        assert_eq!(store.append_page(&desk.server, &lease, page(0), WIDE).await.unwrap(), Appended::Kept);
        let wrong = store.append_page(&desk.server, &lease, page(5), WIDE).await;
        assert!(matches!(wrong, Err(Error::LeaseLost(_))));
        assert_eq!(store.query(&desk.scope(), lease.query).await.unwrap().rows, 10);
    }

    async fn a_holder_that_was_paused_past_its_lease_keeps_nothing(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (_, lost) = desk.query(&store, "SELECT 1").await;
        desk.append(&store, &lost, (0, 10, 5), WIDE).await.unwrap();
        store.wait(MINUTE + TimeDelta::seconds(1));
        let (taken, lease) = store.take_queries(&desk.server, HOST, MINUTE, 10).await.unwrap().remove(0);
        assert_eq!((taken.next_token, taken.rows), (Some(1), 10));

        let late = desk.append(&store, &lost, (1, 900, 100), WIDE).await;
        assert!(matches!(late, Err(Error::LeaseLost(name)) if name.contains(&taken.id.to_string())));
        desk.append(&store, &lease, (1, 900, 100), WIDE).await.unwrap();
        assert_eq!(numbers(&store, &desk, &lease, 0, 5000).await, (0..910).collect::<Vec<_>>());
    }

    async fn at_the_bound_the_query_is_full_until_somebody_chooses(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (query, lease) = desk.query(&store, "SELECT 1").await;
        let bounds = SpoolBounds { rows: 30, bytes: 1 << 20 };
        assert_eq!(desk.append(&store, &lease, (0, 20, 5), bounds).await.unwrap(), Appended::Kept);
        assert_eq!(desk.append(&store, &lease, (1, 20, 5), bounds).await.unwrap(), Appended::Full);
        assert_eq!(desk.state(&store, &query).await, QueryState::Full);

        store.request_keep_newest(&desk.scope(), query.id, &request()).await.unwrap();
        assert_eq!(desk.state(&store, &query).await, QueryState::Running);
        assert_eq!(desk.append(&store, &lease, (2, 20, 5), bounds).await.unwrap(), Appended::Kept);
        let window = store.read_window(&desk.scope(), query.id, 0, 5).await.unwrap();
        assert_eq!((window.start, window.first_row, window.total), (40, 40, 60));
        assert_eq!(numbers(&store, &desk, &lease, 0, 100).await, (40..60).collect::<Vec<_>>());
    }

    async fn keeping_the_newest_lets_whole_objects_go(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (query, lease) = desk.query(&store, "SELECT 1").await;
        store.request_keep_newest(&desk.scope(), query.id, &request()).await.unwrap();
        let bounds = SpoolBounds { rows: 1_000_000, bytes: 250_000 };
        for token in 0..6 {
            desk.append(&store, &lease, (token, 1000, 90), bounds).await.unwrap();
        }
        desk.append(&store, &lease, (6, 10, 90), bounds).await.unwrap();
        let now = store.query(&desk.scope(), query.id).await.unwrap();
        assert!(now.bytes <= 250_000 && now.first_row > 0 && now.rows == 6010, "{now:?}");
        assert_eq!(objects(&store).await.len(), 2);
        assert_eq!(numbers(&store, &desk, &lease, 0, 5000).await, (now.first_row..6010).collect::<Vec<_>>());
    }

    async fn what_is_kept_is_counted_for_a_person_and_goes_with_a_sweep(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (old, lease) = desk.query(&store, "SELECT 1").await;
        desk.append(&store, &lease, (0, 1000, 90), WIDE).await.unwrap();
        desk.append(&store, &lease, (1, 10, 90), WIDE).await.unwrap();
        finish(&store, &desk, &lease).await;
        let (_, young) = desk.query(&store, "SELECT 2").await;
        desk.append(&store, &young, (0, 10, 90), WIDE).await.unwrap();
        let usage = store.spool_usage(&desk.server, desk.member.user).await.unwrap();
        assert!(usage.of_user > 90_000 && usage.of_user == usage.in_all);

        store.wait(TimeDelta::hours(1));
        let swept = store.sweep_spool(&desk.server, store.now()).await.unwrap();
        assert_eq!(swept, Swept { queries: 1, orphans: 0 });
        assert!(objects(&store).await.is_empty());
        let now = store.query(&desk.scope(), old.id).await.unwrap();
        assert_eq!((now.rows, now.first_row, now.bytes), (1010, 1010, 0));
        let window = store.read_window(&desk.scope(), old.id, 0, 10).await.unwrap();
        assert!(window.rows.is_empty() && window.total == 1010);
        assert_eq!(numbers(&store, &desk, &young, 0, 100).await.len(), 10);
        let kept = store.spool_usage(&desk.server, desk.admin.user).await.unwrap();
        assert_eq!(kept, SpoolUsage { of_user: 0, in_all: kept.in_all });
    }

    async fn an_object_that_nothing_refers_to_is_found_when_it_is_old(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (_, lease) = desk.query(&store, "SELECT 1").await;
        desk.append(&store, &lease, (0, 1000, 90), WIDE).await.unwrap();
        // As a crash between the object and the commit leaves it.
        let orphan = format!("spool/{}/000000001000-1-0123456789abcdef", lease.query);
        store.files().objects().put(&orphan.as_str().into(), "I[1]\n".into()).await.unwrap();
        assert_eq!(store.sweep_spool(&desk.server, store.now()).await.unwrap(), Swept::default());

        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
        for object in objects(&store).await {
            let path = store.disk().join(object.location.as_ref());
            std::fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
        }
        let swept = store.sweep_spool(&desk.server, store.now()).await.unwrap();
        assert_eq!(swept, Swept { queries: 0, orphans: 1 });
        assert_eq!(numbers(&store, &desk, &lease, 0, 5000).await.len(), 1000);
    }

    async fn a_replica_reads_what_another_one_draws(store: TestStore) {
        if store.is_shared() {
            let desk = Desk::new(&store).await;
            let (_, lease) = desk.query(&store, "SELECT 1").await;
            desk.append(&store, &lease, (0, 30, 9), WIDE).await.unwrap();
            let replica = store.replica().await;
            assert_eq!(numbers(&replica, &desk, &lease, 5, 3).await, [5, 6, 7]);
        }
    }

    async fn rows_are_for_members_of_the_project(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (_, lease) = desk.query(&store, "SELECT 1").await;
        desk.append(&store, &lease, (0, 30, 9), WIDE).await.unwrap();
        let elsewhere = store.project_of(&desk.admin, "Other").await.allow().unwrap();
        assert!(matches!(store.read_window(&elsewhere, lease.query, 0, 1).await, Err(Error::Missing)));
    }
}
