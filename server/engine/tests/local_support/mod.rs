//! What tests with a real Flink share: one home, an engine of its own each, and a gateway asked over plain HTTP.

use egress::{Call, Class, Client, Egress, Policy, TlsOptions};
use engine::local::{EngineStatus, Java, Launcher, LocalEngine, LocalSettings, Manifest, Provisioner, stop_recorded};
use http::Method;
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use url::Url;

/// Fetched once, and used by every test that starts Flink.
pub(crate) fn homes() -> PathBuf {
    match std::env::var_os("SCALEPH_TEST_FLINK_HOME_CACHE") {
        Some(named) => named.into(),
        None => Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("flink-homes"),
    }
}

/// Fetches the jars before anything else does.
pub(crate) async fn provide_home() {
    let (manifest, timeout) = (Manifest::bundled(), Duration::from_secs(1200));
    let provisioner = Provisioner { manifest, homes: homes(), maven: None, timeout };
    provisioner.provide_core(&Java::find(None).await.unwrap(), |_| {}).await.unwrap();
}

pub(crate) fn settings(data: &Path) -> LocalSettings {
    let launcher = Launcher { program: env!("CARGO_BIN_EXE_engine-exec").into(), args: vec![] };
    let mut settings = LocalSettings::new(data, launcher);
    settings.cache_dir = Some(homes());
    settings.quick_start = false;
    settings.demand_confinement = true;
    settings
}

pub(crate) fn client() -> Client {
    Egress::new(Policy::default()).client(Class::LocalEngine, &TlsOptions::default()).unwrap()
}

pub(crate) fn open(settings: LocalSettings) -> LocalEngine {
    LocalEngine::open(settings, client()).unwrap()
}

/// Leaves nothing running, also after a test that failed.
pub(crate) struct Cleanup(pub(crate) PathBuf);

impl Drop for Cleanup {
    fn drop(&mut self) {
        let settings = settings(&self.0);
        let stop = move || tokio::runtime::Runtime::new().unwrap().block_on(stop_recorded(settings)).unwrap();
        // A runtime cannot be entered from within another.
        std::thread::spawn(stop).join().unwrap();
    }
}

/// Waits for a status; panics with the last one after two minutes.
pub(crate) async fn until(engine: &LocalEngine, mut wanted: impl FnMut(&EngineStatus) -> bool) -> EngineStatus {
    let mut status = engine.status();
    let found = tokio::time::timeout(Duration::from_secs(120), status.wait_for(|status| wanted(status))).await;
    match found {
        Ok(found) => found.unwrap().clone(),
        Err(_) => panic!("not reached: {:#?}", *engine.status().borrow()),
    }
}

/// A session of a gateway.
pub(crate) struct Session {
    client: Client,
    base: String,
}

impl Session {
    pub(crate) async fn open(port: u16) -> Self {
        let client = client();
        let base = format!("http://127.0.0.1:{port}/v2/sessions");
        let (_, answer) = ask(&client, Method::POST, &base, Some(json!({}))).await;
        let base = format!("{base}/{}", answer["sessionHandle"].as_str().unwrap());
        Self { client, base }
    }

    /// The rows of a statement, or all that the gateway said instead.
    pub(crate) async fn run(&self, statement: &str) -> Result<Vec<Value>, String> {
        let body = json!({"statement": statement, "executionConfig": {"execution.runtime-mode": "batch"}});
        let (ok, answer) = ask(&self.client, Method::POST, &format!("{}/statements", self.base), Some(body)).await;
        let operation = answer["operationHandle"].as_str().filter(|_| ok).ok_or_else(|| answer.to_string())?;
        let mut path = format!("{}/operations/{operation}/result/0?rowFormat=JSON", self.base);
        let deadline = Instant::now() + Duration::from_secs(90);
        let mut rows = vec![];
        loop {
            assert!(Instant::now() < deadline, "{statement} does not come to its end");
            let (ok, answer) = ask(&self.client, Method::GET, &path, None).await;
            if !ok {
                return Err(answer.to_string());
            }
            let page = answer["results"]["data"].as_array().into_iter().flatten();
            rows.extend(page.map(|row| row["fields"].clone()));
            match answer["resultType"].as_str().unwrap() {
                "EOS" => return Ok(rows),
                "PAYLOAD" => {
                    let host = self.base.split("/v2/").next().unwrap();
                    path = format!("{host}{}", answer["nextResultUri"].as_str().unwrap());
                }
                _ => {}
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn ask(client: &Client, method: Method, url: &str, body: Option<Value>) -> (bool, Value) {
    let mut call = Call::new(method, Url::parse(url).unwrap());
    if let Some(body) = body {
        call = call.json(&body).unwrap();
    }
    let answer = client.open(call).await.unwrap();
    let ok = answer.status().is_success();
    (ok, serde_json::from_slice(&answer.read_limited(8 << 20).await.unwrap()).unwrap())
}
