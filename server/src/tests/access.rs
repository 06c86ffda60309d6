//! Who may do what, generated from the route table.

use super::server::{Server, golden};
use app::routes::{Access, RULES};
use axum::http::Method;
use model::authority::{PROJECT_PERMISSIONS, ProjectRole, SYSTEM_PERMISSIONS, SystemRole};
use std::fmt::Write;

#[tokio::test(flavor = "multi_thread")]
async fn anonymous_gets_401_or_the_sign_in_page_on_every_route_but_a_short_list() {
    let server = Server::start().await;
    let mut public = String::new();
    for rule in RULES {
        let status = server.knock(rule, "").await;
        match rule.access {
            Access::Public => writeln!(public, "{} {}", rule.method, rule.path).unwrap(),
            _ if rule.method == Method::GET => assert_eq!(status, 303, "{} {}", rule.method, rule.path),
            _ => assert_eq!(status, 401, "{} {}", rule.method, rule.path),
        }
    }
    golden("public_routes.txt", &public);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_asks_for_the_permission_it_declares() {
    let server = Server::start().await;
    for role in ProjectRole::ALL {
        let cookie = server.sign_in(role.as_str()).await;
        for rule in RULES {
            let Access::Project(permission) = rule.access else { continue };
            let (_, roles) = PROJECT_PERMISSIONS.iter().find(|(name, _)| *name == permission).unwrap();
            let status = server.knock(rule, &cookie).await;
            assert_eq!(status != 403, roles.contains(role), "{role} {} {}: {status}", rule.method, rule.path);
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_of_the_installation_asks_for_the_permission_it_declares() {
    let server = Server::start().await;
    for (name, role) in
        [("ada", SystemRole::Administrator), ("auditor", SystemRole::Auditor), ("viewer", SystemRole::User)]
    {
        for rule in RULES {
            // Some acts end sessions, so everybody comes anew.
            let cookie = server.sign_in(name).await;
            let Access::System(permission) = rule.access else { continue };
            let (_, roles) = SYSTEM_PERMISSIONS.iter().find(|(name, _)| *name == permission).unwrap();
            let status = server.knock(rule, &cookie).await;
            assert_eq!(status != 403, roles.contains(&role), "{role} {} {}: {status}", rule.method, rule.path);
        }
    }
    server.stop().await;
}

#[test]
fn the_matrix_of_roles_and_routes_is_what_it_was() {
    let mut matrix = String::new();
    for rule in RULES {
        let who: Vec<String> = match rule.access {
            Access::Public => vec!["anybody".into()],
            Access::SignedIn => vec!["signed in".into()],
            Access::Project(permission) => named(PROJECT_PERMISSIONS, permission),
            Access::System(permission) => named(SYSTEM_PERMISSIONS, permission),
        };
        writeln!(matrix, "{:4} {:55} {}", rule.method, rule.path, who.join(" ")).unwrap();
    }
    golden("role_route_matrix.txt", &matrix);
}

fn named<R: ToString>(table: &[(&str, &[R])], permission: &str) -> Vec<String> {
    let (_, roles) = table.iter().find(|(name, _)| *name == permission).unwrap();
    roles.iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_another_project_does_not_exist_whoever_asks() {
    let server = Server::start().await;
    for name in ["ada", "owner", "auditor"] {
        let cookie = server.sign_in(name).await;
        for rule in RULES.iter().filter(|rule| matches!(rule.access, Access::Project(_))) {
            let foreign = server.address(&rule.path.replace("{project}", &server.foreign_project.to_string()));
            let status = match rule.method {
                Method::GET => server.get(&foreign, &cookie).await.status,
                _ => server.post(&foreign, &cookie, "").await.status,
            };
            assert_eq!(status, 404, "{name} {} {}", rule.method, foreign);
        }
    }
    let owner = server.sign_in("owner").await;
    let mixed = format!("/projects/{}/sql/{}", server.project, server.foreign_script);
    assert_eq!(server.get(&mixed, &owner).await.status, 404, "a foreign script under the own project");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_function_checks_the_project_too() {
    let server = Server::start().await;
    let owner = server.sign_in("owner").await;
    let foreign = serde_json::json!({
        "project": server.foreign_project, "script": server.foreign_script, "revision": 1, "text": "SELECT 2",
    });
    let answer = server.call("save_script", &owner, foreign).await;
    assert!(answer.text.contains("Refused"), "{}", answer.text);
    let mixed = serde_json::json!({
        "project": server.project, "script": server.foreign_script, "revision": 1, "text": "SELECT 2",
    });
    assert!(server.call("save_script", &owner, mixed).await.text.contains("Refused"));
    let viewer = server.sign_in("viewer").await;
    let own =
        serde_json::json!({"project": server.project, "script": server.script, "revision": 1, "text": "SELECT 2"});
    assert!(server.call("save_script", &viewer, own.clone()).await.text.contains("script.edit"));
    let saved = server.call("save_script", &owner, own).await;
    assert_eq!((saved.status, saved.text.contains("theirs\":null")), (200, true), "{}", saved.text);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_form_and_server_function_has_a_rule() {
    let pages = pages::routes();
    let pages = pages.iter().map(|page| (Method::GET, page.path().to_string()));
    let forms = app::routes::forms().into_iter().map(|(path, _)| path.to_string());
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (method, path.to_string()));
    for path in forms {
        assert!(app::routes::RULES.iter().any(|rule| rule.path == path), "no rule for {path}");
    }
    for (method, path) in pages.chain(functions) {
        assert!(app::routes::rule(&method, &path).is_some(), "no rule for {method} {path}");
    }
}
