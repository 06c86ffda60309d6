//! Asks our own processes whether they are ready and whose they are. Never speaks to anybody else's.

use super::config::ENGINE_KEY;
use crate::local::{
    LocalError, Result,
    process::{ProcessId, procfs},
};
use egress::{Call, Client};
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use url::Url;

/// One process, at one port.
pub(crate) struct Probe<'a> {
    pub(crate) client: &'a Client,
    pub(crate) what: &'static str,
    pub(crate) process: ProcessId,
    pub(crate) port: u16,
}

/// What a JobManager says of its cluster, a TaskManager that was just killed included.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Overview {
    pub(crate) slots_total: u32,
    pub(crate) slots_available: u32,
}

impl Probe<'_> {
    /// Whether the port is the process's. Anybody could listen on a port that a dead process left.
    pub(crate) fn owns_port(&self) -> bool {
        self.process.is_alive() && procfs::listens(self.process.pid, self.port)
    }

    /// Slots.
    pub(crate) async fn overview(&self) -> Result<Overview> {
        let answer = self.ask(Method::GET, "/overview", None).await?;
        serde_json::from_value(answer).map_err(|error| self.bad(error.to_string()))
    }

    /// The ports at which the TaskManagers that a JobManager counts as its own take its calls. For some seconds, one
    /// that was killed is among them.
    pub(crate) async fn taskmanager_ports(&self) -> Result<Vec<u16>> {
        let answer = self.ask(Method::GET, "/taskmanagers", None).await?;
        let entries = answer["taskmanagers"].as_array().into_iter().flatten();
        Ok(entries.filter_map(|entry| port_of(entry["path"].as_str()?)).collect())
    }

    /// The id that a JobManager shows.
    pub(crate) async fn jobmanager_id(&self) -> Result<Option<String>> {
        let answer = self.ask(Method::GET, "/jobmanager/config", None).await?;
        let entries = answer.as_array().into_iter().flatten();
        let own = entries.filter(|entry| entry["key"] == ENGINE_KEY).find_map(|entry| entry["value"].as_str());
        Ok(own.map(str::to_owned))
    }

    /// Whether the gateway takes requests.
    pub(crate) async fn gateway_answers(&self) -> Result<()> {
        self.ask(Method::GET, "/info", None).await.map(drop)
    }

    /// The id that sessions of a gateway show.
    pub(crate) async fn gateway_id(&self) -> Result<Option<String>> {
        let session = self.open_session().await?;
        let answer = self.ask(Method::GET, &format!("/v2/sessions/{session}"), None).await;
        self.close_session(&session).await;
        Ok(answer?["properties"][ENGINE_KEY].as_str().map(str::to_owned))
    }

    /// Makes the gateway load its planner, which the first statement would wait seconds for.
    pub(crate) async fn warm_planner(&self) -> Result<()> {
        let session = self.open_session().await?;
        let warmed = self.explain(&session).await;
        self.close_session(&session).await;
        warmed
    }

    async fn explain(&self, session: &str) -> Result<()> {
        let path = format!("/v2/sessions/{session}/statements");
        let answer = self.ask(Method::POST, &path, Some(json!({"statement": "EXPLAIN SELECT 1"}))).await?;
        let operation = self.text(&answer, "operationHandle")?;
        let path = format!("/v2/sessions/{session}/operations/{operation}/result/0?rowFormat=JSON");
        for _ in 0..600 {
            let answer = self.ask(Method::GET, &path, None).await?;
            if answer["resultType"] != "NOT_READY" {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(self.bad("the planner did not become ready".into()))
    }

    async fn open_session(&self) -> Result<String> {
        let answer = self.ask(Method::POST, "/v2/sessions", Some(json!({"sessionName": "scaleph"}))).await?;
        self.text(&answer, "sessionHandle")
    }

    async fn close_session(&self, session: &str) {
        if let Err(error) = self.ask(Method::DELETE, &format!("/v2/sessions/{session}"), None).await {
            tracing::debug!(%error, "a session of our own was not closed: it ends by itself when idle");
        }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        if !self.owns_port() {
            return Err(self.bad(format!("port {} is not its own", self.port)));
        }
        let url = Url::parse(&format!("http://127.0.0.1:{}{path}", self.port))
            .map_err(|error| self.bad(error.to_string()))?;
        let mut call = Call::new(method, url).within(Duration::from_secs(60));
        if let Some(body) = body {
            call = call.json(&body).map_err(|error| self.bad(error.to_string()))?;
        }
        let answer = self.client.open(call).await.map_err(|error| self.bad(error.to_string()))?;
        let status = answer.status();
        let body = answer.read_limited(4 << 20).await.map_err(|error| self.bad(error.to_string()))?;
        if !status.is_success() {
            return Err(self.bad(format!("status {status}")));
        }
        serde_json::from_slice(&body).map_err(|_| self.bad("no JSON".into()))
    }

    fn text(&self, answer: &Value, key: &str) -> Result<String> {
        // It becomes part of a path.
        let plain = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        answer[key].as_str().filter(plain).map(str::to_owned).ok_or_else(|| self.bad(format!("no {key}")))
    }

    fn bad(&self, reason: String) -> LocalError {
        LocalError::BadAnswer { what: self.what, reason }
    }
}

/// The port in the address of a Pekko actor.
fn port_of(path: &str) -> Option<u16> {
    let (_, host) = path.split_once('@')?;
    host.split('/').next()?.rsplit_once(':')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_of_a_taskmanager_is_read_from_its_address() {
        assert_eq!(port_of("pekko.tcp://flink@127.0.0.1:43455/user/rpc/taskmanager_0"), Some(43455));
        assert_eq!(port_of("pekko.tcp://flink@[::1]:6122/user/rpc/taskmanager_0"), Some(6122));
        assert_eq!(port_of("pekko://flink/user/rpc/taskmanager_0"), None);
    }
}
