//! Projects with many scripts: a page has what it shows, and no more.

use super::server::Server;
use model::{FolderId, Name, ScriptId, ScriptText, authority::ScriptEdit};
use store::{NewScript, RequestId};

async fn folder(server: &Server, parent: Option<FolderId>, name: &str) -> FolderId {
    let (scope, name) = (edit(server).await, Name::parse(name).unwrap());
    server.store.create_folder(&scope, parent, &name, &RequestId::new("test")).await.unwrap().id
}

async fn script(server: &Server, folder: Option<FolderId>, name: &str) -> ScriptId {
    let new = NewScript { folder, name: Name::parse(name).unwrap(), text: ScriptText::default() };
    server.store.create_script(&edit(server).await, &new, &RequestId::new("test")).await.unwrap().id
}

async fn edit(server: &Server) -> model::authority::Scope<ScriptEdit> {
    server.store.membership(server.administrator.id, server.project).await.unwrap().unwrap().allow().unwrap()
}

/// Two folders with many scripts, the last of them in the second.
async fn many(server: &Server) -> (FolderId, FolderId, ScriptId) {
    let (left, right) = (folder(server, None, "Left").await, folder(server, None, "Right").await);
    for number in 0..110 {
        script(server, Some(left), &format!("left {number:03}")).await;
    }
    let mut last = None;
    for number in 0..130 {
        last = Some(script(server, Some(right), &format!("right {number:03}")).await);
    }
    (left, right, last.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_folder_of_a_large_project_is_a_link_that_opens_it() {
    let server = Server::start().await;
    let (left, right, last) = many(&server).await;
    let cookie = server.sign_in("viewer").await;
    let page = format!("/projects/{}/sql/{last}", server.project);
    let shown = server.get(&page, &cookie).await.text;
    assert!(shown.contains("right 099") && !shown.contains("right 100<") && !shown.contains("left 000"), "{shown}");
    let current = format!("href=\"{page}\" aria-current=\"page\"");
    assert_eq!(shown.matches(&current).count(), 1, "the open script is there, though it is the 130th by name: {shown}");
    assert!(shown.contains("and 29 more: search, or open the folder"), "{shown}");
    let closed = format!("href=\"{page}?folder={left}#folder-{left}\" aria-expanded=\"false\"");
    assert!(shown.contains(&closed), "{shown}");

    let opened = server.get(&format!("{page}?folder={left}"), &cookie).await.text;
    for part in [format!("<details open id=\"folder-{left}\""), format!("<details open id=\"folder-{right}\"")] {
        assert!(opened.contains(&part), "{part}: {opened}");
    }
    assert!(opened.contains("left 000") && opened.contains("and 10 more: search, or open the folder"), "{opened}");
    assert!(opened.len() < 250 * 1024, "{}", opened.len());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tree_of_a_small_project_is_whole_and_unfolds_to_the_open_script() {
    let server = Server::start().await;
    let (outer, other) = (folder(&server, None, "Outer").await, folder(&server, None, "Other").await);
    let inner = folder(&server, Some(outer), "Inner").await;
    let (held, far) = (script(&server, Some(inner), "held").await, script(&server, Some(other), "far").await);
    let cookie = server.sign_in("viewer").await;
    let shown = server.get(&format!("/projects/{}/sql/{held}", server.project), &cookie).await.text;
    assert!(shown.contains(&format!("<details open id=\"folder-{inner}\"")), "{shown}");
    assert!(shown.contains(&format!("<details id=\"folder-{other}\"")) && shown.contains(&far.to_string()), "{shown}");
    assert!(!shown.contains("tree-folder") && !shown.contains("tree-more"), "{shown}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_leafed_through_and_one_that_is_not_there_is_404() {
    let server = Server::start().await;
    let (_, right, _) = many(&server).await;
    let cookie = server.sign_in("viewer").await;
    let base = format!("/projects/{}/sql", server.project);
    let first = server.get(&format!("{base}?folder={right}"), &cookie).await;
    assert_eq!(first.status, 200);
    assert!(first.text.contains("1–50 of 130") && first.text.contains("right 049"), "{}", first.text);
    let next = format!("href=\"{base}?folder={right}&page=2\" rel=\"next\"");
    assert!(!first.text.contains("right 050") && first.text.replace("&amp;", "&").contains(&next), "{}", first.text);
    let last = server.get(&format!("{base}?folder={right}&page=3"), &cookie).await.text;
    assert!(last.contains("101–130 of 130") && last.contains("right 129") && !last.contains("page=4"), "{last}");
    let top = server.get(&format!("{base}?folder=top"), &cookie).await.text;
    assert!(top.contains("Left") && top.contains("Right") && top.contains("First"), "{top}");

    let nowhere = "0197a3c2-6f6e-7000-8000-00000000dead";
    for folder in [nowhere, "x"] {
        assert_eq!(server.get(&format!("{base}?folder={folder}"), &cookie).await.status, 404, "{folder}");
        let beside = format!("{base}/{}?folder={folder}", server.script);
        assert_eq!(server.get(&beside, &cookie).await.status, 404, "{beside}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_says_where_scripts_lie_and_that_there_are_more() {
    let server = Server::start().await;
    many(&server).await;
    let cookie = server.sign_in("viewer").await;
    let page = server.address("/projects/{project}/sql/{script}");
    for address in [format!("{page}?q=RIGHT"), format!("/projects/{}/sql?q=RIGHT", server.project)] {
        let found = server.get(&address, &cookie).await.text;
        assert_eq!(found.matches("<small>Right").count(), 50, "{found}");
        assert!(found.contains("More than 50: type more") && !found.contains("left 0"), "{found}");
    }
    let one = server.get(&format!("{page}?q=right+12%25"), &cookie).await.text;
    assert!(one.contains("Nothing found"), "what means anything to a pattern means itself: {one}");
    let one = server.get(&format!("{page}?q=left+007"), &cookie).await.text;
    assert!(one.contains("left 007") && one.contains("?q=left%20007") && !one.contains("More than"), "{one}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_folders_a_form_offers_some_and_a_search_and_keeps_the_chosen_one() {
    let server = Server::start().await;
    for number in 0..201 {
        folder(&server, None, &format!("f{number:03}")).await;
    }
    let last = folder(&server, None, "zz last").await;
    let cookie = server.sign_in("developer").await;
    let page = server.address("/projects/{project}/scripts/new");
    let few = server.get(&page, &cookie).await.text;
    assert_eq!(few.matches("<option").count(), 201, "two hundred and the top");
    assert!(few.contains("name=\"find\"") && !few.contains("zz last"), "{few}");
    let chosen = server.get(&format!("{page}?folder={last}&find=f00"), &cookie).await.text;
    assert!(chosen.contains(&format!("<option value=\"{last}\" selected")), "{chosen}");
    assert_eq!(chosen.matches("<option").count(), 12, "ten found, the chosen one and the top");

    let refused = server.post(&page, &cookie, &format!("name=&folder={last}")).await;
    assert_eq!(refused.location(), page);
    let again = server.get(&page, &cookie).await.text;
    assert!(again.contains(&format!("<option value=\"{last}\" selected")), "what was chosen stays: {again}");
    let moved = server.address("/projects/{project}/sql/{script}/properties");
    server.post(&moved, &cookie, &format!("act=save&revision=1&name=First&folder={last}")).await;
    let own = server.get(&moved, &cookie).await.text;
    assert!(own.contains(&format!("<option value=\"{last}\" selected")), "{own}");
    server.stop().await;
}
