//! A real S3 server on loopback, which checks signatures, with one bucket.

use crate::{BucketOptions, FileOptions};
use axum::{Router, error_handling::HandleError, http::StatusCode};
use egress::{Class, Client, Egress, Policy, TlsOptions};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use std::{net::SocketAddr, path::PathBuf};
use tokio::{net::TcpListener, task::JoinHandle};

/// The bucket that is there.
pub(crate) const BUCKET: &str = "lake";
/// What our names in it begin with.
const PREFIX: &str = "scaleph/files";
/// Who may use it.
pub(crate) const KEY_ID: &str = "AKSCALEPH";
/// What proves it.
pub(crate) const SECRET: &str = "hunter2-hunter2-hunter2";

/// The server; it ends with the test.
pub(crate) struct TestBucket {
    root: tempfile::TempDir,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl TestBucket {
    pub(crate) async fn start() -> Self {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join(BUCKET)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = serve(listener, root.path().into());
        Self { root, address, serving }
    }

    /// It is gone, with every connection to it.
    pub(crate) async fn stop(&mut self) {
        self.serving.abort();
        _ = (&mut self.serving).await;
    }

    /// It is back, where it was.
    pub(crate) async fn start_again(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serving = serve(listener, self.root.path().into());
    }

    /// What opens the bucket.
    pub(crate) fn options(&self) -> BucketOptions {
        BucketOptions {
            bucket: BUCKET.into(),
            prefix: PREFIX.into(),
            endpoint: Some(format!("http://{}", self.address).parse().unwrap()),
            region: "us-east-1".into(),
            path_style: true,
            access_key_id: KEY_ID.into(),
            secret_access_key: SECRET.into(),
            session_token: None,
            client: client(&[Class::ObjectStore]),
        }
    }

    /// The same, as the store takes it.
    pub(crate) fn files(&self) -> FileOptions {
        FileOptions::Bucket(Box::new(self.options()))
    }

    /// Where the server has its objects.
    pub(crate) fn disk(&self) -> PathBuf {
        self.root.path().join(BUCKET).join(PREFIX)
    }

    /// Everything that the server keeps on its disk for the bucket, parts of unfinished uploads too.
    pub(crate) fn kept(&self) -> Vec<String> {
        let mut kept = Vec::new();
        let mut folders = vec![self.root.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().filter_map(Result::ok) {
                match entry.file_type().unwrap().is_dir() {
                    true => folders.push(entry.path()),
                    false => kept.push(entry.path().strip_prefix(self.root.path()).unwrap().display().to_string()),
                }
            }
        }
        kept
    }
}

/// A way out that reaches loopback for these classes.
pub(crate) fn client(loopback: &[Class]) -> Client {
    let policy = Policy { allow_loopback: loopback.iter().copied().collect(), ..Policy::default() };
    Egress::new(policy).client(Class::ObjectStore, &TlsOptions::default()).unwrap()
}

fn serve(listener: TcpListener, root: PathBuf) -> JoinHandle<()> {
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root).unwrap());
    service.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
    let service = HandleError::new(service.build(), async |_| StatusCode::INTERNAL_SERVER_ERROR);
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback_service(service)).await.unwrap() })
}
