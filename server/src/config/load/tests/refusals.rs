use super::host::Host;
use crate::config::{Flag, SecretKey};

#[test]
fn a_named_file_must_be_there() {
    let refusal = Host::new().variable("SCALEPH_CONFIG", "missing.toml").refusal();
    assert!(refusal.starts_with("the configuration is refused: cannot read the configuration file ~/missing.toml: "));
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
        ("--listen", "localhost", "listen is `localhost` (flag --listen); allowed is an IP address and a port"),
        ("--public-url", "console.example", "allowed is `https://` or `http://` with a host"),
        (
            "--trusted-proxies",
            "10.0.0.0/8,proxy",
            "trusted_proxies is `proxy` (flag --trusted-proxies); allowed is an IP",
        ),
        ("--sign-in.local", "yes", "allowed is `true` or `false`"),
        ("--query.spool-bytes", "256MB", "allowed is a size above zero with its unit"),
        ("--egress.allow_loopback", "issuer,mail", "`mail` (flag --egress.allow_loopback); allowed is `issuer`"),
        ("--engine.slots", "0", "allowed is a whole number from 1 to 256"),
        ("--log.level", "verbose", "allowed is `error`, `warn`"),
        ("--listen", "", "listen is `` (flag --listen)"),
        ("--files.url", "s3://Lake", "files.url is `s3://Lake` (flag --files.url); allowed is `file:` and the path"),
        ("--files.endpoint", "minio:9000", "allowed is `https://` or `http://` with a host"),
        ("--files.endpoint", "https://minio/lake", "allowed is `https://` or `http://` with a host"),
        ("--files.region", "EU.west", "allowed is lower-case letters, digits and `-`"),
        (
            "--engine.flink_home",
            "missing",
            "engine.flink_home (flag --engine.flink_home): there is no folder ~/missing",
        ),
        ("--egress.ca_file", "missing", "egress.ca_file (flag --egress.ca_file): there is no file ~/missing"),
    ] {
        let refusal = Host::new().flag(name, value).refusal();
        assert!(refusal.contains(said), "{name}={value}: {refusal}");
    }
}

#[test]
fn values_that_do_not_go_together_are_refused() {
    for (flags, said) in [
        (vec![("--listen", "0.0.0.0:8620")], "public_url: must be set, because listen is 0.0.0.0:8620"),
        (vec![("--listen", "10.0.0.5:8620")], "public_url: http://10.0.0.5:8620 is plain http and not of this host"),
        (vec![("--public_url", "http://a.example")], "public_url (flag --public_url): http://a.example is plain http"),
        (vec![("--admin.listen", "127.0.0.1:8620")], "admin.listen (flag --admin.listen): must be another address"),
        (vec![("--session.idle", "8d")], "session.idle (flag --session.idle): must not be longer than"),
        (vec![("--sign_in.local", "false")], "sign_in.local (flag --sign_in.local): cannot be off without oidc.issuer"),
        (vec![("--oidc.client_id", "a")], "oidc.client_id (flag --oidc.client_id): is of no use without oidc.issuer"),
        (vec![("--oidc.issuer", "https://id.example")], "oidc.client_id: must be set, because oidc.issuer is"),
        (
            vec![("--oidc.issuer", "https://id.example"), ("--oidc.client_id", "a"), ("--oidc.scopes", "email")],
            "oidc.scopes (flag --oidc.scopes): must have `openid` among it",
        ),
        (vec![("--engine.memory", "1GiB")], "engine.memory (flag --engine.memory): Flink needs 2"),
        (
            vec![("--engine.memory", "4GiB"), ("--engine.slots", "256")],
            "engine.memory (flag --engine.memory): Flink needs",
        ),
        (vec![("--query.user_bytes", "1MiB")], "query.spool_bytes: must not be more than query.user_bytes"),
    ] {
        let host = flags.iter().fold(Host::new(), |host, (name, value)| host.flag(name, value));
        let refusal = host.refusal();
        assert!(refusal.contains(said), "{flags:?}: {refusal}");
    }
}

