//! Gateway sessions as a whole.

use crate::{GatewaySessionState, NewGatewaySession, OpenedSession, testing::desk::Desk, testing::on_each_database};
use model::flink::SessionHandle;

fn opened(desk: &Desk, handle: SessionHandle) -> NewGatewaySession {
    NewGatewaySession {
        project: desk.member.project,
        user: desk.member.user,
        cluster: desk.cluster.id,
        handle,
        engine: "e1".into(),
    }
}

fn handle(number: u8) -> SessionHandle {
    format!("0197a3c2-6f6e-7000-8000-0000000000{number:02}").parse().unwrap()
}

on_each_database! {
    async fn a_person_has_one_open_session_on_a_cluster(store: TestStore) {
        let desk = Desk::new(&store).await;
        assert_eq!(store.current_session(&desk.scope(), desk.cluster.id).await.unwrap(), None);
        let first = store.record_session(&desk.server, opened(&desk, handle(1))).await.unwrap();
        let OpenedSession::Recorded(session) = first else { panic!("{first:?}") };
        let second = store.record_session(&desk.server, opened(&desk, handle(2))).await.unwrap();
        assert_eq!(second, OpenedSession::Already(session.clone()));
        assert_eq!(store.open_sessions(&desk.server, desk.cluster.id).await.unwrap(), [session]);
    }

    async fn a_lost_session_is_shown_until_another_one_is_open(store: TestStore) {
        let desk = Desk::new(&store).await;
        let OpenedSession::Recorded(first) = store.record_session(&desk.server, opened(&desk, handle(1))).await.unwrap() else {
            panic!("it is the first");
        };
        store.note_catalog(&desk.server, first.id, Some("default_catalog"), Some("db")).await.unwrap();
        store.wait(chrono::TimeDelta::seconds(9));
        store.note_session_used(&desk.server, first.id).await.unwrap();
        store.mark_session_lost(&desk.server, first.id).await.unwrap();
        store.close_session(&desk.server, first.id).await.unwrap();
        let lost = store.current_session(&desk.scope(), desk.cluster.id).await.unwrap().unwrap();
        assert_eq!((lost.state, lost.catalog_database.as_deref()), (GatewaySessionState::Lost, Some("db")));
        assert_eq!(lost.last_used_at, store.now());

        let second = store.record_session(&desk.server, opened(&desk, handle(2))).await.unwrap();
        let now = store.current_session(&desk.scope(), desk.cluster.id).await.unwrap().unwrap();
        assert_eq!(second, OpenedSession::Recorded(now.clone()));
        assert_eq!(store.gateway_session(&desk.server, now.id).await.unwrap().handle, handle(2));
    }
}
