//! Projects with many scripts: what is read is what is shown.

use super::{name, script, text};
use crate::{
    Error, NewScript, PageRequest, Script, Store,
    database::in_transaction,
    testing::desk::Desk,
    testing::{on_each_database, request},
};
use diesel_async::RunQueryDsl;
use model::{FolderId, authority::ScriptView};
use std::collections::HashSet;

/// Puts so many more like this one beside it: `copy 10000`, `copy 10001`, …
async fn copies(store: &Store, of: &Script, count: usize) {
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count}) \
         INSERT INTO scripts (id, project_id, folder_id, name, name_key, text, created_by, created_at, changed_by, changed_at, revision) \
         SELECT '0197a3c2-6f6e-7000-8000-' || CAST(100000000000 + i AS TEXT), project_id, folder_id, \
         'copy ' || CAST(10000 + i AS TEXT), 'copy ' || CAST(10000 + i AS TEXT), text, \
         created_by, created_at, changed_by, changed_at, revision FROM n, scripts WHERE id = '{}'",
        of.id
    );
    let copy = async || -> crate::Result<usize> {
        in_transaction!(store, |tx| Ok(diesel::sql_query(sql.clone()).execute(tx.conn).await?))
    };
    assert_eq!(copy().await.unwrap(), count);
}

async fn folder(store: &Store, desk: &Desk, parent: Option<FolderId>, named: &str) -> FolderId {
    store.create_folder(&desk.scope(), parent, &name(named), &request()).await.unwrap().id
}

fn names(scripts: &[crate::ScriptEntry]) -> Vec<&str> {
    scripts.iter().map(|script| script.name.as_str()).collect()
}

