use super::host::Host;
use crate::config::{DatabaseUrl, FilesConfig, Flag, SETTINGS, Secret, SecretKey, markdown_table, toml_text};
use std::time::Duration;

#[test]
fn without_any_setting_it_is_sqlite_and_a_local_engine_on_loopback() {
    let host = Host::new();
    let config = host.config();
    let data = host.home.path().join(".local/share/scaleph");
    assert_eq!(config.web.origin(config.web.listen).to_string(), "http://127.0.0.1:8620");
    assert_eq!(config.admin.listen, "127.0.0.1:8621".parse().ok());
    assert_eq!(config.data.database, DatabaseUrl::Sqlite(data.join("scaleph.db")));
    assert_eq!(config.data.secret_key, SecretKey::Kept(data.join("secrets.key")));
    assert_eq!(config.data.files, FilesConfig::Directory(data.join("files")));
    assert_eq!(config.data.site_dir, host.home.path().join("target/site"));
    assert!(config.engine.enabled && config.sign_in.local && config.sign_in.oidc.is_none());
    assert_eq!(config.query.spool_bytes, 256 << 20);
}

#[test]
fn flags_win_over_the_environment_which_wins_over_the_file() {
    let host = Host::new().file("[session]\nidle = '1h'\nabsolute = '2d'\n[log]\nlevel = 'warn'");
    assert_eq!(host.config().session.idle, Duration::from_secs(3_600));
    let host = host.variable("SCALEPH_SESSION_IDLE", "2h");
    assert_eq!(host.config().session.idle, Duration::from_secs(7_200));
    let host = host.flag("--session-idle", "3h").flag("--session.idle", "4h");
    let config = host.config();
    assert_eq!(config.session.idle, Duration::from_secs(14_400));
    assert_eq!(config.session.absolute, Duration::from_secs(172_800));
    assert_eq!(config.log.level, "warn");
}

#[test]
fn the_file_is_named_by_flag_or_variable_or_lies_in_the_data_folder() {
    let host = Host::new().with(".local/share/scaleph/scaleph.toml", "log.level = 'warn'");
    assert_eq!(host.config().log.level, "warn");
    let host = host.with("other/scaleph.toml", "log.level = 'error'").variable("SCALEPH_DATA_DIR", "other");
    assert_eq!(host.config().log.level, "error");
    let host = host.with("third.toml", "log.level = 'debug'").variable("SCALEPH_CONFIG", "third.toml");
    assert_eq!(host.config().log.level, "debug");
    assert_eq!(host.file("log.level = 'trace'").config().log.level, "trace");
}

#[test]
fn relative_paths_of_the_file_start_at_its_folder() {
    let host = Host::new().with("etc/scaleph.toml", "data_dir = 'data'").variable("SCALEPH_CONFIG", "etc/scaleph.toml");
    assert_eq!(host.config().data.dir, host.home.path().join("etc/data"));
}

#[test]
fn plain_http_elsewhere_is_allowed_when_it_is_asked_for() {
    let mut host = Host::new().flag("--public-url", "http://console.lan");
    host.flags.push(Flag { name: "--allow-insecure-http".into(), value: None });
    assert!(!host.config().web.public_url.unwrap().is_https());
}

#[test]
fn with_postgres_there_is_no_local_engine_unless_it_is_asked_for() {
    let host = Host::new().variable("SCALEPH_DATABASE_URL", "postgres://scaleph:hunter2@db/scaleph");
    assert!(!host.config().engine.enabled);
    assert!(host.flag("--engine.local", "on").config().engine.enabled);
}

