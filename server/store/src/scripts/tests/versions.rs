//! Versions of scripts.

use super::{script, text};
use crate::{
    AuditFilter, Error, PageRequest, Script, ScriptVersion, Store, VersionRestore,
    database::in_transaction,
    testing::desk::Desk,
    testing::{on_each_database, problems, request},
};
use model::{
    Code, ScriptId, Text, UserId,
    authority::{Scope, ScriptEdit, ScriptView},
};

fn note(text: &str) -> Text<500> {
    Text::parse(text).unwrap()
}

async fn save(store: &Store, desk: &Desk, script: &Script, typed: &str) -> Script {
    let now = store.script(&desk.scope(), script.id).await.unwrap();
    store.save_script(&desk.scope(), script.id, now.revision, &text(typed), &request()).await.unwrap();
    store.script(&desk.scope(), script.id).await.unwrap()
}

async fn version_of_now(store: &Store, script: &Script, note: &str, by: UserId) -> crate::Result<ScriptVersion> {
    in_transaction!(store, |tx| tx.version_of_now(script, note, by).await)
}

async fn numbers(store: &Store, desk: &Desk, script: ScriptId) -> Vec<(i64, String)> {
    let page = store.script_versions(&desk.scope(), script, PageRequest::default()).await.unwrap();
    page.rows.into_iter().map(|line| (line.number, line.note)).collect()
}

fn restore(script: ScriptId, number: i64, revision: i64) -> VersionRestore {
    VersionRestore { script, number, revision, note: note("before") }
}

