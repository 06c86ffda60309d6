//! Forms without script: what is typed is never lost, and what is wrong is said at the field.

use super::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_form_leads_to_the_object_or_back_to_itself_with_what_was_typed() {
    let server = Server::start().await;
    let cookie = server.sign_in("owner").await;
    let page = server.address("/projects/{project}/settings");
    let long = "x".repeat(81);
    let refused = server.post(&page, &cookie, &format!("revision=1&name={long}&description=kept+text")).await;
    assert_eq!((refused.status, refused.location()), (303, page.as_str()));
    let again = server.get(&page, &cookie).await.text;
    assert!(
        again.contains(&long) && again.contains("kept text") && again.contains("At most 80 characters."),
        "{again}"
    );
    assert!(!server.get(&page, &cookie).await.text.contains(&long), "shown once");

    let stale = server.post(&page, &cookie, "revision=0&name=Mine&description=").await;
    assert_eq!(stale.location(), page);
    let both = server.get(&page, &cookie).await.text;
    assert!(
        both.contains("Somebody else saved revision 1") && both.contains("Mine") && both.contains("Orders"),
        "{both}"
    );

    assert_eq!(server.post(&page, &cookie, "").await.location(), page, "nothing sent");
    server.get(&page, &cookie).await;
    assert_eq!(server.post(&page, &cookie, "revision=1&name=a&name=Renamed&description=").await.location(), page);
    assert!(server.get(&page, &cookie).await.text.contains("Renamed"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_refused_by_their_character_in_both_languages() {
    let server = Server::start().await;
    let cookie = server.sign_in("ada").await;
    for (typed, character) in [("a%E2%80%AEb", "U+202E"), ("a%00b", "U+0000"), ("a%0Ab", "U+000A")] {
        server.post("/projects/new", &cookie, &format!("name={typed}")).await;
        let page = server.get("/projects/new", &cookie).await.text;
        assert!(page.contains(character), "{character}: {page}");
    }
    server.post("/preferences", &cookie, "language=zh-CN&back=/projects/new").await;
    server.post("/projects/new", &cookie, "name=a%E2%80%AEb").await;
    let page = server.get("/projects/new", &cookie).await.text;
    assert!(page.contains("<html lang=\"zh-CN\"") && page.contains("字符 U+202E 不可见"), "{page}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_typed_stays_text_in_a_text_area() {
    let server = Server::start().await;
    let cookie = server.sign_in("owner").await;
    let page = server.address("/projects/{project}/settings");
    let typed = "%3C%2Ftextarea%3E%3Cb%3Ebold+%26amp%3B+%22";
    server.post(&page, &cookie, &format!("revision=1&name=Orders&description={typed}")).await;
    let text = server.get(&page, &cookie).await.text;
    let (_, area) = text.split_once("<textarea").unwrap();
    let (area, _) = area.split_once("</textarea>").unwrap();
    let (_, value) = area.split_once('>').unwrap();
    assert_eq!(value, "\n&lt;/textarea>&lt;b>bold &amp;amp; &quot;");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_taken_is_said_at_the_field_whatever_its_case() {
    let server = Server::start().await;
    let cookie = server.sign_in("ada").await;
    server.post("/projects/new", &cookie, "name=ORDERS").await;
    assert!(server.get("/projects/new", &cookie).await.text.contains("“ORDERS” is taken."));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_owner_stays() {
    let server = Server::start().await;
    let cookie = server.sign_in("ada").await;
    let standing = server.store.standing(server.administrator.id).await.unwrap().unwrap();
    let own = server.store.own_projects(&standing, &Default::default()).await.unwrap();
    let project = own[0].project.id;
    let members = format!("/projects/{project}/members");
    let owner = server.store.user_for_sign_in("owner").await.unwrap().unwrap().user.id;
    assert_eq!(server.post(&format!("{members}/{owner}"), &cookie, "act=remove").await.location(), members);
    let ada = server.administrator.id;
    server.post(&format!("{members}/{ada}"), &cookie, "act=role&role=viewer").await;
    assert!(server.get(&members, &cookie).await.text.contains("A project needs an owner."));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_project_can_be_read_and_not_changed() {
    let server = Server::start().await;
    let cookie = server.sign_in("owner").await;
    let archived =
        server.post(&server.address("/projects/{project}/archive"), &cookie, "revision=1&archived=true").await;
    assert_eq!(archived.status, 303);
    assert_eq!(server.get(&server.address("/projects/{project}/sql/{script}"), &cookie).await.status, 200);
    let change = server.post(&server.address("/projects/{project}/scripts/new"), &cookie, "name=New&folder=").await;
    assert_eq!(change.status, 403);
    assert!(change.text.contains("archived"), "{}", change.text);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_deleted_only_by_its_typed_name() {
    let server = Server::start().await;
    let cookie = server.sign_in("owner").await;
    let page = server.address("/projects/{project}/settings");
    let delete = server.address("/projects/{project}/delete");
    assert_eq!(server.post(&delete, &cookie, "revision=1&confirmation=orders!").await.location(), page);
    assert!(server.get(&page, &cookie).await.text.contains("Please type the name exactly"));
    assert_eq!(server.post(&delete, &cookie, "revision=1&confirmation=Orders").await.location(), "/projects");
    assert_eq!(server.get(&page, &cookie).await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_is_saved_and_searched_without_script() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let page = server.address("/projects/{project}/sql/{script}");
    let saved = server.post(&page, &cookie, "act=save&revision=1&text=SELECT+%27needle%27").await;
    assert_eq!((saved.status, saved.location()), (303, page.as_str()));
    assert!(server.get(&page, &cookie).await.text.contains("needle"));
    let stale = server.post(&page, &cookie, "act=save&revision=1&text=SELECT+%27lost%3F%27").await;
    assert_eq!(stale.location(), page);
    let both = server.get(&page, &cookie).await.text;
    assert!(both.contains("lost?") && both.contains("Somebody else saved revision 2"), "{both}");
    let found = server.get(&format!("{page}?q=needle"), &cookie).await.text;
    assert!(found.contains("First"));
    server.stop().await;
}