#[test]
fn a_bucket_needs_its_key_and_a_folder_needs_none() {
    let bucket = [("--files.url", "s3://lake"), ("--files.access_key_id", "a"), ("--files.secret_access_key", "b")];
    for (count, flags, said) in [
        (
            1,
            vec![("--files.endpoint", "https://minio")],
            "files.access_key_id: must be set, because files.url is a bucket",
        ),
        (2, vec![("--files.endpoint", "https://minio")], "files.secret_access_key: must be set, because files.url is"),
        (3, vec![], "files.region: must be set, because files.url is a bucket of Amazon's"),
        (3, vec![("--files.endpoint", "http://minio:9000")], "http://minio:9000 is plain http and not of this host"),
        (3, vec![("--files.endpoint", "http://127.0.0.1:9000")], "egress.allow_loopback must have `object_store`"),
        (
            3,
            vec![("--files.endpoint", "https://10.0.0.7"), ("--files.path_style", "false")],
            "files.path_style (flag --files.path_style): must be true, because files.endpoint is an IP address",
        ),
        (
            0,
            vec![("--files.endpoint", "https://minio")],
            "files.endpoint (flag --files.endpoint): is of no use without",
        ),
        (
            0,
            vec![("--files.secret_access_key", "hunter2")],
            "files.secret_access_key (flag --files.secret_access_key): is",
        ),
    ] {
        let flags = bucket[..count].iter().chain(&flags);
        let refusal = flags.fold(Host::new(), |host, (name, value)| host.flag(name, value)).refusal();
        assert!(refusal.contains(said) && !refusal.contains("hunter2"), "{said}: {refusal}");
    }
    let open = [("--files.endpoint", "http://minio:9000"), ("--files.allow_insecure_http", "true")];
    bucket.iter().chain(&open).fold(Host::new(), |host, (name, value)| host.flag(name, value)).config();
    let here = [("--files.endpoint", "http://localhost:9000"), ("--egress.allow_loopback", "object_store")];
    bucket.iter().chain(&here).fold(Host::new(), |host, (name, value)| host.flag(name, value)).config();
}

#[test]
fn a_flag_without_its_value_is_refused() {
    let mut host = Host::new();
    host.flags.push(Flag { name: "--listen".into(), value: None });
    assert!(host.refusal().contains("listen (flag --listen): needs a value after it: an IP address and a port"));
}

#[test]
fn a_bad_secret_is_refused_without_showing_it() {
    for host in [
        Host::new().variable("SCALEPH_DATABASE_URL", "mysql://root:hunter2@db/x"),
        Host::new().file("database.url = 'mysql://root:hunter2@db/x'"),
        Host::new().file("database.url = ['hunter2']"),
        Host::new().with("db", "mysql://root:hunter2@db/x").flag("--database.url_file", "db"),
    ] {
        let refusal = host.refusal();
        assert!(refusal.contains("database.url has a value that is not shown here ("), "{refusal}");
        assert!(!refusal.contains("hunter2"), "{refusal}");
    }
}

#[test]
fn a_secret_and_its_file_contradict_each_other_in_one_layer_only() {
    let host = Host::new()
        .with("key", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAxMjM=")
        .file("secrets.key = 'YW5vdGhlci1hbm90aGVyLWFub3RoZXItYW5vdGhlcjE='\nsecrets.key_file = 'key'");
    assert!(host.refusal().contains("secrets.key (~/chosen.toml line 2): is given twice"), "{}", host.refusal());
    let host = Host::new()
        .with("key", "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAxMjM=")
        .file("secrets.key = 'YW5vdGhlci1hbm90aGVyLWFub3RoZXItYW5vdGhlcjE='")
        .flag("--secrets.key_file", "key");
    assert!(
        matches!(host.config().data.secret_key, SecretKey::Given(key) if key.expose() == "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTAxMjM=")
    );
}

#[test]
fn a_missing_secret_file_is_named_with_who_named_it() {
    let refusal = Host::new().variable("SCALEPH_OIDC_CLIENT_SECRET_FILE", "missing").refusal();
    let said = "cannot read ~/missing of oidc.client_secret (environment variable SCALEPH_OIDC_CLIENT_SECRET_FILE): ";
    assert!(refusal.contains(said), "{refusal}");
}

#[test]
fn a_file_that_is_not_toml_is_refused_with_the_line() {
    let refusal = Host::new().file("listen = '127.0.0.1:1'\nsession = {\n").refusal();
    assert!(refusal.contains("cannot read ~/chosen.toml line "), "{refusal}");
}
