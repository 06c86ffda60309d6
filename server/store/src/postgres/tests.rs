//! How the server is spoken to, and whom it is believed to be.

use super::*;
use crate::{DatabaseUrl, FileOptions, KeySource, Store, StoreOptions};
use diesel_async::RunQueryDsl;
use std::path::PathBuf;
use tempfile::TempDir;

fn is_encrypted(url: &str) -> bool {
    Address::parse(url).unwrap().tls.is_some()
}

#[test]
fn a_far_database_is_spoken_to_over_tls_unless_the_address_says_otherwise() {
    assert!(is_encrypted("postgres://u@db.example.com/d"));
    assert!(!is_encrypted("postgres://u@db.example.com/d?sslmode=disable"));
    assert!(!is_encrypted("postgres://u@127.0.0.1/d"));
    assert!(!is_encrypted("postgres://u@%2Frun%2Fpostgresql/d"));
    assert!(is_encrypted("postgres://u@localhost/d?sslmode=verify-full"));
}

#[test]
fn an_unknown_way_to_encrypt_is_refused_by_name() {
    let refusal = Address::parse("postgres://u@h/d?sslmode=prefer").map(drop).unwrap_err().to_string();
    assert!(refusal.ends_with("not prefer"), "{refusal}");
}

#[test]
fn other_parameters_reach_the_driver() {
    let address = Address::parse("postgres://u@localhost/d?options=-c%20search_path%3Da&sslmode=disable").unwrap();
    assert_eq!(address.config.get_options(), Some("-c search_path=a"));
}

#[test]
fn a_file_of_authorities_that_has_none_is_refused_by_name() {
    let empty = tempfile::NamedTempFile::new().unwrap();
    let url = format!("postgres://u@h/d?sslrootcert={}", empty.path().display());
    let refusal = Address::parse(&url).map(drop).unwrap_err().to_string();
    assert!(refusal.contains("sslrootcert") && refusal.ends_with("there is no certificate in it"), "{refusal}");
}

/// A PostgreSQL server with `ssl=on`, and the file with the authority of its certificate, which is for `localhost`.
struct Encrypted {
    url: url::Url,
    authority: PathBuf,
}

impl Encrypted {
    /// The server of the test run; `None`, said aloud, where there is none.
    fn server() -> Option<Self> {
        let told = |name| std::env::var(name).ok();
        let (Some(url), Some(authority)) = (told("SCALEPH_TEST_POSTGRES_URL"), told("SCALEPH_TEST_POSTGRES_AUTHORITY"))
        else {
            assert!(std::env::var_os("CI").is_none(), "SCALEPH_TEST_POSTGRES_AUTHORITY is not set");
            println!("skipped: SCALEPH_TEST_POSTGRES_AUTHORITY is not set");
            return None;
        };
        Some(Self { url: url::Url::parse(&url).unwrap(), authority: authority.into() })
    }

    /// Its address with a name for its host, spoken to in a mode, trusting a file.
    fn address(&self, host: &str, mode: &str, trusted: Option<&Path>) -> String {
        let mut url = self.url.clone();
        url.set_host(Some(host)).unwrap();
        url.query_pairs_mut().append_pair("sslmode", mode).append_pair("hostaddr", "127.0.0.1");
        if let Some(trusted) = trusted {
            url.query_pairs_mut().append_pair("sslrootcert", trusted.to_str().unwrap());
        }
        url.into()
    }

    async fn open(&self, url: String) -> (crate::Result<Store>, TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let options = StoreOptions {
            database: DatabaseUrl::Postgres(url),
            data_dir: directory.path().join("data"),
            key: KeySource::Own(directory.path().join("key")),
            files: FileOptions::Directory(None),
        };
        (Store::open(options).await, directory)
    }

    /// Why the store does not open.
    async fn refusal(&self, url: String) -> String {
        let (opened, _directory) = self.open(url).await;
        let error = opened.map(drop).unwrap_err();
        format!("{error}: {}", std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_connection_to_a_server_with_tls_is_encrypted() {
    let Some(server) = Encrypted::server() else { return };
    for mode in ["require", "verify-ca", "verify-full"] {
        let address = Address::parse(&server.address("localhost", mode, Some(&server.authority))).unwrap();
        let encrypted = diesel::select(diesel::dsl::sql::<diesel::sql_types::Bool>(
            "(SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())",
        ));
        let mut conn = address.connect().await.unwrap();
        assert!(encrypted.get_result::<bool>(&mut conn).await.unwrap(), "{mode}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_opens_over_verified_tls_with_its_pool_and_its_listener() {
    let Some(server) = Encrypted::server() else { return };
    let database = format!("tls_{}", std::process::id());
    let (admin, driver) = tokio_postgres::connect(server.url.as_str(), NoTls).await.unwrap();
    let driver = tokio::spawn(driver);
    admin.batch_execute(&format!("CREATE SCHEMA {database}")).await.unwrap();
    let url = server.address("localhost", "verify-full", Some(&server.authority));
    let (store, _directory) = server.open(format!("{url}&options=-c%20search_path%3D{database}")).await;
    let store = store.unwrap();
    let mut changes = store.changes();
    assert!(!store.has_administrator().await.unwrap());
    store.set_setting("counted", &7).await.unwrap();
    assert_eq!(store.setting::<u32>("counted").await.unwrap(), Some(7));
    let name = model::Name::parse("Local").unwrap();
    store.ensure_local_cluster(&model::authority::SystemScope::of_the_server(), &name, "a").await.unwrap();
    let heard = tokio::time::timeout(Duration::from_secs(10), changes.recv()).await;
    assert!(heard.expect("the listener hears over TLS too").is_ok());
    drop(store);
    admin.batch_execute(&format!("DROP SCHEMA {database} CASCADE")).await.unwrap();
    drop(admin);
    driver.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_a_strange_authority_vouches_for_is_refused_with_the_way_out() {
    let Some(server) = Encrypted::server() else { return };
    let strange = tempfile::NamedTempFile::new().unwrap();
    let certified = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(strange.path(), certified.cert.pem()).unwrap();
    // The system's own authorities do not know it either.
    for trusted in [Some(strange.path()), None] {
        let refusal = server.refusal(server.address("localhost", "require", trusted)).await;
        assert!(
            refusal.contains("the server's certificate is from an authority that is not trusted here"),
            "{refusal}"
        );
        assert!(refusal.contains("sslrootcert"), "{refusal}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_another_name_is_refused() {
    let Some(server) = Encrypted::server() else { return };
    let url = server.address("db.example.com", "verify-full", Some(&server.authority));
    let refusal = server.refusal(url).await;
    assert!(refusal.contains("the server's certificate is for another name"), "{refusal}");
}
