//! A new install with its first administrator, made through the server itself as a person makes it.

use super::{
    client::Client,
    surroundings::{Server, Surroundings},
};
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use tempfile::TempDir;

/// The administrator.
const NAME: &str = "ada";
const PASSWORD: &str = "correct horse battery";

/// Data of an install with an administrator and the sample project. No server runs on it.
#[derive(Debug)]
pub(super) struct Install {
    /// The administrator's session.
    pub(super) cookie: String,
    /// The administrator.
    pub(super) user: String,
    /// The sample project.
    pub(super) project: String,
    /// Its script.
    pub(super) script: String,
    folder: TempDir,
}

impl Install {
    /// Makes it.
    pub(super) fn make(surroundings: &Surroundings) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let server = surroundings.start(surroundings.built()?, &folder.path().join("data"))?;
        let said = server.said()?;
        let link = said.split_whitespace().find(|word| word.contains("/setup?token=")).context("no setup link")?;
        let token = link.rsplit('=').next().unwrap_or_default();
        let mut client = Client::new(server.port, "")?;
        let fields = [
            ("token", token),
            ("name", NAME),
            ("display_name", "Ada Lovelace"),
            ("secret_password", PASSWORD),
            ("secret_again", PASSWORD),
        ];
        client.post("/setup", &fields)?;
        let (path, page) = client.page("/")?;
        let ids: Vec<&str> = path.split('/').collect();
        let ["", "projects", project, "sql", script] = ids.as_slice() else {
            anyhow::bail!("a new install leads to {path}, not to a script");
        };
        let (project, script) = ((*project).to_owned(), (*script).to_owned());
        let user = viewer(&page.text()).context("the page does not say whose it is")?;
        let cookie = client.cookie;
        server.stop()?;
        Ok(Self { cookie, user, project, script, folder })
    }

    /// The data directory.
    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Starts a server on it that may connect to clusters of this host.
    pub(super) fn start(&self, surroundings: &Surroundings) -> Result<Server> {
        let settings = [("SCALEPH_EGRESS_ALLOW_LOOPBACK", "cluster")];
        surroundings.start_with(surroundings.built()?, &self.data(), &settings)
    }

    /// The administrator's browser.
    pub(super) fn client(&self, server: &Server) -> Result<Client> {
        Client::new(server.port, &self.cookie)
    }

    /// Signs the administrator in once more, in a browser of its own.
    pub(super) fn sign_in(&self, server: &Server) -> Result<Client> {
        let mut client = Client::new(server.port, "")?;
        client.get("/sign-in")?;
        let to = client.post("/sign-in", &[("name", NAME), ("secret_password", PASSWORD)])?;
        ensure!(to == "/", "signing in led to {to}");
        Ok(client)
    }

    /// Registers a session cluster whose REST and gateway are on a port of loopback, and lets the project query it.
    pub(super) fn register_cluster(&self, server: &Server, port: u16) -> Result<String> {
        let mut client = self.client(server)?;
        let address = format!("http://127.0.0.1:{port}");
        let fields = [
            ("name", "Stand-in"),
            ("rest_url", address.as_str()),
            ("gateway_url", &address),
            ("credentials", "none"),
            ("act", "save"),
        ];
        let page = client.post("/clusters/new", &fields)?;
        let cluster = page.strip_prefix("/clusters/").filter(|id| id.len() == 36);
        let cluster = cluster.with_context(|| format!("registering a cluster led to {page}"))?;
        let fields = [("project", self.project.as_str()), ("may_query", "on")];
        client.post(&format!("{page}/grants"), &fields)?;
        Ok(cluster.to_owned())
    }
}

fn viewer(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("data-viewer=\"")?;
    Some(rest.split('"').next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_whose_it_is() {
        assert_eq!(viewer(r#"<body data-viewer="01a2" class="x">"#).as_deref(), Some("01a2"));
        assert_eq!(viewer("<body>"), None);
    }
}
