//! The SQL page in a browser, as the server sees it: what the island and the page script ask for, in the same order.

use super::{
    gateway::Gateway,
    install::Install,
    surroundings::{Server, Surroundings},
};
use crate::client::Client;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::{
    io::BufRead,
    net::{Shutdown, TcpStream},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::Duration,
};

/// Rows that the island asks for around those in view.
const WINDOW: u64 = 150;

/// The SQL page of the administrator in the sample project, on one cluster.
#[derive(Debug)]
pub(super) struct Workspace {
    client: Client,
    port: u16,
    project: String,
    cluster: String,
}

/// A query as the page has it.
#[derive(Debug)]
pub(super) struct Query {
    /// Which.
    pub(super) id: String,
    topic: String,
    revision: i64,
    /// `◐`: how its state looks.
    pub(super) shape: String,
    /// One past its newest row.
    pub(super) end: u64,
    /// True when it will not change any more.
    pub(super) is_over: bool,
}

/// `/live` for one topic: says when to look again.
#[derive(Debug)]
pub(super) struct Live {
    news: Receiver<Heard>,
    stream: Option<TcpStream>,
}

/// First the connection, so that it can be ended; then one for each message.
#[derive(Debug)]
enum Heard {
    Open(TcpStream),
    News,
}

impl Workspace {
    /// A new install whose project may query the stand-in, a server on it, and its SQL page.
    pub(super) fn of_new_install(surroundings: &Surroundings, gateway: &Gateway) -> Result<(Install, Server, Self)> {
        let install = Install::make(surroundings)?;
        let server = install.start(surroundings)?;
        let cluster = install.register_cluster(&server, gateway.port)?;
        let workspace = Self::open(&install, &server, &cluster)?;
        Ok((install, server, workspace))
    }

    /// Opens it.
    pub(super) fn open(install: &Install, server: &Server, cluster: &str) -> Result<Self> {
        let (client, project) = (install.client(server)?, install.project.clone());
        Ok(Self { client, port: server.port, project, cluster: cluster.into() })
    }

    /// Sends a statement.
    pub(super) fn run(&mut self, statement: &str) -> Result<Query> {
        let arguments = json!({
            "project": self.project, "cluster": self.cluster, "script": null,
            "statement": {"text": statement, "line": 1, "column": 1},
        });
        Query::read(&self.client.call("run_statement", &arguments)?)
    }

    /// Listens to a query, on a connection of its own that is opened meanwhile.
    pub(super) fn follow(&self, query: &Query) -> Live {
        let (sender, news) = mpsc::channel();
        let (port, cookie) = (self.port, self.client.cookie.clone());
        let path = format!("/live?have={}%40{}", query.topic, query.revision);
        thread::spawn(move || {
            // It ends with an error when the other end of the channel is gone, or the connection.
            let _ = listen(port, &cookie, &path, &sender);
        });
        Live { news, stream: None }
    }

    /// Reads the query as it is now and the rows from a number on; says how many rows came.
    pub(super) fn read(&mut self, query: &mut Query, from: u64) -> Result<usize> {
        let arguments = json!({"project": self.project, "query": query.id, "from": from, "count": WINDOW});
        let read = self.client.call("read_rows", &arguments)?;
        *query = Query::read(&read["query"])?;
        Ok(read["rows"].as_array().map_or(0, Vec::len))
    }

    /// The same for the newest rows, as a page shows them that follows a stream.
    pub(super) fn read_newest(&mut self, query: &mut Query) -> Result<usize> {
        self.read(query, query.end.saturating_sub(WINDOW))
    }

    /// Waits until a query is as wanted, looking whenever there is news of it, and once more after `patience`.
    pub(super) fn until(
        &mut self,
        query: &mut Query,
        patience: Duration,
        mut wanted: impl FnMut(&Query, usize) -> Result<bool>,
    ) -> Result<()> {
        let mut live = self.follow(query);
        let mut heard = true;
        loop {
            let rows = self.read_newest(query)?;
            if wanted(query, rows)? {
                return Ok(());
            }
            ensure!(heard, "nothing was heard of a query for {patience:?}: {query:?}");
            heard = live.wait(patience)?;
        }
    }
}

impl Query {
    fn read(view: &Value) -> Result<Self> {
        let text = |key: &str| view[key].as_str().map(str::to_owned).with_context(|| format!("a query without {key}"));
        Ok(Self {
            id: text("id")?,
            topic: text("topic")?,
            shape: text("shape")?,
            revision: view["revision"].as_i64().context("a query without revision")?,
            end: view["end_row"].as_u64().context("a query without end_row")?,
            is_over: view["is_over"].as_bool().context("a query without is_over")?,
        })
    }

    /// The topic and revision, as `/live` takes them.
    pub(super) fn have(&self) -> String {
        format!("{}@{}", self.topic, self.revision)
    }
}

impl Live {
    /// Waits for news; what has piled up counts once. False when none came in time.
    pub(super) fn wait(&mut self, patience: Duration) -> Result<bool> {
        loop {
            match self.news.recv_timeout(patience) {
                Ok(Heard::Open(stream)) => self.stream = Some(stream),
                Ok(Heard::News) => {
                    while let Ok(Heard::News) = self.news.try_recv() {}
                    return Ok(true);
                }
                Err(RecvTimeoutError::Timeout) => return Ok(false),
                Err(RecvTimeoutError::Disconnected) => bail!("/live has ended"),
            }
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if let Some(stream) = &self.stream {
            // One that is closed already is as good.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn listen(port: u16, cookie: &str, path: &str, sender: &Sender<Heard>) -> Result<()> {
    let mut stream = Client::new(port, cookie)?.stream(path)?;
    sender.send(Heard::Open(stream.get_ref().try_clone()?))?;
    let mut line = String::new();
    while stream.read_line(&mut line)? > 0 {
        if line.starts_with("data:") {
            sender.send(Heard::News)?;
        }
        line.clear();
    }
    Ok(())
}
