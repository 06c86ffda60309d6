//! Looking at a gateway.

use super::classify;
use crate::{connection::Link, error::Result};
use http::Method;
use model::flink::{OperationHandle, OperationStatus, SessionHandle};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Looks at a gateway, and changes nothing.
#[derive(Clone, Debug)]
pub struct GatewayReader {
    pub(super) link: Link,
}

/// What a gateway says it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GatewayInfo {
    /// `Apache Flink`.
    #[serde(rename = "productName")]
    pub product: String,
    /// Its Flink's version, verbatim.
    pub version: String,
}

impl GatewayReader {
    pub(crate) fn new(link: Link) -> Self {
        Self { link }
    }

    /// The versions of its API: 2 is among them from 1.17 on.
    ///
    /// # Errors
    /// It cannot be asked, or it is not a gateway.
    pub async fn api_versions(&self) -> Result<Vec<u8>> {
        #[derive(Deserialize)]
        struct Versions {
            versions: Vec<String>,
        }
        let call = self.link.call(Method::GET, &["api_versions"]);
        let answer: Versions = self.link.json("a list of api versions", call).await?;
        let number = |text: &String| text.strip_prefix(['V', 'v']).and_then(|number| number.parse().ok());
        Ok(answer.versions.iter().filter_map(number).collect())
    }

    /// What it says it is.
    ///
    /// # Errors
    /// It cannot be asked, or it is not a gateway.
    pub async fn info(&self) -> Result<GatewayInfo> {
        self.link.json("the gateway's version", self.link.call(Method::GET, &["info"])).await
    }

    /// Every setting that holds in a session; values of secrets are not masked by the gateway.
    ///
    /// # Errors
    /// [`Error::SessionLost`](crate::Error::SessionLost) and whatever else can go wrong.
    pub async fn session_properties(&self, session: SessionHandle) -> Result<BTreeMap<String, String>> {
        #[derive(Deserialize)]
        struct Session {
            properties: BTreeMap<String, String>,
        }
        let call = self.link.call(Method::GET, &["v2", "sessions", &session.to_string()]);
        let answer = self.link.json::<Session>("a session", call).await;
        answer.map(|answer| answer.properties).map_err(|error| classify::of_session(session, error))
    }

    /// What a statement is doing. A streaming query is `FINISHED` as soon as its result is open.
    ///
    /// # Errors
    /// [`Error::SessionLost`](crate::Error::SessionLost), [`Error::OperationLost`](crate::Error::OperationLost) and
    /// whatever else can go wrong.
    pub async fn status(&self, session: SessionHandle, operation: OperationHandle) -> Result<OperationStatus> {
        let call = self.link.call(Method::GET, &operation_path(session, operation, "status").each());
        let answer = self.link.json::<Status>("the state of an operation", call).await;
        answer.map(|answer| answer.status).map_err(|error| classify::of_session(session, error))
    }
}

/// What the gateway says about an operation.
#[derive(Deserialize)]
pub(super) struct Status {
    pub(super) status: OperationStatus,
}

/// `v2/sessions/{session}/operations/{operation}/{what}`.
pub(super) struct OperationPath([String; 6]);

pub(super) fn operation_path(session: SessionHandle, operation: OperationHandle, what: &str) -> OperationPath {
    let (session, operation) = (session.to_string(), operation.to_string());
    OperationPath(["v2".into(), "sessions".into(), session, "operations".into(), operation, what.into()])
}

impl OperationPath {
    pub(super) fn each(&self) -> [&str; 6] {
        self.0.each_ref().map(String::as_str)
    }
}
