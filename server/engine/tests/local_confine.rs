//! The launcher on real programs: what it closes, seen from inside.

#![expect(clippy::unwrap_used, reason = "a test may panic, in what it shares with others too")]

use engine::local::{Confinement, Rules};
use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::{Command, Output},
};

struct Host {
    root: tempfile::TempDir,
}

impl Host {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["data/work", "data/other", "home"] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        fs::write(root.path().join("data/key"), "secret").unwrap();
        fs::write(root.path().join("home/lib.jar"), "jar").unwrap();
        Self { root }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn rules(&self) -> Rules {
        Rules {
            read: vec![self.path("home")],
            write: vec![self.path("data/work")],
            never: vec![self.path("data")],
            environment: BTreeMap::from([("PATH".into(), "/usr/bin:/bin".into()), ("SECRET".into(), "s".into())]),
            user: None,
            demand: true,
            report: Some(self.path("data/report")),
        }
    }

    fn sh(&self, rules: &Rules, script: &str) -> Output {
        let file = self.path("data/rules.json");
        fs::write(&file, serde_json::to_vec(rules).unwrap()).unwrap();
        Command::new(env!("CARGO_BIN_EXE_engine-exec"))
            .args(["--rules".as_ref(), file.as_os_str()])
            .args(["--", "/bin/sh", "-c", script])
            .env("DATABASE_URL", "postgres://secret")
            .output()
            .unwrap()
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), output.stderr.as_slice()].concat()).into_owned()
}

fn is_refused(output: &Output) -> bool {
    // A link or a move between what is open and what is not looks like one between two disks.
    let refusals = ["ermission denied", "not permitted", "cross-device"];
    !output.status.success() && refusals.iter().any(|refusal| text(output).contains(refusal))
}

#[test]
fn what_is_not_given_cannot_be_read_or_written() {
    let host = Host::new();
    let data = host.path("data").display().to_string();
    for script in [
        format!("cat {data}/key"),
        format!("ls {data}"),
        format!("ls {data}/other"),
        format!("echo x > {data}/key"),
        format!("echo x > {}", host.path("home/lib.jar").display()),
        format!("ln {data}/key {data}/work/key"),
        format!("mv {data}/other {data}/work/other"),
        format!("cat /proc/{}/environ", std::process::id()),
        "cat /proc/1/cmdline".into(),
        "cat /etc/shadow".into(),
        "ls /root".into(),
        "ls /tmp".into(),
    ] {
        let output = host.sh(&host.rules(), &script);
        assert!(is_refused(&output), "{script}: {}", text(&output));
    }
    assert_eq!(fs::read_to_string(host.path("data/key")).unwrap(), "secret");
}

#[test]
fn a_link_in_its_own_folder_leads_nowhere() {
    let host = Host::new();
    let script = format!("cd {} && ln -s ../key k && cat k", host.path("data/work").display());
    assert!(is_refused(&host.sh(&host.rules(), &script)));
}

#[test]
fn what_is_given_can_be_used() {
    let host = Host::new();
    let (work, home) = (host.path("data/work"), host.path("home/lib.jar"));
    let script = format!("cat {} > {}/copy && cat {1}/copy 2>/dev/null", home.display(), work.display());
    let output = host.sh(&host.rules(), &script);
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(text(&output), "jar");
}

#[test]
fn what_it_writes_is_not_executed() {
    let host = Host::new();
    let program = host.path("data/work/p");
    let script = format!("cp /bin/true {0} && chmod +x {0} && {0}", program.display());
    let output = host.sh(&host.rules(), &script);
    assert!(is_refused(&output), "{}", text(&output));
}

#[test]
fn other_processes_cannot_be_signalled() {
    let host = Host::new();
    let mut victim = Command::new("sleep").arg("60").spawn().unwrap();
    let output = host.sh(&host.rules(), &format!("kill -9 {}", victim.id()));
    assert!(is_refused(&output), "{}", text(&output));
    assert!(victim.try_wait().unwrap().is_none());
    victim.kill().unwrap();
    victim.wait().unwrap();
}

#[test]
fn the_environment_is_only_what_is_allowed_and_capabilities_are_gone() {
    let host = Host::new();
    let mut rules = host.rules();
    let output = host.sh(&rules, "env");
    let names: Vec<String> = text(&output).lines().map(|line| line.split('=').next().unwrap().into()).collect();
    assert!(names.contains(&"PATH".into()) && !text(&output).contains("secret") && !names.contains(&"SECRET".into()));

    rules.read.push("/proc/self".into());
    let status = text(&host.sh(&rules, "cat /proc/$$/status"));
    let field =
        |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    assert_eq!((field("NoNewPrivs:"), field("CapEff:")), ("1".into(), "0000000000000000".into()), "{status}");
}

#[test]
fn it_says_what_it_enforced() {
    let host = Host::new();
    host.sh(&host.rules(), "true");
    let report: Confinement = serde_json::from_slice(&fs::read(host.path("data/report")).unwrap()).unwrap();
    assert!(report.is_confined() && report.landlock_abi.is_some() && !report.second_user);
}

#[test]
fn rules_that_open_the_data_directory_start_nothing() {
    let host = Host::new();
    let mut rules = host.rules();
    rules.read.push(host.root.path().into());
    let output = host.sh(&rules, "echo started");
    assert!(!output.status.success() && !text(&output).contains("started"));
    assert!(text(&output).contains("would be open to engines"), "{}", text(&output));
}

#[test]
fn as_root_another_account_can_be_taken() {
    let is_root = fs::metadata("/proc/self").map(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0).unwrap();
    let host = Host::new();
    let mut rules = host.rules();
    rules.user = Some(engine::local::confine::User { uid: 65_534, gid: 65_534 });
    let said = text(&host.sh(&rules, "id -u; id -G"));
    let report: Confinement = serde_json::from_slice(&fs::read(host.path("data/report")).unwrap()).unwrap();
    // Without being root nobody becomes anybody else, and it is said.
    assert_eq!(report.second_user, is_root);
    assert_eq!(said.starts_with("65534\n65534\n"), is_root, "{said}");
}
