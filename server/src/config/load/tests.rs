use super::*;
use crate::config::{DatabaseUrl, SecretKey, markdown_table, toml_text};
use std::time::Duration;

/// A host without any setting, whose home is a folder of its own.
struct Host {
    home: tempfile::TempDir,
    variables: Vec<(String, String)>,
    flags: Vec<Flag>,
    file: Option<PathBuf>,
}

impl Host {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            variables: vec![],
            flags: vec![],
            file: None,
        }
    }

    fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn flag(mut self, name: &str, value: &str) -> Self {
        self.flags.push(Flag {
            name: name.to_owned(),
            value: Some(value.into()),
        });
        self
    }

    fn file(mut self, text: &str) -> Self {
        let path = self.home.path().join("chosen.toml");
        fs::write(&path, text).unwrap();
        self.file = Some(path);
        self
    }

    fn with(self, name: &str, text: &str) -> Self {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn load(&self) -> Result<Loaded, ConfigError> {
        let home = ("HOME".to_owned(), self.home.path().to_str().unwrap().to_owned());
        let around = Surroundings {
            variables: self
                .variables
                .iter()
                .chain([&home])
                .map(|(n, v)| (n.into(), v.into()))
                .collect(),
            executable: Some("/opt/scaleph/scaleph".into()),
            working_directory: self.home.path().to_owned(),
        };
        Config::load(self.file.as_deref(), &self.flags, &around)
    }

    fn config(&self) -> Config {
        self.load().unwrap_or_else(|error| panic!("{error}")).config
    }

    /// What is said, with the home folder as `~`.
    fn refusal(&self) -> String {
        let error = self.load().err().expect("the configuration is refused").to_string();
        error.replace(self.home.path().to_str().unwrap(), "~")
    }
}

#[test]
fn without_any_setting_it_is_sqlite_and_a_local_engine_on_loopback() {
    let host = Host::new();
    let config = host.config();
    let data = host.home.path().join(".local/share/scaleph");
    assert_eq!(
        config.web.origin(config.web.listen).to_string(),
        "http://127.0.0.1:8620"
    );
    assert_eq!(config.admin.listen, "127.0.0.1:8621".parse().ok());
    assert_eq!(config.data.database, DatabaseUrl::Sqlite(data.join("scaleph.db")));
    assert_eq!(config.data.secret_key, SecretKey::Kept(data.join("secrets.key")));
    assert_eq!(config.data.files_dir, data.join("files"));
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
    let host = host
        .with("other/scaleph.toml", "log.level = 'error'")
        .variable("SCALEPH_DATA_DIR", "other");
    assert_eq!(host.config().log.level, "error");
    let host = host
        .with("third.toml", "log.level = 'debug'")
        .variable("SCALEPH_CONFIG", "third.toml");
    assert_eq!(host.config().log.level, "debug");
    assert_eq!(host.file("log.level = 'trace'").config().log.level, "trace");
}

#[test]
fn a_named_file_must_be_there() {
    let refusal = Host::new().variable("SCALEPH_CONFIG", "missing.toml").refusal();
    assert!(refusal.starts_with("the configuration is refused: cannot read the configuration file ~/missing.toml: "));
}

#[test]
fn relative_paths_of_the_file_start_at_its_folder() {
    let host = Host::new()
        .with("etc/scaleph.toml", "data_dir = 'data'")
        .variable("SCALEPH_CONFIG", "etc/scaleph.toml");
    assert_eq!(host.config().data.dir, host.home.path().join("etc/data"));
}

#[test]
fn every_problem_is_named_with_its_source_at_once() {
    let refusal = Host::new()
        .file("lisen = '127.0.0.1:1'\n\n[session]\nidle = 'soon'\n[oidc]\nscopes = [1979-05-27]\n")
        .variable("SCALEPH_QUERY_SPOOL_ROWS", "many")
        .variable("SCALEPH_LOG_LEVL", "info")
        .flag("--engine.local", "perhaps")
        .flag("--log-fromat", "json")
        .refusal();
    assert_eq!(
        refusal,
        "the configuration is refused for 7 reasons:\n  \
         - unknown setting `SCALEPH_LOG_LEVL` (environment variable SCALEPH_LOG_LEVL); did you mean `SCALEPH_LOG_LEVEL`?\n  \
         - unknown setting `--log-fromat` (flag --log-fromat); did you mean `--log-format`?\n  \
         - unknown setting `lisen` (~/chosen.toml line 1); did you mean `listen`?\n  \
         - oidc.scopes is `array` (~/chosen.toml line 6); allowed is a text without control characters\n  \
         - session.idle is `soon` (~/chosen.toml line 4); allowed is a time above zero with its unit, such as `90s`, \
         `15m`, `12h` or `7d`\n  \
         - query.spool_rows is `many` (environment variable SCALEPH_QUERY_SPOOL_ROWS); allowed is a whole number above \
         zero, such as `1000000`\n  \
         - engine.local is `perhaps` (flag --engine.local); allowed is `auto`, `on` or `off`"
    );
}

