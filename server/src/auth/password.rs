//! Passwords: argon2id, at most two computations at once, and the same work for a name that does not exist.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{SaltString, rand_core::OsRng},
};
use model::Code;
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// In characters. Length counts more than symbols, so nothing else is demanded.
const LEAST: usize = 12;
/// In bytes: enough for any pass phrase, and no way to make us hash megabytes.
const MOST: usize = 256;

/// Hashes and checks passwords.
#[derive(Clone, Debug)]
pub(crate) struct Passwords {
    slots: Arc<Semaphore>,
}

impl Passwords {
    pub(crate) fn new() -> Self {
        Self { slots: Arc::new(Semaphore::new(2)) }
    }

    /// Checks a password that somebody wants to have.
    pub(crate) fn check_new(password: &str, again: &str) -> Result<(), (&'static str, Code)> {
        if password.chars().count() < LEAST {
            return Err(("secret_password", Code::TooShort { least: LEAST as u32 }));
        }
        if password.len() > MOST {
            return Err(("secret_password", Code::TooLong { most: MOST as u32 }));
        }
        if password != again {
            return Err(("secret_again", Code::PasswordsDiffer));
        }
        Ok(())
    }

    /// The hash to keep.
    pub(crate) async fn hash(&self, password: String) -> anyhow::Result<String> {
        let _slot = self.slots.clone().acquire_owned().await?;
        let hash = tokio::task::spawn_blocking(move || {
            let salt = SaltString::generate(&mut OsRng);
            hasher().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
        });
        hash.await?.map_err(|error| anyhow::anyhow!("hashing a password: {error}"))
    }

    /// True when the password is the one that was hashed. Without a hash the same work is done, and it is false: how
    /// long it takes does not tell whether the name exists.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> anyhow::Result<bool> {
        let _slot = self.slots.clone().acquire_owned().await?;
        let verified = tokio::task::spawn_blocking(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| decoy().to_string());
            let Ok(parsed) = PasswordHash::new(&hash) else {
                return false;
            };
            let fits = password.len() <= MOST && hasher().verify_password(password.as_bytes(), &parsed).is_ok();
            fits && known
        });
        Ok(verified.await?)
    }
}

/// Of the parameters that OWASP holds equal, those with the most memory: 46 MiB, one pass, one lane.
///
/// The C library gives a block of more than 32 MiB back to the system at once. Of smaller ones it learns to keep some, and
/// a server would stay 60 MiB larger after its first sign-ins.
fn hasher() -> Argon2<'static> {
    Argon2::new(
        Algorithm::Argon2id,
        Version::V0x13,
        Params::new(46 * 1024, 1, 1, None).expect("the parameters are in range"),
    )
}

/// A hash that no password is checked against.
fn decoy() -> &'static str {
    static DECOY: OnceLock<String> = OnceLock::new();
    DECOY.get_or_init(|| {
        let salt = SaltString::generate(&mut OsRng);
        hasher().hash_password(b"nobody", &salt).map_or_else(|_| String::new(), |hash| hash.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_its_own_hash_and_no_other() {
        let passwords = Passwords::new();
        let hash = passwords.hash("correct horse battery".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct horse".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("nobody".into(), None).await.unwrap(), "a name without an account has no password");
    }

    #[test]
    fn a_new_password_is_long_enough_not_endless_and_typed_twice_alike() {
        assert_eq!(Passwords::check_new("short", "short"), Err(("secret_password", Code::TooShort { least: 12 })));
        let endless = "x".repeat(257);
        assert_eq!(Passwords::check_new(&endless, &endless), Err(("secret_password", Code::TooLong { most: 256 })));
        assert_eq!(
            Passwords::check_new("correct horse", "correct house"),
            Err(("secret_again", Code::PasswordsDiffer))
        );
        assert_eq!(Passwords::check_new("正确的马电池订书钉一二三", "正确的马电池订书钉一二三"), Ok(()));
    }
}
