//! Every setting there is. What is not in this table does not exist; what is, is parsed, printed and documented from it.

use super::{
    data::{DatabaseText, SealingKeys, shown_database},
    engine::{EngineMode, SlotCount},
    files::{FilesText, Region},
    kind::Kind,
    kinds::ByteSize,
    log::{LogFilter, LogFormat},
    setting::{
        Fallback::{Absent, Derived, Text},
        Setting,
    },
    sign_in::Issuer,
    web::{Host, Origin},
};
use ipnet::IpNet;
use std::{net::SocketAddr, num::NonZeroU64, path::PathBuf, time::Duration};

/// Every setting, in the order in which people read about them.
pub static SETTINGS: &[Setting] = &[
    Setting::new("listen", Kind::of::<SocketAddr>(), Text("127.0.0.1:8620"), "Where the console is served."),
    Setting::new(
        "public_url",
        Kind::of::<Origin>(),
        Derived("`http://` and `listen`"),
        "The address people open; sign-in, links and the check of where a form came from depend on it.",
    ),
    Setting::new(
        "allowed_hosts",
        Kind::list::<Host>(),
        Absent,
        "Further host names under which the console answers; every other one gets 421.",
    ),
    Setting::new(
        "trusted_proxies",
        Kind::list::<IpNet>(),
        Absent,
        "Proxies whose word on the client's address and on the request id is taken.",
    ),
    Setting::new(
        "allow_insecure_http",
        Kind::switch(),
        Text("false"),
        "Allows a `public_url` with plain http on another host than this one; passwords then travel in the clear.",
    ),
    Setting::new(
        "admin.listen",
        Kind::of::<SocketAddr>().or_empty(),
        Text("127.0.0.1:8621"),
        "Where metrics and health are served, without sign-in; empty switches it off.",
    ),
    Setting::new(
        "data_dir",
        Kind::of::<PathBuf>(),
        Derived("`$XDG_DATA_HOME/scaleph`, else `~/.local/share/scaleph`"),
        "Folder of everything that is kept: database, key, files, the local engine; `scaleph.toml` in it is read.",
    ),
    Setting::new(
        "site_dir",
        Kind::of::<PathBuf>(),
        Derived("`site` beside the program, else `target/site`"),
        "Folder of the scripts, styles and fonts that are sent to browsers.",
    ),
    Setting {
        shown: shown_database,
        ..Setting::secret(
            "database.url",
            Kind::of::<DatabaseText>(),
            Text("sqlite"),
            "Where records are kept: SQLite in the data folder or at a path, or a PostgreSQL server.",
        )
    },
    Setting::secret(
        "secrets.key",
        Kind::of::<SealingKeys>(),
        Derived("the file `secrets.key` in `data_dir`, made at the first start"),
        "The keys that seal stored secrets; the last one seals, all of them open.",
    ),
    Setting::new(
        "files.url",
        Kind::of::<FilesText>(),
        Derived("`file:` and `files` in `data_dir`"),
        "Where jars, connectors and results are kept: a folder, which all replicas must see, or a bucket of an S3-compatible \
         server.",
    ),
    Setting::new(
        "files.endpoint",
        Kind::of::<Origin>(),
        Absent,
        "The server of the bucket, such as MinIO or Ceph; without it the bucket is one of Amazon's.",
    ),
    Setting::new(
        "files.region",
        Kind::of::<Region>(),
        Derived("`us-east-1` with `files.endpoint`"),
        "The region of the bucket; must be set for one of Amazon's.",
    ),
    Setting::new(
        "files.path_style",
        Kind::switch(),
        Derived("`true` with `files.endpoint`, or when the bucket's name has a dot"),
        "Asks for the bucket in the path of an address, instead of as the first part of its host.",
    ),
    Setting::new(
        "files.access_key_id",
        Kind::of::<String>(),
        Absent,
        "The key with which the bucket is opened; it must be allowed to list, read, write and delete there.",
    ),
    Setting::secret(
        "files.secret_access_key",
        Kind::of::<String>(),
        Absent,
        "The secret that belongs to `files.access_key_id`.",
    ),
    Setting::secret(
        "files.session_token",
        Kind::of::<String>(),
        Absent,
        "The token that belongs to a key which holds for a while only; with a new one the server is started anew.",
    ),
    Setting::new(
        "files.allow_insecure_http",
        Kind::switch(),
        Text("false"),
        "Allows a `files.endpoint` with plain http on another host than this one; all that is kept then travels in the \
         clear.",
    ),
    Setting::new("session.idle", Kind::of::<Duration>(), Text("12h"), "A session ends when it is unused for so long."),
    Setting::new(
        "session.absolute",
        Kind::of::<Duration>(),
        Text("7d"),
        "A session ends so long after signing in, however busy it is.",
    ),
    Setting::new(
        "sign_in.local",
        Kind::switch(),
        Text("true"),
        "Lets people sign in with a name and a password of this installation.",
    ),
    Setting::new(
        "oidc.issuer",
        Kind::of::<Issuer>(),
        Absent,
        "The OpenID Connect provider that people sign in with, exactly as it calls itself.",
    ),
    Setting::new("oidc.client_id", Kind::of::<String>(), Absent, "The name of this installation at the provider."),
    Setting::secret(
        "oidc.client_secret",
        Kind::of::<String>(),
        Absent,
        "The secret of this installation at the provider; none for a public client.",
    ),
    Setting::new(
        "oidc.scopes",
        Kind::list::<String>(),
        Text("openid,profile,email"),
        "What is asked of the provider; `openid` must be among it.",
    ),
    Setting::new("oidc.name_claim", Kind::of::<String>(), Text("name"), "The claim with the name that is shown."),
    Setting::new(
        "oidc.groups_claim",
        Kind::of::<String>(),
        Text("groups"),
        "The claim with a person's groups, in the id token or in userinfo.",
    ),
    Setting::new(
        "oidc.administrator_groups",
        Kind::list::<String>(),
        Absent,
        "Whoever is in one of these groups is an administrator.",
    ),
    Setting::new(
        "oidc.auditor_groups",
        Kind::list::<String>(),
        Absent,
        "Whoever is in one of these groups is an auditor.",
    ),
    Setting::new(
        "oidc.label",
        Kind::of::<String>(),
        Absent,
        "The provider's name on the sign-in page; without it the button speaks of single sign-on.",
    ),
    Setting::new(
        "engine.local",
        Kind::of::<EngineMode>(),
        Text("auto"),
        "Runs a local Flink; `auto` does with SQLite and does not with PostgreSQL.",
    ),
    Setting::new(
        "engine.flink_home",
        Kind::of::<PathBuf>(),
        Absent,
        "A Flink distribution to use as it is; without it one is assembled in the data folder.",
    ),
    Setting::new(
        "engine.java_home",
        Kind::of::<PathBuf>(),
        Absent,
        "The Java that runs Flink; without it `JAVA_HOME` and the path are searched.",
    ),
    Setting::new(
        "engine.user",
        Kind::of::<String>(),
        Text("scaleph-engine"),
        "The account that engine processes run as when the server is root and there is one of this name.",
    ),
    Setting::new(
        "engine.slots",
        Kind::of::<SlotCount>(),
        Derived("fitted to the machine"),
        "How many tasks the local Flink runs side by side.",
    ),
    Setting::new(
        "engine.memory",
        Kind::of::<ByteSize>(),
        Derived("fitted to the machine"),
        "Memory of all processes of the local Flink together.",
    ),
    Setting::new(
        "egress.allow_loopback",
        Kind::list::<::egress::Class>(),
        Absent,
        "For what the server may connect to addresses of its own host, apart from its own engine.",
    ),
    Setting::new(
        "egress.ca_file",
        Kind::of::<PathBuf>(),
        Absent,
        "Certificate authorities (PEM) that are trusted beside the usual ones.",
    ),
    Setting::new(
        "query.unread_close",
        Kind::of::<Duration>(),
        Text("15m"),
        "A running query that nobody looks at is closed after so long; its rows stay.",
    ),
    Setting::new(
        "query.spool_rows",
        Kind::of::<NonZeroU64>(),
        Text("1000000"),
        "After so many rows a query stops drawing, and asks what to do.",
    ),
    Setting::new(
        "query.spool_bytes",
        Kind::of::<ByteSize>(),
        Text("256MiB"),
        "After so many stored bytes a query stops drawing, and asks what to do.",
    ),
    Setting::new(
        "query.user_bytes",
        Kind::of::<ByteSize>(),
        Text("2GiB"),
        "What the kept results of one person may take together.",
    ),
    Setting::new("query.disk_bytes", Kind::of::<ByteSize>(), Text("16GiB"), "What all kept results may take together."),
    Setting::new(
        "log.level",
        Kind::of::<LogFilter>(),
        Text("info"),
        "What is logged: a level, or levels by module as in `info,server=debug`.",
    ),
    Setting::new("log.format", Kind::of::<LogFormat>(), Text("text"), "`text` for people, `json` for log collectors."),
];