#[test]
fn every_kind_of_bad_value_is_refused_with_what_is_allowed() {
    for (name, value, said) in [
        (
            "--listen",
            "localhost",
            "listen is `localhost` (flag --listen); allowed is an IP address and a port",
        ),
        (
            "--public-url",
            "console.example",
            "allowed is `https://` or `http://` with a host",
        ),
        (
            "--trusted-proxies",
            "10.0.0.0/8,proxy",
            "trusted_proxies is `proxy` (flag --trusted-proxies); allowed is an IP",
        ),
        ("--sign-in.local", "yes", "allowed is `true` or `false`"),
        (
            "--query.spool-bytes",
            "256MB",
            "allowed is a size above zero with its unit",
        ),
        (
            "--egress.allow_loopback",
            "issuer,mail",
            "`mail` (flag --egress.allow_loopback); allowed is `issuer`",
        ),
        ("--engine.slots", "0", "allowed is a whole number from 1 to 256"),
        ("--log.level", "verbose", "allowed is `error`, `warn`"),
        ("--listen", "", "listen is `` (flag --listen)"),
        (
            "--engine.flink_home",
            "missing",
            "engine.flink_home (flag --engine.flink_home): there is no folder ~/missing",
        ),
        (
            "--egress.ca_file",
            "missing",
            "egress.ca_file (flag --egress.ca_file): there is no file ~/missing",
        ),
    ] {
        let refusal = Host::new().flag(name, value).refusal();
        assert!(refusal.contains(said), "{name}={value}: {refusal}");
    }
}

#[test]
fn values_that_do_not_go_together_are_refused() {
    for (flags, said) in [
        (
            vec![("--listen", "0.0.0.0:8620")],
            "public_url: must be set, because listen is 0.0.0.0:8620",
        ),
        (
            vec![("--listen", "10.0.0.5:8620")],
            "public_url: http://10.0.0.5:8620 is plain http and not of this host",
        ),
        (
            vec![("--public_url", "http://a.example")],
            "public_url (flag --public_url): http://a.example is plain http",
        ),
        (
            vec![("--admin.listen", "127.0.0.1:8620")],
            "admin.listen (flag --admin.listen): must be another address",
        ),
        (
            vec![("--session.idle", "8d")],
            "session.idle (flag --session.idle): must not be longer than",
        ),
        (
            vec![("--sign_in.local", "false")],
            "sign_in.local (flag --sign_in.local): cannot be off without oidc.issuer",
        ),
        (
            vec![("--oidc.client_id", "a")],
            "oidc.client_id (flag --oidc.client_id): is of no use without oidc.issuer",
        ),
        (
            vec![("--oidc.issuer", "https://id.example")],
            "oidc.client_id: must be set, because oidc.issuer is",
        ),
        (
            vec![
                ("--oidc.issuer", "https://id.example"),
                ("--oidc.client_id", "a"),
                ("--oidc.scopes", "email"),
            ],
            "oidc.scopes (flag --oidc.scopes): must have `openid` among it",
        ),
        (
            vec![("--query.user_bytes", "1MiB")],
            "query.spool_bytes: must not be more than query.user_bytes",
        ),
    ] {
        let host = flags
            .iter()
            .fold(Host::new(), |host, (name, value)| host.flag(name, value));
        let refusal = host.refusal();
        assert!(refusal.contains(said), "{flags:?}: {refusal}");
    }
}

#[test]
fn plain_http_elsewhere_is_allowed_when_it_is_asked_for() {
    let mut host = Host::new().flag("--public-url", "http://console.lan");
    host.flags.push(Flag {
        name: "--allow-insecure-http".into(),
        value: None,
    });
    assert!(!host.config().web.public_url.unwrap().is_https());
}

