//! How signing in begins and ends.

use super::{
    keys::{Key, whole_hash},
    world::{Browser, SECRET, World, request_id},
};
use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::TimeDelta;
use model::authority::SystemRole;
use serde_json::json;
use std::collections::BTreeMap;

#[tokio::test]
async fn a_person_signs_in_by_code_with_pkce_and_gets_a_session_under_a_new_id() {
    let (world, mut browser) = (World::new().await, Browser::default());
    let begun = browser.begin(&world, "/auth/login?back=/projects?tab=1").await;
    assert_eq!(begun["response_type"], "code");
    assert_eq!(begun["scope"], "openid profile email");
    assert_eq!(begun["redirect_uri"], "https://scaleph.example/auth/callback");
    assert_eq!(begun["code_challenge_method"], "S256");
    let before = browser.cookie();

    world.issuer.says(|says| says.nonce = begun["nonce"].clone());
    assert_eq!(browser.come_back(&world, &begun["state"]).await, "/projects?tab=1");
    assert_ne!(browser.cookie(), before);

    let (authorisation, body) = world.issuer.says(|says| says.exchange.clone()).unwrap();
    let client = format!("scaleph:{}", SECRET.replace(' ', "+"));
    assert_eq!(authorisation, format!("Basic {}", BASE64_STANDARD.encode(client)));
    let sent: BTreeMap<_, _> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    assert_eq!(sent["code"], "the-code");
    assert_eq!(whole_hash(&sent["code_verifier"]), begun["code_challenge"]);

    let sign_in = browser.signed_in(&world).await.unwrap();
    assert_eq!((sign_in.issuer, sign_in.sid), (Some(world.issuer.url.clone()), Some("session-1".into())));
    assert_eq!(sign_in.id_token.unwrap().split('.').count(), 3);
    assert_eq!(sign_in.address.as_deref(), Some("192.0.2.1"));
    let user = world.store.user(sign_in.user).await.unwrap();
    assert_eq!((user.name.as_str(), user.display_name.as_str()), ("ada", "Ada Lovelace"));
    assert_eq!((user.email.as_deref(), user.role), (Some("ada@example.com"), SystemRole::User));
}

#[tokio::test]
async fn the_same_person_is_recognised_and_groups_decide_the_role_at_each_sign_in() {
    let world = World::new().await;
    world.administrator().await;
    let mut seen = Vec::new();
    for (groups, role) in [
        (json!(["admins"]), SystemRole::Administrator),
        (json!("auditors"), SystemRole::Auditor),
        (json!(["somebody"]), SystemRole::User),
    ] {
        let mut browser = Browser::default();
        world.issuer.says(|says| says.claims = json!({"groups": groups, "preferred_username": "renamed"}));
        assert_eq!(world.sign_in(&mut browser).await, "/");
        let user = browser.signed_in(&world).await.unwrap().user;
        assert_eq!(world.store.user(user).await.unwrap().role, role);
        seen.push(user);
    }
    assert!(seen.iter().all(|user| *user == seen[0]));
}

#[tokio::test]
async fn groups_come_from_userinfo_when_the_id_token_has_none_and_userinfo_must_be_of_the_same_person() {
    let world = World::with(|config| config.groups_claim = "https://example.com/groups".into()).await;
    world.issuer.says(|says| says.userinfo = json!({"sub": "ada", "https://example.com/groups": ["auditors"]}));
    let mut browser = Browser::default();
    assert_eq!(world.sign_in(&mut browser).await, "/");
    let user = browser.signed_in(&world).await.unwrap().user;
    assert_eq!(world.store.user(user).await.unwrap().role, SystemRole::Auditor);

    let in_token = json!({"https://example.com/groups": ["others"]});
    world.issuer.says(|says| says.claims = in_token);
    assert_eq!(world.sign_in(&mut Browser::default()).await, "/");
    assert_eq!(world.store.user(user).await.unwrap().role, SystemRole::User, "the id token goes first");

    world.issuer.says(|says| {
        says.claims = json!({});
        says.userinfo = json!({"sub": "eve", "https://example.com/groups": ["admins"]});
    });
    let mut browser = Browser::default();
    assert_eq!(world.sign_in(&mut browser).await, "/sign-in?why=provider-refused");
    assert_eq!(browser.signed_in(&world).await, None);
}

