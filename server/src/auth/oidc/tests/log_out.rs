//! Signing out, begun here and begun at the provider.

use super::{
    keys::{Key, signed_with_secret, unsigned},
    world::{Answer, Browser, SECRET, World},
};
use axum::http::StatusCode;
use chrono::TimeDelta;
use model::UserId;
use serde_json::{Value, json};
use store::SignIn;
use url::Url;

const FORM: &str = "application/x-www-form-urlencoded";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A logout token as it must be, but for what the test changes.
fn claims(world: &World, change: &Value) -> Value {
    let now = world.issuer.says(|says| says.now.timestamp());
    let mut claims = json!({
        "iss": world.issuer.url, "aud": ["scaleph"], "iat": now, "exp": now + 120,
        "jti": rand::random::<u64>().to_string(), "sid": "session-1", "events": {EVENT: {}},
    });
    let all = claims.as_object_mut().unwrap();
    all.extend(change.as_object().unwrap().clone());
    all.retain(|_, value| !value.is_null());
    claims
}

async fn send(world: &World, token: &str) -> Answer {
    world.post("/auth/backchannel-logout", FORM, &format!("logout_token={token}")).await
}

async fn signed(world: &World, change: Value) -> Answer {
    let key = world.issuer.says(|says| says.key.clone());
    let token = key.token_of(json!({"alg": "ES256", "kid": key.kid, "typ": "logout+jwt"}), &claims(world, &change));
    send(world, &token).await
}