on_each_database! {
    async fn versions_are_numbered_for_each_script_and_listed_newest_first(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<ScriptEdit> = desk.scope();
        let (one, two) = (script(&store, &desk, None, "one").await, script(&store, &desk, None, "two").await);
        let first = store.create_version(&scope, one.id, &note("first"), &request()).await.unwrap();
        assert_eq!((first.number, first.text.as_str(), first.created_by), (1, "SELECT 1", desk.member.user));
        save(&store, &desk, &one, "SELECT 2").await;
        store.create_version(&scope, one.id, &note(""), &request()).await.unwrap();
        assert_eq!(store.create_version(&scope, two.id, &note("other"), &request()).await.unwrap().number, 1);
        assert_eq!(numbers(&store, &desk, one.id).await, [(2, "".into()), (1, "first".into())]);

        let page = PageRequest { number: 1, size: 1 };
        let page = store.script_versions(&desk.scope(), one.id, page).await.unwrap();
        assert_eq!((page.total, page.rows.len()), (2, 1));
        assert_eq!((page.rows[0].id, page.rows[0].created_by.as_str()), (first.id, "Grace"));
        let view: Scope<ScriptView> = desk.scope();
        assert_eq!(store.script_version(&view, first.id).await.unwrap(), first);
        assert_eq!(store.numbered_version(&view, one.id, 1).await.unwrap(), first);
        assert!(matches!(store.numbered_version(&view, one.id, 3).await, Err(Error::Missing)));
    }

    async fn many_who_make_versions_at_once_get_one_number_each(store: TestStore) {
        let desk = Desk::new(&store).await;
        let made = script(&store, &desk, None, "a").await;
        let tries = (0..10).map(|n| {
            let (store, scope) = ((*store).clone(), desk.scope());
            tokio::spawn(async move {
                store.create_version(&scope, made.id, &note(&n.to_string()), &request()).await.unwrap().number
            })
        });
        let mut made: Vec<i64> =
            futures::future::join_all(tries).await.into_iter().map(|number| number.unwrap()).collect();
        made.sort_unstable();
        assert_eq!(made, (1..=10).collect::<Vec<_>>());
    }

    async fn a_version_of_now_is_the_newest_one_while_the_text_is_the_same(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (made, user) = (script(&store, &desk, None, "a").await, desk.member.user);
        let first = version_of_now(&store, &made, "deployed", user).await.unwrap();
        assert_eq!((first.number, first.note.as_str()), (1, "deployed"));
        assert_eq!(version_of_now(&store, &made, "again", user).await.unwrap(), first);
        let changed = save(&store, &desk, &made, "SELECT 2").await;
        assert_eq!(version_of_now(&store, &changed, "b", user).await.unwrap().number, 2);
        let back = save(&store, &desk, &made, "SELECT 1").await;
        assert_eq!(version_of_now(&store, &back, "c", user).await.unwrap().number, 3, "the newest one counts");

        let tries = (0..10).map(|_| {
            let (store, changed) = ((*store).clone(), changed.clone());
            tokio::spawn(async move { version_of_now(&store, &changed, "d", user).await.unwrap().number })
        });
        for number in futures::future::join_all(tries).await {
            assert_eq!(number.unwrap(), 4);
        }
    }

    async fn a_restored_version_is_what_the_script_says_and_what_it_said_is_kept(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<ScriptEdit> = desk.scope();
        let made = script(&store, &desk, None, "a").await;
        store.create_version(&scope, made.id, &note("first"), &request()).await.unwrap();
        let changed = save(&store, &desk, &made, "SELECT 2").await;

        let stale = store.restore_version(&scope, &restore(made.id, 1, 1), &request()).await;
        assert_eq!(problems(stale), [Code::StaleRevision { now: 2 }]);
        let missing = store.restore_version(&scope, &restore(made.id, 9, changed.revision), &request()).await;
        assert!(matches!(missing, Err(Error::Missing)));

        let saved = store.restore_version(&scope, &restore(made.id, 1, changed.revision), &request()).await.unwrap();
        let now = store.script(&desk.scope(), made.id).await.unwrap();
        assert_eq!((now.text.as_str(), now.revision), ("SELECT 1", saved.revision));
        assert_eq!(numbers(&store, &desk, made.id).await, [(2, "before".into()), (1, "first".into())]);
        assert_eq!(store.numbered_version(&desk.scope(), made.id, 2).await.unwrap().text, "SELECT 2");

        let again = store.restore_version(&scope, &restore(made.id, 1, saved.revision), &request()).await.unwrap();
        assert_eq!(again, saved, "it says that already");
        assert_eq!(numbers(&store, &desk, made.id).await.len(), 2);
        let back = store.restore_version(&scope, &restore(made.id, 2, saved.revision), &request()).await.unwrap();
        assert_eq!(back.revision, saved.revision + 1);
        assert_eq!(numbers(&store, &desk, made.id).await.len(), 3, "version 1 was not the newest any more");
    }

    async fn versions_are_audited_by_number_and_note(store: TestStore) {
        let desk = Desk::new(&store).await;
        let made = script(&store, &desk, None, "a").await;
        store.create_version(&desk.scope(), made.id, &note("why"), &request()).await.unwrap();
        let changed = save(&store, &desk, &made, "SELECT 2").await;
        store.restore_version(&desk.scope(), &restore(made.id, 1, changed.revision), &request()).await.unwrap();
        let told = async |act: &str| {
            let filter = AuditFilter { act: Some(act.into()), ..AuditFilter::default() };
            store.audit(&desk.admin.allow().unwrap(), &filter, 9).await.unwrap().remove(0)
        };
        let version = told("script.version").await;
        assert_eq!(version.after.unwrap(), serde_json::json!({"version": 1, "note": "why"}));
        let restored = told("script.restore_version").await;
        assert_eq!(restored.before.unwrap(), serde_json::json!({"version": 2, "text": "SELECT 2"}));
        assert_eq!(restored.after.unwrap(), serde_json::json!({"version": 1, "text": "SELECT 1"}));
    }

    async fn versions_outlive_their_script_and_are_nobody_elses(store: TestStore) {
        let desk = Desk::new(&store).await;
        let made = script(&store, &desk, None, "a").await;
        let version = store.create_version(&desk.scope(), made.id, &note(""), &request()).await.unwrap();
        let other = store.project_of(&desk.admin, "Other").await;
        let foreign = store.script_version(&other.allow().unwrap(), version.id).await;
        assert!(matches!(foreign, Err(Error::Missing)));
        let foreign = store.numbered_version(&other.allow().unwrap(), made.id, 1).await;
        assert!(matches!(foreign, Err(Error::Missing)));
        let foreign = store.script_versions(&other.allow().unwrap(), made.id, PageRequest::default()).await.unwrap();
        assert_eq!((foreign.total, foreign.rows.len()), (0, 0));
        let foreign = store.create_version(&other.allow().unwrap(), made.id, &note(""), &request()).await;
        assert!(matches!(foreign, Err(Error::Missing)));
        let foreign = store.restore_version(&other.allow().unwrap(), &restore(made.id, 1, 1), &request()).await;
        assert!(matches!(foreign, Err(Error::Missing)));

        store.delete_script(&desk.scope(), made.id, 1, &request()).await.unwrap();
        assert_eq!(store.script_version(&desk.scope(), version.id).await.unwrap(), version);
        assert_eq!(numbers(&store, &desk, made.id).await.len(), 1);
        let gone = store.create_version(&desk.scope(), made.id, &note(""), &request()).await;
        assert!(matches!(gone, Err(Error::Missing)));
    }
}
