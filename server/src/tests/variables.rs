//! Variables: their forms, and that a secret value is nowhere to be read.

use super::server::Server;

const SECRET: &str = "correct-horse-battery";

/// The page of the first variable that the list links to.
async fn first(server: &Server, cookie: &str) -> String {
    let list = server.address("/projects/{project}/variables");
    let shown = server.get(&list, cookie).await.text;
    let (_, rest) = shown.split_once(&format!("href=\"{list}/")).unwrap();
    format!("{list}/{}", rest.split_once('"').unwrap().0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variable_is_made_changed_and_deleted_without_script() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let list = server.address("/projects/{project}/variables");
    let empty = server.get(&list, &cookie).await.text;
    assert!(empty.contains("The project has no variables.") && empty.contains("${name:default}"), "{empty}");

    let made = "name=kafka.servers&kind=plain&value=+a%3A9092%0D%0A%3Cb%3E&secret_value=&description=Where+Kafka+is";
    assert_eq!(server.post(&list, &cookie, made).await.location(), list);
    let shown = server.get(&list, &cookie).await.text.replace("<!>", "");
    assert!(shown.contains("The variable is made.") && shown.contains("Where Kafka is"), "{shown}");
    assert!(shown.contains("<code class=\"variables-value\"> a:9092\n&lt;b&gt;</code>"), "{shown}");

    let page = first(&server, &cookie).await;
    let form = server.get(&page, &cookie).await.text;
    assert!(form.contains("value=\"kafka.servers\"") && form.contains(">\n a:9092\n&lt;b>"), "{form}");
    let stale = server.post(&page, &cookie, "revision=9&name=kafka.servers&kind=plain&value=x&description=").await;
    assert_eq!(stale.location(), page);
    assert!(server.get(&page, &cookie).await.text.contains("Somebody else saved revision 1"));
    server.post(&page, &cookie, "revision=1&name=kafka&kind=plain&value=b&description=").await;
    let saved = server.get(&list, &cookie).await.text;
    assert!(saved.contains("The variable is saved.") && !saved.contains("9092\n"), "{saved}");

    assert_eq!(server.post(&page, &cookie, "act=delete&revision=2&confirmation=x").await.location(), page);
    assert!(server.get(&page, &cookie).await.text.contains("exactly as it is shown"));
    server.post(&page, &cookie, "act=delete&revision=2&confirmation=kafka").await;
    assert!(server.get(&list, &cookie).await.text.contains("The variable is deleted."));
    assert_eq!(server.get(&page, &cookie).await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_value_is_in_no_page_and_in_no_audit() {
    let server = Server::start().await;
    let cookie = server.sign_in("ada").await;
    let list = server.address("/projects/{project}/variables");
    let taken = "name=password&kind=plain&value=open&description=";
    server.post(&list, &cookie, taken).await;
    server.get(&list, &cookie).await;

    let refused = format!("name=PASSWORD&kind=secret&value=&secret_value={SECRET}&description=kept+text");
    assert_eq!(server.post(&list, &cookie, &refused).await.location(), list);
    let again = server.get(&list, &cookie).await.text;
    assert!(again.contains("“PASSWORD” is taken.") && again.contains("kept text"), "{again}");
    assert!(again.contains("value=\"secret\" checked") && !again.contains(SECRET), "{again}");

    let page = first(&server, &cookie).await;
    let sealed = format!("revision=1&name=password&kind=secret&value=open&secret_value={SECRET}&description=");
    assert_eq!(server.post(&page, &cookie, &sealed).await.location(), list);
    let emptied = server.post(&page, &cookie, "revision=2&name=password&kind=plain&value=&description=").await;
    assert_eq!(emptied.location(), page, "a secret does not become plain by an empty field");
    assert!(server.get(&page, &cookie).await.text.contains("Please fill this in."));
    let kept = "revision=2&name=password&kind=secret&value=&secret_value=&description=for+the+database";
    assert_eq!(server.post(&page, &cookie, kept).await.location(), list);

    let values = server.store.variable_values(&model::authority::SystemScope::of_the_server(), server.project).await;
    assert_eq!(values.unwrap()[0].value, SECRET);
    let audit = server.address("/projects/{project}/audit");
    for path in [&list, &page, &audit, &format!("{audit}.csv"), "/audit"] {
        let text = server.get(path, &cookie).await.text;
        assert!(text.contains("password") && !text.contains(SECRET), "{path}: {text}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_look_sees_names_and_plain_values_and_no_form() {
    let server = Server::start().await;
    let developer = server.sign_in("developer").await;
    let list = server.address("/projects/{project}/variables");
    server.post(&list, &developer, "name=servers&kind=plain&value=a%3A9092&description=").await;
    server.post(&list, &developer, &format!("name=password&kind=secret&secret_value={SECRET}&description=")).await;
    let viewer = server.sign_in("viewer").await;
    let seen = server.get(&list, &viewer).await.text;
    assert!(seen.contains("servers") && seen.contains("a:9092") && seen.contains("secret, set"), "{seen}");
    assert!(seen.contains("variable.edit") && !seen.contains("name=\"kind\"") && !seen.contains(SECRET), "{seen}");
    assert!(!seen.contains(&format!("href=\"{list}/")), "{seen}");
    let page = first(&server, &developer).await;
    assert_eq!(server.get(&page, &viewer).await.status, 403);
    assert_eq!(server.post(&page, &viewer, "act=delete&revision=1&confirmation=password").await.status, 403);
    assert_eq!(server.post(&list, &viewer, "name=a&kind=plain&value=").await.status, 403);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_at_the_field_and_a_foreign_variable_is_404() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let list = server.address("/projects/{project}/variables");
    server.post(&list, &cookie, "name=1a&kind=secret&secret_value=&description=kept+text").await;
    let again = server.get(&list, &cookie).await.text;
    for part in ["value=\"1a\"", "id=\"name-error\"", "id=\"secret_value-error\"", "kept text"] {
        assert!(again.contains(part), "{part}: {again}");
    }
    server.post(&list, &cookie, "name=a&value=typed").await;
    assert!(server.get(&list, &cookie).await.text.contains("one of the values offered"));

    let stranger = server.sign_in("stranger").await;
    let theirs = format!("/projects/{}/variables", server.foreign_project);
    server.post(&theirs, &stranger, "name=a&kind=plain&value=theirs&description=").await;
    let page = server.get(&theirs, &stranger).await.text;
    let (_, rest) = page.split_once(&format!("href=\"{theirs}/")).unwrap();
    let foreign = format!("{list}/{}", rest.split_once('"').unwrap().0);
    assert_eq!(server.get(&foreign, &cookie).await.status, 404);
    assert_eq!(server.post(&foreign, &cookie, "act=delete&revision=1&confirmation=a").await.status, 404);
    assert_eq!(server.post(&foreign, &cookie, "revision=1&name=a&kind=plain&value=&description=").await.status, 404);
    assert_eq!(server.get(&theirs, &cookie).await.status, 404);
    server.stop().await;
}
