//! Tries what was laid out as somebody does who got nothing else: copied elsewhere, started there, looked at.

use crate::{
    http::{Answer, get_page},
    process::{Group, go_on},
    site,
};
use anyhow::{Context, Result, bail, ensure};
use std::{
    env, fs, io,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long the server may take to its first page, and to its end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where the unit expects the directory.
const HOME: &str = "/opt";

/// Copies the directory, starts the server from the copy with nothing of this checkout in sight, and loads a page with
/// everything it names; then asks systemd about the unit.
pub(super) fn trial(folder: &Path, name: &str) -> Result<()> {
    let elsewhere = tempfile::tempdir()?;
    let copy = elsewhere.path().join(name);
    site::copy(folder, &copy)?;
    let server = Server::start(&copy.join(name), elsewhere.path())?;
    let page = server.first_page()?;
    let text = page.text();
    let named = named(&text);
    for kind in [".css", ".js", ".svg"] {
        ensure!(named.iter().any(|path| path.ends_with(kind)), "the first page names no {kind} file");
    }
    for path in &named {
        let file = get_page(server.port, path)?;
        ensure!(file.status == 200 && !file.body.is_empty(), "{path} answered {}", file.status);
    }
    server.stop()?;
    verify(&copy.join(format!("{name}.service")), &copy, name)
}

/// The browser's files that a page names.
fn named(page: &str) -> Vec<&str> {
    let quoted = page.split('"').skip(1).step_by(2);
    let mut named: Vec<&str> = quoted.filter(|text| text.starts_with("/pkg/")).collect();
    named.iter_mut().for_each(|path| *path = path.split('#').next().unwrap_or_default());
    named.sort_unstable();
    named.dedup();
    named
}

/// The server of the copy.
struct Server {
    group: Group,
    port: u16,
    log: PathBuf,
}

impl Server {
    /// Starts it with its data beside the copy; no setting of ours and no folder of ours reaches it.
    fn start(binary: &Path, beside: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = beside.join("log");
        let output = fs::File::create(&log)?;
        let mut command = Command::new(binary);
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("SCALEPH_") {
                command.env_remove(name);
            }
        }
        command.current_dir(beside).arg(format!("--data-dir={}", beside.join("data").display()));
        command.arg(format!("--listen=127.0.0.1:{port}")).args(["--admin.listen=", "--engine.local=off"]);
        let group = Group::start(command.stdout(output.try_clone()?).stderr(Stdio::from(output)))?;
        Ok(Self { group, port, log })
    }

    fn first_page(&self) -> Result<Answer> {
        let since = Instant::now();
        loop {
            if let Ok(page) = get_page(self.port, "/") {
                ensure!(page.status == 200, "the first page answered {}", page.status);
                return Ok(page);
            }
            go_on()?;
            if since.elapsed() > PATIENCE {
                bail!("no page:\n{}", fs::read_to_string(&self.log).unwrap_or_default());
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn stop(self) -> Result<()> {
        self.group.stop(PATIENCE)
    }
}

/// Lets systemd read the unit as it will stand on a host: what it does not understand, it would silently leave out.
fn verify(unit: &Path, copy: &Path, name: &str) -> Result<()> {
    let home = format!("{HOME}/{name}/");
    let text = fs::read_to_string(unit)?;
    ensure!(text.contains(&home), "{} starts nothing below {home}", unit.display());
    fs::write(unit, text.replace(&home, &format!("{}/", copy.display())))?;
    let output = match Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(unit).output() {
        Ok(output) => output,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            eprintln!("  skipped: no systemd-analyze to read {name}.service");
            return Ok(());
        }
        Err(error) => return Err(error).context("starting systemd-analyze"),
    };
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success() && said.trim().is_empty(), "systemd does not take {name}.service: {}", said.trim());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_a_page_names_are_found_once_each() {
        let page = r##"<link href="/pkg/a/main.css"><use href="/pkg/a/icons.svg#x"/><use href="/pkg/a/icons.svg#y"/>
            <a href="/setup">"##;
        assert_eq!(named(page), ["/pkg/a/icons.svg", "/pkg/a/main.css"]);
    }

    #[test]
    fn a_unit_that_systemd_does_not_understand_fails_the_trial() {
        let folder = tempfile::tempdir().unwrap();
        let unit = folder.path().join("x.service");
        let tried = |text: &str| {
            fs::write(&unit, text).unwrap();
            verify(&unit, Path::new("/bin"), "x")
        };
        assert!(tried("[Service]\nExecStart=/usr/bin/true\n").unwrap_err().to_string().contains("/opt/x/"));
        if Command::new("systemd-analyze").arg("--version").output().is_ok() {
            tried("[Service]\nExecStart=/opt/x/true\n").unwrap();
            let wrong = tried("[Service]\nExecStart=/opt/x/true\nKilMode=process\n").unwrap_err().to_string();
            assert!(wrong.contains("KilMode"), "{wrong}");
        }
    }
}
