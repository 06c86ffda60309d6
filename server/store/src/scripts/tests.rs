//! Scripts as a whole.

mod many;
mod versions;

use crate::{
    AuditFilter, Error, FolderDeletion, NewScript, Script, Store,
    testing::desk::Desk,
    testing::{on_each_database, problems, request},
};
use model::{
    Code, FolderId, Name, ScriptText,
    authority::{Scope, Scopes, ScriptEdit, SystemRole},
};

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn text(text: &str) -> ScriptText {
    ScriptText::parse(text).unwrap()
}

async fn script(store: &Store, desk: &Desk, folder: Option<FolderId>, named: &str) -> Script {
    let new = NewScript { folder, name: name(named), text: text("SELECT 1") };
    store.create_script(&desk.scope(), &new, &request()).await.unwrap()
}

on_each_database! {
    async fn a_stale_save_leaves_the_row_untouched(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<ScriptEdit> = desk.scope();
        let made = script(&store, &desk, None, "a").await;
        let saved = store.save_script(&scope, made.id, 1, &text("SELECT 2"), &request()).await.unwrap();
        assert_eq!(saved.revision, 2);
        let stale = store.save_script(&scope, made.id, 1, &text("SELECT 3"), &request()).await;
        assert_eq!(problems(stale), [Code::StaleRevision { now: 2 }]);
        let now = store.script(&desk.scope(), made.id).await.unwrap();
        assert_eq!((now.text.as_str(), now.revision, now.changed_by), ("SELECT 2", 2, desk.member.user));
        // The answer to a save was lost: the same text again is fine.
        assert_eq!(store.save_script(&scope, made.id, 1, &text("SELECT 2"), &request()).await.unwrap(), saved);
    }

    async fn of_many_who_save_at_once_one_does(store: TestStore) {
        let desk = Desk::new(&store).await;
        let made = script(&store, &desk, None, "a").await;
        let tries = (0..10).map(|n| {
            let (store, scope) = ((*store).clone(), desk.scope());
            tokio::spawn(async move {
                store.save_script(&scope, made.id, 1, &text(&format!("SELECT {n} + 1")), &request()).await.is_ok()
            })
        });
        let tries = futures::future::join_all(tries).await.into_iter();
        assert_eq!(tries.filter(|saved| *saved.as_ref().unwrap()).count(), 1);
    }

    async fn autosave_is_audited_every_ten_minutes(store: TestStore) {
        let desk = Desk::new(&store).await;
        let made = script(&store, &desk, None, "a").await;
        for revision in 1..8 {
            store.wait(chrono::TimeDelta::minutes(2));
            let typed = text(&format!("SELECT {revision} {}", "x".repeat(300)));
            store.save_script(&desk.scope(), made.id, revision, &typed, &request()).await.unwrap();
        }
        let filter = AuditFilter { act: Some("script.save".into()), ..AuditFilter::default() };
        let rows = store.audit(&desk.admin.allow().unwrap(), &filter, 99).await.unwrap();
        assert_eq!(rows.len(), 2);
        assert!(rows[0].after.as_ref().unwrap()["text"].as_str().unwrap().starts_with("sha256:"));
    }

    async fn names_are_taken_once_in_a_folder_whatever_their_case(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<ScriptEdit> = desk.scope();
        let folder = store.create_folder(&scope, None, &name("Orders"), &request()).await.unwrap();
        let again = store.create_folder(&scope, None, &name("ORDERS"), &request()).await;
        assert_eq!(problems(again), [Code::NameTaken { name: "ORDERS".into() }]);
        let (top, inner) = (script(&store, &desk, None, "a").await, script(&store, &desk, Some(folder.id), "A").await);
        let taken = Code::NameTaken { name: "A".into() };
        assert_eq!(problems(store.move_script(&scope, inner.id, 1, None, &request()).await), [taken]);
        script(&store, &desk, None, "b").await;
        let renamed = store.rename_script(&scope, top.id, 1, &name("B"), &request()).await;
        assert_eq!(problems(renamed), [Code::NameTaken { name: "B".into() }]);
        store.rename_script(&scope, inner.id, 1, &name("c"), &request()).await.unwrap();
        store.move_script(&scope, inner.id, 2, None, &request()).await.unwrap();
        assert_eq!(store.script(&desk.scope(), inner.id).await.unwrap().folder_id, None);
        let stale = store.delete_script(&scope, inner.id, 1, &request()).await;
        assert_eq!(problems(stale), [Code::StaleRevision { now: 3 }]);
        store.delete_script(&scope, inner.id, 3, &request()).await.unwrap();
        assert!(matches!(store.script(&desk.scope(), inner.id).await, Err(Error::Missing)));
    }

    async fn folders_nest_move_and_go_with_what_they_hold(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<ScriptEdit> = desk.scope();
        let mut chain: Vec<FolderId> = Vec::new();
        for depth in 0..10 {
            let named = name(&format!("f{depth}"));
            chain.push(store.create_folder(&scope, chain.last().copied(), &named, &request()).await.unwrap().id);
        }
        let deep = store.create_folder(&scope, chain.last().copied(), &name("deep"), &request()).await;
        assert_eq!(problems(deep), [Code::TooDeep { most: 10 }]);
        let into_itself = store.move_folder(&scope, chain[2], 1, Some(chain[5]), &request()).await;
        assert_eq!(problems(into_itself), [Code::MovedIntoItself]);
        store.move_folder(&scope, chain[5], 1, None, &request()).await.unwrap();
        store.rename_folder(&scope, chain[5], 2, &name("moved"), &request()).await.unwrap();
        script(&store, &desk, Some(chain[9]), "held").await;

        let refused = store.delete_folder(&scope, chain[5], 3, FolderDeletion::OnlyIfEmpty, &request()).await;
        assert_eq!(problems(refused), [Code::NotEmpty]);
        store.delete_folder(&scope, chain[5], 3, FolderDeletion::WithContent, &request()).await.unwrap();
        let folders = store.folder_choices(&desk.scope(), "", &[], 99).await.unwrap().folders;
        let scripts = store.search_scripts(&desk.scope(), "", 99).await.unwrap().scripts;
        assert_eq!((folders.len(), scripts.len()), (5, 0));
        store.delete_folder(&scope, chain[4], 1, FolderDeletion::OnlyIfEmpty, &request()).await.unwrap();
    }

    async fn nothing_is_put_into_a_folder_of_another_project(store: TestStore) {
        let desk = Desk::new(&store).await;
        let other = store.project_of(&desk.admin, "Other").await.allow().unwrap();
        let foreign = store.create_folder(&other, None, &name("f"), &request()).await.unwrap();
        let new = NewScript { folder: Some(foreign.id), name: name("a"), text: text("") };
        assert_eq!(problems(store.create_script(&desk.scope(), &new, &request()).await), [Code::Missing]);
        let made = script(&store, &desk, None, "a").await;
        assert!(matches!(store.save_script(&other, made.id, 1, &text("x"), &request()).await, Err(Error::Missing)));
        assert!(matches!(store.delete_script(&other, made.id, 1, &request()).await, Err(Error::Missing)));
        let moved = store.move_script(&desk.scope(), made.id, 1, Some(foreign.id), &request()).await;
        assert_eq!(problems(moved), [Code::Missing]);
        let refused = store.rename_folder(&desk.scope(), foreign.id, 1, &name("x"), &request()).await;
        assert!(matches!(refused, Err(Error::Missing)));
    }

    async fn scripts_are_found_by_name_and_text_and_only_by_those_who_may(store: TestStore) {
        let desk = Desk::new(&store).await;
        let made = script(&store, &desk, None, "Daily_100%").await;
        store.wait(chrono::TimeDelta::minutes(1));
        let new = NewScript { folder: None, name: name("z"), text: text("SELECT Über FROM orders") };
        store.create_script(&desk.scope(), &new, &request()).await.unwrap();
        let found = async |text: &str| {
            let found = store.search_scripts(&desk.scope(), text, 9).await.unwrap();
            found.scripts.into_iter().map(|script| script.name).collect::<Vec<_>>()
        };
        assert_eq!(found("daily_100%").await, ["Daily_100%"]);
        assert_eq!(found("ORDERS").await, ["z"]);
        assert_eq!(found("Über").await, ["z"]);
        assert_eq!(found("select").await, ["z", "Daily_100%"]);
        assert!(found("dailyx100").await.is_empty());

        let stranger = store.person("Eve", SystemRole::User).await;
        let members = store.memberships(desk.member.user).await.unwrap();
        let mine = store.find_scripts(&Scopes::of(desk.member.user, &members), "DAILY", 9).await.unwrap();
        assert_eq!(mine.iter().map(|found| (found.id, found.project_name.as_str())).collect::<Vec<_>>(), [(made.id, "Orders")]);
        let theirs = store.memberships(stranger.user).await.unwrap();
        assert!(store.find_scripts(&Scopes::of(stranger.user, &theirs), "", 9).await.unwrap().is_empty());
    }
}