#[tokio::test]
async fn a_state_is_of_one_browser_for_one_use_and_ten_minutes() {
    let (world, mut browser) = (World::new().await, Browser::default());
    let begun = browser.begin(&world, "/auth/login").await;
    world.issuer.says(|says| says.nonce = begun["nonce"].clone());
    let refused = "/sign-in?why=provider-state";
    assert_eq!(browser.get(&world, "/auth/callback?code=c").await.location, refused);
    assert_eq!(browser.get(&world, "/auth/callback?code=c&state=foreign").await.location, refused);
    assert_eq!(Browser::default().come_back(&world, &begun["state"]).await, refused, "another browser");
    assert!(world.issuer.says(|says| says.exchange.is_none()), "no code was given for tokens");

    assert_eq!(browser.come_back(&world, &begun["state"]).await, "/");
    assert_eq!(browser.come_back(&world, &begun["state"]).await, refused, "used before");
    let begun = browser.begin(&world, "/auth/login").await;
    world.wait(TimeDelta::minutes(10));
    assert_eq!(browser.come_back(&world, &begun["state"]).await, refused, "too old");
}

#[tokio::test]
async fn a_provider_that_says_no_and_one_that_breaks_are_told_apart() {
    let (world, mut browser) = (World::new().await, Browser::default());
    let begun = browser.begin(&world, "/auth/login").await;
    let path = format!("/auth/callback?error=access_denied&error_description=no%0Anever&state={}", begun["state"]);
    assert_eq!(browser.get(&world, &path).await.location, "/sign-in?why=provider-refused");

    let begun = browser.begin(&world, "/auth/login").await;
    let path = format!("/auth/callback?code=c&iss=https://evil.example&state={}", begun["state"]);
    assert_eq!(browser.get(&world, &path).await.location, "/sign-in?why=provider-refused");

    for (answer, why) in [
        ((StatusCode::BAD_REQUEST, r#"{"error":"invalid_grant","error_description":"the-code is old"}"#), "refused"),
        ((StatusCode::OK, r#"{"access_token":"a","token_type":"Bearer"}"#), "refused"),
        ((StatusCode::OK, r#"{"access_token":7}"#), "refused"),
        ((StatusCode::BAD_GATEWAY, "<h1>Bad Gateway</h1>"), "down"),
    ] {
        world.issuer.says(|says| says.token_answer = Some(answer));
        assert_eq!(world.sign_in(&mut browser).await, format!("/sign-in?why=provider-{why}"), "{answer:?}");
    }
    assert_eq!(browser.signed_in(&world).await, None);
}

#[tokio::test]
async fn somebody_disabled_is_told_so_and_not_signed_in() {
    let (world, mut browser) = (World::new().await, Browser::default());
    world.sign_in(&mut browser).await;
    let user = world.store.user(browser.signed_in(&world).await.unwrap().user).await.unwrap();
    let administrator = world.store.standing(world.administrator().await.id).await.unwrap().unwrap();
    let may = administrator.allow().unwrap();
    world.store.disable_user(&may, user.id, user.revision, &request_id()).await.unwrap();
    assert_eq!(browser.signed_in(&world).await, None, "the session ended");
    assert_eq!(world.sign_in(&mut browser).await, "/sign-in?why=disabled");
    assert_eq!(browser.signed_in(&world).await, None);
}

#[tokio::test]
async fn a_provider_that_is_down_at_the_start_is_found_when_it_is_up() {
    let (mut world, mut browser) = (World::before_the_provider(|_| {}).await, Browser::default());
    assert_eq!(browser.get(&world, "/auth/login").await.location, "/sign-in?why=provider-down");
    world.issuer.up().await;
    assert_eq!(browser.get(&world, "/auth/login").await.location, "/sign-in?why=provider-down", "not asked at once");
    world.wait(TimeDelta::seconds(1));
    assert_eq!(world.sign_in(&mut browser).await, "/");
    assert_eq!(world.sign_in(&mut Browser::default()).await, "/");
    assert_eq!(world.issuer.says(|says| says.described), 1, "what it says of itself is kept");
}

#[tokio::test]
async fn new_keys_are_read_when_a_signature_does_not_verify_at_most_once_a_minute_and_after_an_hour() {
    let (world, mut browser) = (World::new().await, Browser::default());
    assert_eq!(world.sign_in(&mut browser).await, "/");
    world.issuer.says(|says| says.key = Key::new("key-2"));
    assert_eq!(world.sign_in(&mut Browser::default()).await, "/");
    // The same name for another key.
    world.issuer.says(|says| says.key = Key::new("key-2"));
    assert_eq!(world.sign_in(&mut Browser::default()).await, "/sign-in?why=provider-refused");
    assert_eq!(world.issuer.says(|says| says.described), 2, "within the minute nothing is read");
    world.wait(TimeDelta::seconds(60));
    assert_eq!(world.sign_in(&mut Browser::default()).await, "/");
    world.wait(TimeDelta::hours(1));
    assert_eq!(world.sign_in(&mut Browser::default()).await, "/");
    assert_eq!(world.issuer.says(|says| says.described), 4, "a key that was taken back is not believed for ever");
}
