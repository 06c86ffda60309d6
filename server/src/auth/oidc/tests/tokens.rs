//! Id tokens that do not hold.

use super::{
    keys::{Key, half_hash, signed_with_secret, unsigned},
    world::{Browser, SECRET, World},
};
use serde_json::{Value, json};

/// Signs in with a token made of the usual claims of this very sign-in.
async fn ends_with(world: &World, make: impl FnOnce(&Key, &Value) -> String) -> String {
    let mut browser = Browser::default();
    let begun = browser.begin(world, "/auth/login").await;
    world.issuer.says(|says| says.nonce = begun["nonce"].clone());
    let (claims, key) = (world.issuer.claims(), world.issuer.says(|says| says.key.clone()));
    world.issuer.says(|says| says.id_token = Some(make(&key, &claims)));
    let end = browser.come_back(world, &begun["state"]).await;
    let somebody = browser.signed_in(world).await;
    assert_eq!(somebody.is_some(), end == "/", "{end}");
    end
}

#[tokio::test]
async fn a_claim_that_is_not_as_it_must_be_ends_the_sign_in() {
    let world = World::new().await;
    assert_eq!(ends_with(&world, |key, claims| key.token(claims)).await, "/", "as it must be");
    let now = world.issuer.says(|says| says.now.timestamp());
    for wrong in [
        json!({"nonce": "another"}),
        json!({"nonce": null}),
        json!({"aud": "another"}),
        json!({"aud": ["scaleph", "another"]}),
        json!({"aud": null}),
        json!({"iss": "https://another.example"}),
        json!({"exp": now - 61}),
        json!({"exp": null}),
        json!({"iat": now + 120}),
        json!({"azp": "another"}),
        json!({"at_hash": half_hash("another token")}),
    ] {
        world.issuer.says(|says| says.claims = wrong.clone());
        let end = ends_with(&world, |key, claims| key.token(claims)).await;
        assert_eq!(end, "/sign-in?why=provider-refused", "{wrong}");
    }
    for right in [json!({"azp": "scaleph"}), json!({"at_hash": null}), json!({"exp": now - 30}), json!({"sid": null})] {
        world.issuer.says(|says| says.claims = right.clone());
        assert_eq!(ends_with(&world, |key, claims| key.token(claims)).await, "/", "{right}");
    }
}

#[tokio::test]
async fn a_signature_is_made_by_the_providers_key_and_by_nothing_else() {
    let world = World::new().await;
    let refused = "/sign-in?why=provider-refused";
    assert_eq!(ends_with(&world, |_, claims| unsigned(claims)).await, refused, "alg none");
    let with_secret = |key: &Key, claims: &Value| signed_with_secret(SECRET.as_bytes(), Some(&key.kid), claims);
    assert_eq!(ends_with(&world, with_secret).await, refused, "the client's secret");
    let with_public_key = |key: &Key, claims: &Value| signed_with_secret(&key.point(), Some(&key.kid), claims);
    assert_eq!(ends_with(&world, with_public_key).await, refused, "the public key as a secret");
    let by_another = |key: &Key, claims: &Value| Key::new(&key.kid).token(claims);
    assert_eq!(ends_with(&world, by_another).await, refused, "another key of the same name");
    let as_logout =
        |key: &Key, claims: &Value| key.token_of(json!({"alg": "ES256", "kid": key.kid, "typ": "logout+jwt"}), claims);
    assert_eq!(ends_with(&world, as_logout).await, refused, "another kind of token");
    let changed = |key: &Key, claims: &Value| {
        let (token, mut other) = (key.token(claims), claims.clone());
        other["sub"] = "eve".into();
        let other = key.token(&other);
        let (token, other): (Vec<_>, Vec<_>) = (token.split('.').collect(), other.split('.').collect());
        format!("{}.{}.{}", token[0], other[1], token[2])
    };
    assert_eq!(ends_with(&world, changed).await, refused, "claims that were changed");
    let without_name = |key: &Key, claims: &Value| key.token_of(json!({"alg": "ES256"}), claims);
    assert_eq!(ends_with(&world, without_name).await, "/", "a key need not be named when there is one");
}
