//! Versions of scripts: made, compared, restored, and looked at by who may only look.

use super::server::Server;
use model::{ScriptText, authority::ScriptEdit};
use store::RequestId;

async fn save(server: &Server, revision: i64, text: &str) {
    let member = server.store.membership(server.administrator.id, server.project).await.unwrap().unwrap();
    let scope = member.allow::<ScriptEdit>().unwrap();
    let text = ScriptText::parse(text).unwrap();
    server.store.save_script(&scope, server.script, revision, &text, &RequestId::new("test")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_is_saved_compared_and_restored_without_script() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let list = server.address("/projects/{project}/sql/{script}/versions");
    let empty = server.get(&list, &cookie).await.text;
    assert!(empty.contains("The script has no versions yet."), "{empty}");
    assert_eq!(server.get(&format!("{list}/compare"), &cookie).await.location(), list, "there is nothing to compare");

    assert_eq!(server.post(&list, &cookie, "note=before+the+change").await.location(), list);
    let made = server.get(&list, &cookie).await.text;
    assert!(made.contains("Version 1 is saved.") && made.contains("before the change"), "{made}");
    assert!(made.contains("The script says the same as version 1."), "{made}");
    save(&server, 1, "SELECT 1;\nSELECT 'three <b>';").await;

    let shown = server.get(&format!("{list}/1"), &cookie).await.text;
    assert!(shown.contains("before the change") && shown.contains("'two'"), "{shown}");
    let compared = server.get(&format!("{list}/compare?from=1&to=now"), &cookie).await.text.replace("<!>", "");
    assert!(compared.contains("1 line removed, 1 line added"), "{compared}");
    assert!(compared.contains("<del data-line=\"2\">SELECT 'two';</del>"), "{compared}");
    assert!(compared.contains("<ins data-line=\"2\">SELECT 'three &lt;b&gt;';</ins>"), "{compared}");
    let same = server.get(&format!("{list}/compare?from=1&to=1"), &cookie).await.text;
    assert!(same.contains("The two say the same."), "{same}");

    let restore = format!("{list}/1/restore");
    let asked = server.get(&restore, &cookie).await.text;
    assert!(asked.contains("name=\"revision\" value=\"2\"") && asked.contains("Restore version 1"), "{asked}");
    assert_eq!(server.post(&restore, &cookie, "revision=1").await.location(), restore);
    let stale = server.get(&restore, &cookie).await.text;
    assert!(stale.contains("Somebody else saved revision 2"), "{stale}");
    assert_eq!(server.post(&restore, &cookie, "revision=2").await.location(), list);
    let restored = server.get(&list, &cookie).await.text;
    assert!(restored.contains("The script says again"), "{restored}");
    assert!(restored.contains("Version 2") && restored.contains("Before version 1 was restored"), "{restored}");
    let script = server.get(&server.address("/projects/{project}/sql/{script}"), &cookie).await.text;
    assert!(script.contains("SELECT &#x27;two&#x27;") || script.contains("SELECT 'two'"), "{script}");
    assert!(server.get(&restore, &cookie).await.text.contains("there is nothing to restore"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_look_sees_versions_and_no_forms() {
    let server = Server::start().await;
    let list = server.address("/projects/{project}/sql/{script}/versions");
    server.post(&list, &server.sign_in("developer").await, "note=").await;
    let viewer = server.sign_in("viewer").await;
    let seen = server.get(&list, &viewer).await.text;
    assert!(seen.contains("Version 1") && seen.contains("script.edit") && !seen.contains("name=\"note\""), "{seen}");
    let one = server.get(&format!("{list}/1"), &viewer).await.text;
    assert!(one.contains("'two'") && !one.contains("/restore"), "{one}");
    assert_eq!(server.get(&format!("{list}/1/restore"), &viewer).await.status, 403);
    assert_eq!(server.post(&list, &viewer, "note=").await.status, 403);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_is_too_long_comes_back_and_what_is_not_there_is_404() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let list = server.address("/projects/{project}/sql/{script}/versions");
    let long = "x".repeat(501);
    assert_eq!(server.post(&list, &cookie, &format!("note={long}")).await.location(), list);
    let again = server.get(&list, &cookie).await.text;
    assert!(again.contains(&long) && again.contains("At most 500 characters."), "{again}");

    server.post(&list, &cookie, "note=").await;
    for path in ["/2", "/x", "/0", "/compare?from=9", "/compare?from=1&to=x", "/2/restore", "/x/restore"] {
        assert_eq!(server.get(&format!("{list}{path}"), &cookie).await.status, 404, "{path}");
    }
    let foreign = format!("/projects/{}/sql/{}/versions", server.project, server.foreign_script);
    for path in ["", "/1", "/compare", "/1/restore"] {
        assert_eq!(server.get(&format!("{foreign}{path}"), &cookie).await.status, 404, "{path}");
    }
    assert_eq!(server.post(&foreign, &cookie, "note=").await.status, 404);
    assert_eq!(server.post(&format!("{foreign}/1/restore"), &cookie, "revision=1").await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_versions_of_a_deleted_script_can_be_read() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let list = server.address("/projects/{project}/sql/{script}/versions");
    server.post(&list, &cookie, "note=kept").await;
    let properties = server.address("/projects/{project}/sql/{script}/properties");
    server.post(&properties, &cookie, "act=delete&revision=1&confirmation=First").await;
    for path in ["", "/1", "/compare"] {
        let answer = server.get(&format!("{list}{path}"), &cookie).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text.contains("/restore") && !answer.text.contains("name=\"note\""), "{}", answer.text);
    }
    assert_eq!(server.get(&format!("{list}/1/restore"), &cookie).await.status, 404);
    server.stop().await;
}