#[test]
fn a_secret_comes_from_a_file_and_is_never_printed() {
    let host = Host::new()
        .with("mounted/database", "postgres://scaleph:hunter2@db/scaleph\n")
        .with("mounted/key", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAxMjM=\n")
        .variable("SCALEPH_DATABASE_URL_FILE", "mounted/database")
        .flag("--secrets.key-file", "mounted/key");
    let loaded = host.load().unwrap_or_else(|error| panic!("{error}"));
    let DatabaseUrl::Postgres(url) = &loaded.config.data.database else { panic!("PostgreSQL was set") };
    assert_eq!(url.expose(), "postgres://scaleph:hunter2@db/scaleph");
    let SecretKey::Given(key) = &loaded.config.data.secret_key else { panic!("a key was given") };
    assert_eq!(key.expose(), "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAxMjM=");

    let printed = toml_text(&loaded).replace(host.home.path().to_str().unwrap(), "~");
    let line = "# database.url = \"postgres://scaleph@db/scaleph\"  # file ~/mounted/database, named by environment \
                variable SCALEPH_DATABASE_URL_FILE\n";
    assert!(printed.contains(line), "{printed}");
    assert!(printed.contains("\n# secrets.key = \"(set)\"  # file ~/mounted/key, named by flag --secrets.key-file\n"));
    assert!(!format!("{:?}{printed}", loaded.config).contains("hunter2"));
}

#[test]
fn a_bucket_is_opened_with_a_key_that_is_never_printed() {
    let host = Host::new()
        .with("mounted/secret", "hunter2\n")
        .file("files.url = 's3://lake/scaleph/'\nfiles.endpoint = 'https://minio.lan:9000'")
        .flag("--files.access_key_id", "AKSCALEPH")
        .variable("SCALEPH_FILES_SECRET_ACCESS_KEY_FILE", "mounted/secret")
        .variable("SCALEPH_FILES_SESSION_TOKEN", "hunter3");
    let loaded = host.load().unwrap_or_else(|error| panic!("{error}"));
    let FilesConfig::Bucket(bucket) = &loaded.config.data.files else { panic!("a bucket was set") };
    assert_eq!((bucket.bucket.as_str(), bucket.prefix.as_str()), ("lake", "scaleph"));
    assert_eq!((bucket.region.as_str(), bucket.path_style), ("us-east-1", true));
    assert_eq!(bucket.endpoint.as_ref().map(|origin| origin.as_url().as_str()), Some("https://minio.lan:9000/"));
    assert_eq!((bucket.access_key_id.as_str(), bucket.secret_access_key.expose()), ("AKSCALEPH", "hunter2"));
    assert_eq!(bucket.session_token.as_ref().map(Secret::expose), Some("hunter3"));

    let printed = toml_text(&loaded);
    for line in [
        "\nfiles.path_style = true  # default\n",
        "\nfiles.region = \"us-east-1\"  # default\n",
        "\n# files.secret_access_key = \"(set)\"  # file ",
        "\n# files.session_token = \"(set)\"  # environment variable SCALEPH_FILES_SESSION_TOKEN\n",
    ] {
        assert!(printed.contains(line), "{line}{printed}");
    }
    assert!(!format!("{:?}{printed}", loaded.config).contains("hunter"));

    let amazon = Host::new().file("files = { url = 's3://lake', region = 'eu-central-1', access_key_id = 'a' }");
    let amazon = amazon.variable("SCALEPH_FILES_PATH_STYLE", "").variable("SCALEPH_FILES_ENDPOINT", "");
    let config = amazon.variable("SCALEPH_FILES_SECRET_ACCESS_KEY", "b").config();
    let FilesConfig::Bucket(bucket) = config.data.files else { panic!("a bucket was set") };
    assert!(bucket.endpoint.is_none() && !bucket.path_style && bucket.region == "eu-central-1");
}

#[test]
fn an_empty_variable_switches_off_what_may_be_off() {
    let host = Host::new().variable("SCALEPH_ADMIN_LISTEN", "").variable("SCALEPH_ALLOWED_HOSTS", "");
    let config = host.config();
    assert_eq!(config.admin.listen, None);
    assert!(config.web.allowed_hosts.is_empty());
    let host = Host::new().file("engine.flink_home = '/missing'").variable("SCALEPH_ENGINE_FLINK_HOME", "");
    assert_eq!(host.config().engine.flink_home, None);
}

#[test]
fn variables_of_tests_are_no_settings() {
    let host = Host::new()
        .variable("SCALEPH_TEST_POSTGRES", "postgres://x")
        .variable("SCALEPH_BIN", "/x")
        .variable("SCALEPH_SITE", "/x");
    assert_eq!(host.config().data.site_dir, host.home.path().join("target/site"));
}

#[test]
fn what_is_printed_is_a_configuration_file_again() {
    let host = Host::new()
        .flag("--oidc.administrator_groups", r#"["cn=a,dc=\"b\"", "c"]"#)
        .flag("--oidc.issuer", "https://id.example")
        .flag("--oidc.client_id", "数据")
        .flag("--engine.local", "off");
    let first = host.load().unwrap_or_else(|error| panic!("{error}"));
    let printed = toml_text(&first);
    let second = Host::new().file(&printed).load().unwrap_or_else(|error| panic!("{error}\n{printed}"));
    assert_eq!(format!("{:?}", first.config.sign_in), format!("{:?}", second.config.sign_in));
    assert!(!second.config.engine.enabled);
}

#[test]
fn the_table_for_the_readme_has_a_row_for_every_setting() {
    let table = markdown_table();
    assert_eq!(table.lines().count(), SETTINGS.len() + 2);
    assert!(table.contains("| `session.idle` | A session ends when it is unused for so long. | time | `12h` |"));
    assert!(table.contains("| `database.url` or `database.url_file` | "));
    assert!(table.lines().all(|line| line.matches('|').count() == 5), "a bar within a cell would break the table");
}

#[test]
fn what_kubernetes_says_about_a_service_of_our_name_is_no_setting() {
    let links = ["SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT", "PORT_8620_TCP", "PORT_8620_TCP_ADDR"];
    let with_links = |host| links.iter().fold(host, |host: Host, link| host.variable(&format!("SCALEPH_{link}"), "x"));
    with_links(Host::new().variable("KUBERNETES_SERVICE_HOST", "10.96.0.1")).config();
    assert!(with_links(Host::new()).refusal().contains("refused for 6 reasons"));
}