#[test]
fn a_flag_without_its_value_is_refused() {
    let mut host = Host::new();
    host.flags.push(Flag {
        name: "--listen".into(),
        value: None,
    });
    assert!(
        host.refusal()
            .contains("listen (flag --listen): needs a value after it: an IP address and a port")
    );
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
        .with("mounted/key", "correct-horse\n")
        .variable("SCALEPH_DATABASE_URL_FILE", "mounted/database")
        .flag("--secrets.key-file", "mounted/key");
    let loaded = host.load().unwrap_or_else(|error| panic!("{error}"));
    let DatabaseUrl::Postgres(url) = &loaded.config.data.database else {
        panic!("PostgreSQL was set")
    };
    assert_eq!(url.expose(), "postgres://scaleph:hunter2@db/scaleph");
    let SecretKey::Given(key) = &loaded.config.data.secret_key else {
        panic!("a key was given")
    };
    assert_eq!(key.expose(), "correct-horse");

    let printed = toml_text(&loaded).replace(host.home.path().to_str().unwrap(), "~");
    let line = "database.url = \"postgres://scaleph@db/scaleph\"  # file ~/mounted/database, named by environment \
                variable SCALEPH_DATABASE_URL_FILE\n";
    assert!(printed.contains(line), "{printed}");
    assert!(printed.contains("secrets.key = \"(set)\"  # file ~/mounted/key, named by flag --secrets.key-file\n"));
    assert!(!format!("{:?}{printed}", loaded.config).contains("hunter2"));
}

#[test]
fn a_bad_secret_is_refused_without_showing_it() {
    for host in [
        Host::new().variable("SCALEPH_DATABASE_URL", "mysql://root:hunter2@db/x"),
        Host::new().file("database.url = 'mysql://root:hunter2@db/x'"),
        Host::new().file("database.url = ['hunter2']"),
        Host::new()
            .with("db", "mysql://root:hunter2@db/x")
            .flag("--database.url_file", "db"),
    ] {
        let refusal = host.refusal();
        assert!(
            refusal.contains("database.url has a value that is not shown here ("),
            "{refusal}"
        );
        assert!(!refusal.contains("hunter2"), "{refusal}");
    }
}

#[test]
fn a_secret_and_its_file_contradict_each_other_in_one_layer_only() {
    let host = Host::new()
        .with("key", "from-file")
        .file("secrets.key = 'a'\nsecrets.key_file = 'key'");
    assert!(
        host.refusal()
            .contains("secrets.key (~/chosen.toml line 2): is given twice"),
        "{}",
        host.refusal()
    );
    let host = Host::new()
        .with("key", "from-file")
        .file("secrets.key = 'a'")
        .flag("--secrets.key_file", "key");
    assert!(matches!(host.config().data.secret_key, SecretKey::Given(key) if key.expose() == "from-file"));
}

#[test]
fn a_missing_secret_file_is_named_with_who_named_it() {
    let refusal = Host::new()
        .variable("SCALEPH_OIDC_CLIENT_SECRET_FILE", "missing")
        .refusal();
    let said = "cannot read ~/missing of oidc.client_secret (environment variable SCALEPH_OIDC_CLIENT_SECRET_FILE): ";
    assert!(refusal.contains(said), "{refusal}");
}

#[test]
fn a_file_that_is_not_toml_is_refused_with_the_line() {
    let refusal = Host::new().file("listen = '127.0.0.1:1'\nsession = {\n").refusal();
    assert!(refusal.contains("cannot read ~/chosen.toml line "), "{refusal}");
}

#[test]
fn an_empty_variable_switches_off_what_may_be_off() {
    let host = Host::new()
        .variable("SCALEPH_ADMIN_LISTEN", "")
        .variable("SCALEPH_ALLOWED_HOSTS", "");
    let config = host.config();
    assert_eq!(config.admin.listen, None);
    assert!(config.web.allowed_hosts.is_empty());
    let host = Host::new()
        .file("engine.flink_home = '/missing'")
        .variable("SCALEPH_ENGINE_FLINK_HOME", "");
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
    let second = Host::new()
        .file(&printed)
        .load()
        .unwrap_or_else(|error| panic!("{error}\n{printed}"));
    assert_eq!(
        format!("{:?}", first.config.sign_in),
        format!("{:?}", second.config.sign_in)
    );
    assert!(!second.config.engine.enabled);
}

#[test]
fn the_table_for_the_readme_has_a_row_for_every_setting() {
    let table = markdown_table();
    assert_eq!(table.lines().count(), SETTINGS.len() + 2);
    assert!(table.contains("| `session.idle` | A session ends when it is unused for so long. | time | `12h` |"));
    assert!(table.contains("| `database.url` or `database.url_file` | "));
    assert!(
        table.lines().all(|line| line.matches('|').count() == 5),
        "a bar within a cell would break the table"
    );
}