fn refused(answer: &Answer) -> Option<String> {
    assert_eq!(answer.cache, "no-store");
    let body: Value = serde_json::from_str(&answer.body).ok()?;
    let is_refused = answer.status == StatusCode::BAD_REQUEST && body["error"] == "invalid_request";
    is_refused.then(|| body["error_description"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_logout_at_the_provider_ends_that_session_or_all_of_the_person() {
    let world = World::new().await;
    let mut browsers = [Browser::default(), Browser::default(), Browser::default()];
    for (number, browser) in browsers.iter_mut().enumerate() {
        world.issuer.says(|says| says.claims = json!({"sid": format!("session-{number}")}));
        world.sign_in(browser).await;
    }
    let [one, two, three] = &mut browsers;
    let answer = signed(&world, json!({"sid": "session-0", "sub": "ada"})).await;
    assert_eq!((answer.status, answer.cache.as_str()), (StatusCode::OK, "no-store"));
    assert!(one.signed_in(&world).await.is_none() && two.signed_in(&world).await.is_some());

    assert_eq!(signed(&world, json!({"sid": null, "sub": "stranger"})).await.status, StatusCode::OK);
    assert_eq!(signed(&world, json!({"sid": "session-1", "sub": "stranger"})).await.status, StatusCode::OK);
    assert!(two.signed_in(&world).await.is_some(), "it is somebody else's");
    assert_eq!(signed(&world, json!({"sid": null, "sub": "ada"})).await.status, StatusCode::OK);
    assert!(two.signed_in(&world).await.is_none() && three.signed_in(&world).await.is_none());
}

#[tokio::test]
async fn a_logout_token_works_once() {
    let (world, mut browser) = (World::new().await, Browser::default());
    world.sign_in(&mut browser).await;
    let token = world.issuer.says(|says| says.key.clone()).token(&claims(&world, &json!({})));
    assert_eq!(send(&world, &token).await.status, StatusCode::OK);
    assert_eq!(browser.signed_in(&world).await, None);

    world.sign_in(&mut browser).await;
    world.wait(TimeDelta::seconds(119));
    assert_eq!(refused(&send(&world, &token).await).as_deref(), Some("the token was used before"));
    assert!(browser.signed_in(&world).await.is_some());
}

#[tokio::test]
async fn a_token_that_is_not_as_it_must_be_ends_nothing_and_the_provider_is_told_why() {
    let (world, mut browser) = (World::new().await, Browser::default());
    world.sign_in(&mut browser).await;
    let now = world.issuer.says(|says| says.now.timestamp());
    for (change, why) in [
        (json!({"nonce": "n"}), "a logout token has no nonce"),
        (json!({"events": {"other": {}}}), "events has no back-channel logout"),
        (json!({"events": {EVENT: "yes"}}), "events has no back-channel logout"),
        (json!({"events": null}), "the claims are missing or not readable"),
        (json!({"iss": "https://another.example"}), "iss is another issuer"),
        (json!({"aud": "another"}), "aud is another client"),
        (json!({"iat": now + 61}), "iat is in the future"),
        (json!({"iat": now - 361}), "iat is too long ago"),
        (json!({"iat": null}), "the claims are missing or not readable"),
        (json!({"exp": now - 60}), "exp is over"),
        (json!({"jti": null}), "the claims are missing or not readable"),
        (json!({"jti": ""}), "jti is missing or too long"),
        (json!({"sid": null}), "there is neither sid nor sub"),
    ] {
        assert_eq!(refused(&signed(&world, change.clone()).await).as_deref(), Some(why), "{change}");
    }
    let key = world.issuer.says(|says| says.key.clone());
    let usual = claims(&world, &json!({}));
    for (token, why) in [
        (unsigned(&usual), "alg is not accepted"),
        (signed_with_secret(SECRET.as_bytes(), Some(&key.kid), &usual), "alg is not accepted"),
        (signed_with_secret(&key.point(), None, &usual), "alg is not accepted"),
        (Key::new(&key.kid).token(&usual), "the signature is not the issuer's"),
        (key.token_of(json!({"alg": "ES256", "kid": "another"}), &usual), "the signature is not the issuer's"),
        (key.token_of(json!({"alg": "ES256", "typ": "at+jwt"}), &usual), "it is another kind of token"),
        (key.token_of(json!({"alg": "ES256", "crit": ["exp"]}), &usual), "it is another kind of token"),
        (key.token(&world.issuer.claims()), "the claims are missing or not readable"),
        ("a.b.c".into(), "the header is not readable"),
        ("nothing".into(), "it is no token"),
    ] {
        assert_eq!(refused(&send(&world, &token).await).as_deref(), Some(why), "{token}");
    }
    assert!(browser.signed_in(&world).await.is_some());
}

#[tokio::test]
async fn only_a_form_with_one_token_is_read() {
    let world = World::new().await;
    let token = world.issuer.says(|says| says.key.clone()).token(&claims(&world, &json!({})));
    let path = "/auth/backchannel-logout";
    let (one, two) = (format!("logout_token={token}"), format!("logout_token={token}&logout_token={token}"));
    assert_eq!(refused(&world.post(path, "application/json", &one).await).as_deref(), Some("the body must be a form"));
    for body in [two.as_str(), "", &format!("logout_token={}", "x".repeat(20_000))] {
        assert_eq!(refused(&world.post(path, FORM, body).await).as_deref(), Some("there must be one logout_token"));
    }
    assert_eq!(world.post(path, &format!("{FORM}; charset=utf-8"), &one).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_logout_token_by_a_new_key_is_understood_and_one_cannot_be_verified_without_the_provider() {
    let (world, mut browser) = (World::new().await, Browser::default());
    world.sign_in(&mut browser).await;
    world.issuer.says(|says| says.key = Key::new("key-2"));
    assert_eq!(signed(&world, json!({})).await.status, StatusCode::OK);
    assert_eq!(browser.signed_in(&world).await, None);

    let alone = World::before_the_provider(|_| {}).await;
    let answer = signed(&alone, json!({})).await;
    assert_eq!((answer.status, answer.cache.as_str()), (StatusCode::BAD_REQUEST, "no-store"));
    assert!(answer.body.contains("temporarily_unavailable"), "{}", answer.body);
}

#[tokio::test]
async fn signing_out_here_goes_on_at_the_provider_when_the_session_came_from_there() {
    let (world, mut browser) = (World::new().await, Browser::default());
    world.sign_in(&mut browser).await;
    let sign_in = browser.signed_in(&world).await.unwrap();
    let url = Url::parse(&world.oidc.sign_out_url(&sign_in).await.unwrap()).unwrap();
    assert_eq!(format!("{}{}", url.origin().ascii_serialization(), url.path()), format!("{}/end", world.issuer.url));
    let sent: std::collections::BTreeMap<_, _> = url.query_pairs().into_owned().collect();
    assert_eq!(Some(&sent["id_token_hint"]), sign_in.id_token.as_ref());
    assert_eq!(sent["post_logout_redirect_uri"], "https://scaleph.example/sign-in");

    let local = SignIn { issuer: None, sid: None, id_token: None, ..sign_in.clone() };
    assert_eq!(world.oidc.sign_out_url(&local).await, None);
    let former = SignIn { issuer: Some("https://former.example".into()), ..sign_in };
    assert_eq!(world.oidc.sign_out_url(&former).await, None);
}

#[tokio::test]
async fn signing_out_ends_here_when_the_provider_is_down_or_has_no_place_for_it() {
    let sign_in = |world: &World| SignIn {
        user: "0190a000-0000-7000-8000-000000000001".parse::<UserId>().unwrap(),
        user_agent: None,
        address: None,
        issuer: Some(world.issuer.url.clone()),
        sid: None,
        id_token: Some("a.b.c".into()),
    };
    let mut world = World::before_the_provider(|_| {}).await;
    assert_eq!(world.oidc.sign_out_url(&sign_in(&world)).await, None, "down");
    world.wait(TimeDelta::seconds(1));
    world.issuer.says(|says| says.has_end_session = false);
    world.issuer.up().await;
    assert_eq!(world.oidc.sign_out_url(&sign_in(&world)).await, None, "no place");
    assert_eq!(world.oidc.issuer_origin(), world.issuer.url);
    assert_eq!(world.oidc.label(), "SSO");
}
