//! The first administrator of a new install, made as a person makes it: by the link that the server prints.

use crate::{client::Client, server::Server};
use anyhow::{Context, Result};

/// How the administrator signs in.
pub(crate) const NAME: &str = "ada";
/// With what.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The administrator, and where a new install leads them.
#[derive(Debug)]
pub(crate) struct Account {
    /// The administrator's session.
    pub(crate) cookie: String,
    /// The administrator.
    pub(crate) user: String,
    /// The sample project.
    pub(crate) project: String,
    /// Its script.
    pub(crate) script: String,
}

impl Account {
    /// Makes it on a server that has none yet.
    pub(crate) fn make(server: &Server) -> Result<Self> {
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
        Ok(Self { cookie: client.cookie, user, project, script })
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
