//! Hosts, origins, headers and signing in.

use super::server::{ORIGIN, Server, set_up_in};
use axum::{
    body::Body,
    http::{Request, header},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_not_ours_is_not_answered() {
    let server = Server::start().await;
    let status = async |host: &'static str| {
        let request = Request::get("/sign-in").header(header::HOST, host).body(Body::empty()).unwrap();
        server.send(request).await.status
    };
    assert_eq!(status("127.0.0.1:8620").await, 200);
    assert_eq!(status("localhost:8620").await, 200);
    assert_eq!(status("127.0.0.1:9999").await, 421, "another port");
    assert_eq!(status("evil.example:8620").await, 421, "a foreign name that resolves to us");
    assert_eq!(status("127.0.0.1.evil.example").await, 421);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_our_own_pages_may_post() {
    let server = Server::start().await;
    let cookie = server.sign_in("ada").await;
    let status = async |name: &'static str, value: &'static str| {
        let request = Request::post("/projects/new")
            .header(header::HOST, "127.0.0.1:8620")
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(name, value);
        server.send(request.body(Body::empty()).unwrap()).await.status
    };
    assert_eq!(status("origin", ORIGIN).await, 303);
    assert_eq!(status("sec-fetch-site", "same-origin").await, 303);
    assert_eq!(status("origin", "http://127.0.0.1:8620.evil.example").await, 403);
    assert_eq!(status("origin", "null").await, 403);
    assert_eq!(status("sec-fetch-site", "same-site").await, 403);
    assert_eq!(status("sec-fetch-site", "none").await, 403);
    assert_eq!(status("x-nothing", "").await, 403);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nonce_of_the_policy_is_the_one_on_the_page_and_used_once() {
    let server = Server::start().await;
    let cookie = server.sign_in("owner").await;
    let page = server.address("/projects/{project}/sql/{script}");
    let mut nonces = vec![];
    for _ in 0..2 {
        let answer = server.get(&page, &cookie).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'nonce-"), "{policy}");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_string();
        let inline: Vec<&str> =
            answer.text.split("<script").skip(1).filter(|script| !script.contains(" src=")).collect();
        assert!(!inline.is_empty());
        assert!(inline.iter().all(|script| script.contains(&format!("nonce=\"{nonce}\""))), "{}", answer.text);
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_with_the_account_that_is_disabled() {
    let server = Server::start().await;
    let cookie = server.sign_in("viewer").await;
    assert_eq!(server.get("/projects", &cookie).await.status, 200);
    let viewer = server.store.user_for_sign_in("viewer").await.unwrap().unwrap().user;
    let standing = server.store.standing(server.administrator.id).await.unwrap().unwrap();
    let request = store::RequestId::new("test");
    server.store.disable_user(&standing.allow().unwrap(), viewer.id, viewer.revision, &request).await.unwrap();
    let answer = server.get("/projects", &cookie).await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_makes_the_cookie_worthless() {
    let server = Server::start().await;
    let cookie = server.sign_in("viewer").await;
    assert_eq!(server.post("/auth/logout", &cookie, "").await.status, 303);
    assert_eq!(server.get("/projects", &cookie).await.location(), "/sign-in");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_too_large_is_refused_before_it_is_read() {
    let server = Server::start().await;
    let cookie = server.sign_in("ada").await;
    let huge = format!("name={}", "x".repeat(300 * 1024));
    assert_eq!(server.post("/projects/new", &cookie, &huge).await.status, 413);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_is_in_the_language_of_the_browser_that_used_the_setup_link() {
    assert_eq!(set_up_in("zh-CN,zh;q=0.9,en;q=0.8").await, ["示例"]);
    assert_eq!(set_up_in("de,en;q=0.8").await, ["Sample"]);
}
