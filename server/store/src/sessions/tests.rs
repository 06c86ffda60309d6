//! Sessions, as the browser and the people behind it see them.

use crate::{
    Result, SIGN_IN, SessionKey, SessionLimits, SignIn,
    database::with_conn,
    schema::sessions,
    testing::{TestStore, on_each_database, request},
};
use chrono::TimeDelta;
use model::{
    UserId,
    authority::{SystemRole, SystemScope},
};
use time::OffsetDateTime;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
};

const LIMITS: SessionLimits = SessionLimits { idle: TimeDelta::minutes(30), absolute: TimeDelta::hours(2) };

fn record(sign_in: Option<SignIn>) -> Record {
    let mut data = std::collections::HashMap::from([("nonce".to_owned(), "n".into())]);
    data.extend(sign_in.map(|sign_in| (SIGN_IN.to_owned(), serde_json::to_value(sign_in).unwrap())));
    Record { id: Id::default(), data, expiry_date: OffsetDateTime::UNIX_EPOCH }
}

fn sign_in(user: UserId, sid: &str) -> SignIn {
    SignIn {
        user,
        user_agent: Some("browser".into()),
        address: Some("192.0.2.1".into()),
        issuer: Some("https://id.example.com".into()),
        sid: Some(sid.into()),
        id_token: Some("header.body.signature".into()),
    }
}

async fn column(store: &TestStore) -> Vec<(String, String)> {
    use diesel::prelude::*;
    use diesel_async::RunQueryDsl;
    let read = async || -> Result<_> {
        with_conn!(store, |conn| {
            Ok(sessions::table.select((sessions::token_hash, sessions::data)).load(conn).await?)
        })
    };
    read().await.unwrap()
}

on_each_database! {
    async fn a_session_is_read_as_it_was_written_and_the_database_says_nothing_of_it(store: TestStore) {
        let user = store.person("u", SystemRole::User).await;
        let sessions = store.sessions(LIMITS);
        let mut record = record(Some(sign_in(user.user, "s1")));
        sessions.create(&mut record).await.unwrap();
        record.data.insert("theme".into(), "dark".into());
        sessions.save(&record).await.unwrap();
        assert_eq!(sessions.load(&record.id).await.unwrap().unwrap().data, record.data);

        let [(key, data)] = column(&store).await.try_into().unwrap();
        assert_eq!(key, SessionKey::of(&record.id.to_string()).to_string());
        assert!(!key.contains(&record.id.to_string()) && !data.contains("signature") && !data.contains("dark"));
        let own = store.own_sessions(&user).await.unwrap();
        assert_eq!((own[0].address.as_deref(), own[0].key.to_string()), (Some("192.0.2.1"), key));
    }

    async fn a_session_ends_when_it_is_idle_and_when_its_time_is_over(store: TestStore) {
        let sessions = store.sessions(LIMITS);
        let mut idle = record(None);
        sessions.create(&mut idle).await.unwrap();
        store.wait(TimeDelta::minutes(29));
        assert!(sessions.load(&idle.id).await.unwrap().is_some());
        store.wait(TimeDelta::minutes(29));
        assert!(sessions.load(&idle.id).await.unwrap().is_some());
        store.wait(TimeDelta::minutes(31));
        assert!(sessions.load(&idle.id).await.unwrap().is_none());

        let mut busy = record(None);
        sessions.create(&mut busy).await.unwrap();
        for _ in 0..7 {
            store.wait(TimeDelta::minutes(17));
            assert!(sessions.load(&busy.id).await.unwrap().is_some());
        }
        store.wait(TimeDelta::minutes(2));
        assert!(sessions.load(&busy.id).await.unwrap().is_none());
        assert_eq!(store.delete_expired_sessions(&SystemScope::of_the_server()).await.unwrap(), 2);
    }

    async fn being_seen_is_written_at_most_once_a_minute(store: TestStore) {
        let user = store.person("u", SystemRole::User).await;
        let sessions = store.sessions(LIMITS);
        let mut record = record(Some(sign_in(user.user, "s1")));
        sessions.create(&mut record).await.unwrap();
        let begun = store.now();
        for (seconds, seen) in [(59, 0), (1, 60), (30, 60)] {
            store.wait(TimeDelta::seconds(seconds));
            sessions.load(&record.id).await.unwrap();
            let at = store.own_sessions(&user).await.unwrap()[0].last_seen_at;
            assert_eq!((at - begun).num_seconds(), seen);
        }
    }

    async fn a_session_that_was_revoked_stays_ended_whatever_is_saved(store: TestStore) {
        let user = store.person("u", SystemRole::User).await;
        let sessions = store.sessions(LIMITS);
        let mut record = record(Some(sign_in(user.user, "s1")));
        sessions.create(&mut record).await.unwrap();
        let key = SessionKey::of(&record.id.to_string());
        let other = store.person("o", SystemRole::User).await;
        store.revoke_own_session(&other, &key, &request()).await.unwrap();
        assert!(sessions.load(&record.id).await.unwrap().is_some(), "it is not theirs");
        store.revoke_own_session(&user, &key, &request()).await.unwrap();
        sessions.save(&record).await.unwrap();
        assert!(sessions.load(&record.id).await.unwrap().is_none());
    }

    async fn a_provider_ends_its_own_sessions_only(store: TestStore) {
        let user = store.person("u", SystemRole::User).await;
        let sessions = store.sessions(LIMITS);
        let (mut one, mut two, mut local) =
            (record(Some(sign_in(user.user, "s1"))), record(Some(sign_in(user.user, "s2"))), record(None));
        for record in [&mut one, &mut two, &mut local] {
            sessions.create(record).await.unwrap();
        }
        let issuer = "https://id.example.com";
        assert_eq!(store.end_sessions_of_provider("https://other", Some("s1"), None).await.unwrap(), 0);
        assert_eq!(store.end_sessions_of_provider(issuer, Some("s1"), None).await.unwrap(), 1);
        assert_eq!(store.end_sessions_of_provider(issuer, None, Some(user.user)).await.unwrap(), 1);
        assert_eq!(store.end_sessions_of_provider(issuer, None, None).await.unwrap(), 0);
        assert!(sessions.load(&local.id).await.unwrap().is_some());
    }

    async fn nobody_who_is_disabled_gets_a_session(store: TestStore) {
        let admin = store.person("a", SystemRole::Administrator).await;
        let user = store.person("u", SystemRole::User).await;
        store.disable_user(&admin.allow().unwrap(), user.user, 1, &request()).await.unwrap();
        assert!(store.sessions(LIMITS).create(&mut record(Some(sign_in(user.user, "s")))).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_read_also_while_somebody_writes_for_long() {
    let store = TestStore::sqlite().await;
    let user = store.person("u", SystemRole::User).await;
    let sessions = store.sessions(LIMITS);
    let mut record = record(Some(sign_in(user.user, "s1")));
    sessions.create(&mut record).await.unwrap();
    store.wait(TimeDelta::minutes(2));
    let (writes, holds) = (store.clone(), std::sync::Arc::new(tokio::sync::Notify::new()));
    let held = holds.clone();
    let writer = tokio::spawn(async move {
        let writing: Result<()> = async {
            crate::database::in_transaction!(&writes, |_tx| {
                held.notify_one();
                std::future::pending::<()>().await;
                Ok(())
            })
        }
        .await;
        writing
    });
    holds.notified().await;
    assert!(sessions.load(&record.id).await.unwrap().is_some(), "that it was seen can be told later");
    writer.abort();
}
