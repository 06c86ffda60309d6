//! A new install with its first administrator, made through the server itself as a person makes it.

use super::surroundings::{Server, Surroundings};
use crate::{
    account::{Account, NAME, PASSWORD},
    client::Client,
};
use anyhow::{Context, Result, ensure};
use std::path::PathBuf;
use tempfile::TempDir;

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
        let Account { cookie, user, project, script } = Account::make(&server)?;
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