/// The setting of this name, with dots, dashes or underscores; and whether the name is its `_file` variant.
pub fn find(name: &str) -> Option<(&'static Setting, bool)> {
    let wanted = flattened(name);
    SETTINGS.iter().find_map(|setting| {
        let in_file = setting.file_key().is_some_and(|key| flattened(&key) == wanted);
        (in_file || flattened(setting.key) == wanted).then_some((setting, in_file))
    })
}

/// Every name that can be set, `_file` variants among them.
pub(super) fn names() -> impl Iterator<Item = String> {
    SETTINGS.iter().flat_map(|setting| [Some(setting.key.to_owned()), setting.file_key()]).flatten()
}

fn flattened(name: &str) -> String {
    name.replace(['.', '-'], "_").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::setting::Fallback;

    #[test]
    fn every_name_is_one_variable_and_one_flag() {
        let mut flat: Vec<String> = names().map(|name| flattened(&name)).collect();
        flat.sort();
        let count = flat.len();
        flat.dedup();
        assert_eq!(flat.len(), count);
    }

    #[test]
    fn every_default_is_allowed() {
        for setting in SETTINGS {
            if let Fallback::Text(text) = setting.default {
                assert!(text.split(',').all(|item| setting.kind.allows(item)), "{}", setting.key);
            }
        }
    }

    #[test]
    fn every_help_is_one_sentence() {
        for Setting { key, help, .. } in SETTINGS {
            assert!(help.ends_with('.') && !help.trim_end_matches('.').contains(". "), "{key}: {help}");
            assert!(help.chars().next().is_some_and(|c| c.is_uppercase() || c == '`'), "{key}: {help}");
        }
    }

    #[test]
    fn names_are_found_with_dots_dashes_or_underscores() {
        for name in ["session.idle", "session-idle", "SESSION_IDLE"] {
            assert_eq!(find(name).map(|(setting, in_file)| (setting.key, in_file)), Some(("session.idle", false)));
        }
        assert_eq!(
            find("database.url-file").map(|(setting, in_file)| (setting.key, in_file)),
            Some(("database.url", true))
        );
        assert!(find("session.idle_file").is_none(), "only secrets come from files");
    }
}
