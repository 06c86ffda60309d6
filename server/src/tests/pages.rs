//! Every page, as HTML.

use super::server::{Server, status};
use app::routes::{Access, RULES};
use axum::http::{Method, header};

#[tokio::test(flavor = "multi_thread")]
async fn every_page_renders_in_both_languages_with_scripts_only_where_islands_are() {
    let server = Server::start().await;
    for language in ["en", "zh-CN"] {
        let cookie = server.sign_in("ada").await;
        server.post("/preferences", &cookie, &format!("language={language}&back=/")).await;
        for rule in RULES.iter().filter(|rule| rule.method == Method::GET) {
            if ["/live", "/palette", "/auth/login", "/auth/callback"].contains(&rule.path)
                || rule.path.ends_with(".csv")
            {
                continue;
            }
            let answer = server.get(&server.address(rule.path), &cookie).await;
            let code = status(answer.status);
            assert!(code.is_success() || code.is_redirection() || code == 404, "{}: {code} {}", rule.path, answer.text);
            if !code.is_success() {
                continue;
            }
            let html = &answer.text;
            assert!(html.contains(&format!("<html lang=\"{language}\"")), "{}", rule.path);
            assert_eq!(html.contains("<leptos-island"), rule.islands, "{}", rule.path);
            assert_eq!(html.contains("frontend.js") || html.contains("\"frontend\""), rule.islands, "{}", rule.path);
            assert!(!html.contains(" style="), "{} has a style attribute", rule.path);
            assert!(html.contains("<h1"), "{} has no heading", rule.path);
            assert!(html.contains("<title>"), "{} has no title", rule.path);
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_is_real_and_says_what_to_do() {
    let server = Server::start().await;
    let viewer = server.sign_in("viewer").await;
    for path in ["/nowhere", "/projects/x/sql", "/projects/0197a3c2-6f6e-7000-8000-000000000001/sql"] {
        let answer = server.get(path, &viewer).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text.contains("Not found") && answer.text.contains("Request id"), "{}", answer.text);
    }
    let forbidden = server.get(&server.address("/projects/{project}/scripts/new"), &viewer).await;
    assert_eq!(forbidden.status, 403);
    assert!(forbidden.text.contains("script.edit"), "{}", forbidden.text);
    let moved = server.get(&server.address("/projects/{project}"), &viewer).await;
    assert_eq!((moved.status, moved.headers.get(header::CONTENT_TYPE)), (303, None));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_members_and_nobody_else_see_a_project_in_their_list() {
    let server = Server::start().await;
    let viewer = server.get("/projects", &server.sign_in("viewer").await).await.text;
    assert!(viewer.contains("Orders") && !viewer.contains("Secret plans"));
    let administrator = server.get("/projects", &server.sign_in("ada").await).await.text;
    assert!(administrator.contains("Secret plans"), "an administrator sees that it exists");
    server.stop().await;
}

#[test]
fn the_list_of_public_routes_is_short() {
    assert!(RULES.iter().filter(|rule| rule.access == Access::Public).count() < 20);
}