on_each_database! {
    async fn of_a_large_tree_only_what_is_open_is_read(store: TestStore) {
        let desk = Desk::new(&store).await;
        let outer = folder(&store, &desk, None, "outer").await;
        let inner = folder(&store, &desk, Some(outer), "inner").await;
        let beside = folder(&store, &desk, Some(outer), "beside").await;
        let held = script(&store, &desk, Some(inner), "held").await;
        copies(&store, &held, 300).await;
        script(&store, &desk, None, "top").await;

        let tree = store.script_tree(&desk.scope(), &[inner]).await.unwrap();
        let shown = tree.content(Some(inner)).unwrap();
        assert_eq!((shown.scripts.len(), shown.total), (100, 301));
        assert_eq!((shown.scripts[0].name.as_str(), shown.scripts[99].name.as_str()), ("copy 10000", "copy 10099"));
        let between = tree.content(Some(outer)).unwrap();
        assert_eq!(between.folders.iter().map(|folder| folder.id).collect::<Vec<_>>(), [beside, inner]);
        assert_eq!(names(&tree.content(None).unwrap().scripts), ["top"]);
        assert_eq!(tree.content(Some(beside)), None, "nobody opened it");
        assert!(tree.open.get(outer).is_some() && tree.open.get(beside).is_none());

        let closed = store.script_tree(&desk.scope(), &[]).await.unwrap();
        assert!(closed.content(Some(outer)).is_none() && !closed.is_empty());
    }

    async fn of_a_deep_tree_that_is_open_everywhere_less_is_read_of_each_folder(store: TestStore) {
        let desk = Desk::new(&store).await;
        let mut chain: Vec<FolderId> = Vec::new();
        for depth in 0..9 {
            chain.push(folder(&store, &desk, chain.last().copied(), &format!("f{depth}")).await);
        }
        let held = script(&store, &desk, chain.last().copied(), "held").await;
        copies(&store, &held, 300).await;
        let tree = store.script_tree(&desk.scope(), &chain[8..]).await.unwrap();
        assert_eq!(tree.content(Some(chain[8])).unwrap().scripts.len(), 40);
        assert_eq!(tree.open.path(Some(chain[8])).len(), 9);
    }

    async fn a_small_tree_is_read_as_a_whole(store: TestStore) {
        let desk = Desk::new(&store).await;
        assert!(store.script_tree(&desk.scope(), &[]).await.unwrap().is_empty());
        let outer = folder(&store, &desk, None, "outer").await;
        let inner = folder(&store, &desk, Some(outer), "inner").await;
        let held = script(&store, &desk, Some(inner), "held").await;
        copies(&store, &held, 199).await;
        let tree = store.script_tree(&desk.scope(), &[]).await.unwrap();
        assert_eq!(tree.content(Some(inner)).unwrap().shown(), 200);
        assert_eq!(tree.content(Some(outer)).unwrap().total, 1);
        assert!(tree.open.get(inner).is_none());
    }

    async fn a_folder_is_leafed_through_without_gap_or_repetition(store: TestStore) {
        let desk = Desk::new(&store).await;
        let full = folder(&store, &desk, None, "full").await;
        for number in 0..60 {
            folder(&store, &desk, Some(full), &format!("f{number:02}")).await;
        }
        let held = script(&store, &desk, Some(full), "held").await;
        copies(&store, &held, 130).await;
        let (mut folders, mut scripts) = (Vec::new(), Vec::new());
        for number in 0..5 {
            let page = PageRequest { number, ..PageRequest::default() };
            let content = store.folder_content(&desk.scope(), Some(full), page).await.unwrap();
            assert_eq!(content.total, 191);
            assert_eq!(content.shown(), [50, 50, 50, 41, 0][number as usize]);
            folders.extend(content.folders.into_iter().map(|folder| folder.name));
            scripts.extend(content.scripts.into_iter().map(|script| script.name));
        }
        assert!(folders.is_sorted() && scripts.is_sorted());
        assert_eq!((folders.len(), scripts.len()), (60, 131));
        assert_eq!(scripts.iter().collect::<HashSet<_>>().len(), 131);
    }

    async fn names_are_searched_in_all_scripts_and_texts_in_the_newest(store: TestStore) {
        let desk = Desk::new(&store).await;
        let inner = folder(&store, &desk, Some(folder(&store, &desk, None, "outer").await), "inner").await;
        let new = |named: &str, said: &str| NewScript { folder: Some(inner), name: name(named), text: text(said) };
        store.create_script(&desk.scope(), &new("old", "SELECT needle"), &request()).await.unwrap();
        store.wait(chrono::TimeDelta::minutes(1));
        store.create_script(&desk.scope(), &new("Old needle", "x"), &request()).await.unwrap();
        store.wait(chrono::TimeDelta::minutes(1));
        let held = script(&store, &desk, Some(inner), "held").await;
        copies(&store, &held, 1_997).await;
        let search = async |text: &str, most| store.search_scripts(&desk.scope(), text, most).await.unwrap();

        let all = search("NEEDLE", 9).await;
        assert_eq!((names(&all.scripts), all.has_more, all.texts), (vec!["Old needle", "old"], false, None));
        assert_eq!(all.paths.text(all.scripts[0].folder_id), "outer / inner");
        let first = search("needle", 1).await;
        assert_eq!((names(&first.scripts), first.has_more), (vec!["Old needle"], true));
        script(&store, &desk, None, "One more").await;
        let newest = search("needle", 9).await;
        assert_eq!((names(&newest.scripts), newest.texts), (vec!["Old needle"], Some(2_000)));
        let many = search("copy", 50).await;
        assert_eq!((many.scripts.len(), many.has_more, many.texts), (50, true, None));
        assert_eq!(search("select 1", 50).await.scripts.len(), 50);
    }

    async fn folders_to_choose_from_are_few_and_have_the_chosen_among_them(store: TestStore) {
        let desk = Desk::new(&store).await;
        let outer = folder(&store, &desk, None, "Outer").await;
        let last = folder(&store, &desk, Some(outer), "zz").await;
        for number in 0..5 {
            folder(&store, &desk, Some(outer), &format!("f{number}")).await;
        }
        let choices = store.folder_choices(&desk.scope(), "", &[last], 3).await.unwrap();
        assert_eq!((choices.folders.len(), choices.has_more), (4, true));
        assert_eq!(choices.paths.text(Some(last)), "Outer / zz");
        let found = store.folder_choices(&desk.scope(), "OUT", &[], 3).await.unwrap();
        assert_eq!((found.folders, found.has_more), (vec![outer], false));
    }

    async fn what_another_project_has_is_not_there(store: TestStore) {
        let desk = Desk::new(&store).await;
        let other = store.project_of(&desk.admin, "Other").await;
        let foreign = store.create_folder(&other.allow().unwrap(), None, &name("f"), &request()).await.unwrap().id;
        let new = NewScript { folder: Some(foreign), name: name("secret"), text: text("secret") };
        store.create_script(&other.allow().unwrap(), &new, &request()).await.unwrap();
        let scope = desk.scope::<ScriptView>();

        assert!(matches!(store.folder(&scope, foreign).await, Err(Error::Missing)));
        assert!(matches!(store.script_tree(&scope, &[foreign]).await, Err(Error::Missing)));
        let content = store.folder_content(&scope, Some(foreign), PageRequest::default()).await.unwrap();
        assert_eq!((content.shown(), content.total), (0, 0));
        assert!(store.folder_choices(&scope, "", &[foreign], 9).await.unwrap().folders.is_empty());
        assert!(store.search_scripts(&scope, "secret", 9).await.unwrap().scripts.is_empty());
        assert_eq!(store.latest_script(&scope).await.unwrap(), None);
    }

    async fn the_latest_script_is_the_one_whose_text_was_changed_last(store: TestStore) {
        let desk = Desk::new(&store).await;
        let first = script(&store, &desk, None, "a").await;
        store.wait(chrono::TimeDelta::minutes(1));
        let second = script(&store, &desk, None, "b").await;
        assert_eq!(store.latest_script(&desk.scope()).await.unwrap(), Some(second.id));
        store.wait(chrono::TimeDelta::minutes(1));
        store.save_script(&desk.scope(), first.id, 1, &text("SELECT 2"), &request()).await.unwrap();
        assert_eq!(store.latest_script(&desk.scope()).await.unwrap(), Some(first.id));
    }
}
