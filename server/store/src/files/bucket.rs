//! A bucket of an S3-compatible server.

use super::outgoing::Outgoing;
use egress::Client;
use object_store::{BackoffConfig, ObjectStore, RetryConfig, aws::AmazonS3Builder, path::Path, prefix::PrefixStore};
use std::{fmt, sync::Arc, time::Duration};
use url::Url;

/// A bucket, and what opens it.
#[derive(Clone)]
pub struct BucketOptions {
    /// How it is called.
    pub bucket: String,
    /// What every name in it begins with; may be empty.
    pub prefix: String,
    /// Where its server is; without one it is Amazon's.
    pub endpoint: Option<Url>,
    /// The region it is in.
    pub region: String,
    /// True when it stands in the path of an address, false when it is the first part of the host.
    pub path_style: bool,
    /// Who we are there.
    pub access_key_id: String,
    /// What proves it.
    pub secret_access_key: String,
    /// Goes with a key that holds for a while only.
    pub session_token: Option<String>,
    /// The way out.
    pub client: Client,
}

impl BucketOptions {
    /// As `s3://bucket/prefix`.
    pub(super) fn address(&self) -> String {
        format!("s3://{}/{}", self.bucket, self.prefix).trim_end_matches('/').to_owned()
    }

    pub(super) fn open(&self) -> object_store::Result<Arc<dyn ObjectStore>> {
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_access_key_id(&self.access_key_id)
            .with_secret_access_key(&self.secret_access_key)
            .with_virtual_hosted_style_request(!self.path_style)
            // Not every server has it, and we delete one by one.
            .with_disable_bulk_delete(true)
            .with_retry(patience())
            .with_http_connector(Outgoing::new(self.client.clone()));
        if let Some(token) = &self.session_token {
            builder = builder.with_token(token);
        }
        if let Some(endpoint) = self.host() {
            builder = builder.with_endpoint(endpoint);
        }
        let store = builder.build()?;
        match self.prefix.as_str() {
            "" => Ok(Arc::new(store)),
            prefix => Ok(Arc::new(PrefixStore::new(store, Path::parse(prefix)?))),
        }
    }

    /// The server, with the bucket in its name if that is where it stands.
    fn host(&self) -> Option<String> {
        let mut endpoint = self.endpoint.clone()?;
        if !self.path_style {
            let host = format!("{}.{}", self.bucket, endpoint.host_str().unwrap_or_default());
            // An address that cannot be a name stays as it is; the check at the start tells.
            _ = endpoint.set_host(Some(&host));
        }
        Some(endpoint.as_str().trim_end_matches('/').to_owned())
    }
}

impl fmt::Debug for BucketOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BucketOptions({})", self.address())
    }
}

/// Somebody waits for most of what is asked, so it fails while they still do.
fn patience() -> RetryConfig {
    let backoff =
        BackoffConfig { init_backoff: Duration::from_millis(200), max_backoff: Duration::from_secs(3), base: 2.0 };
    RetryConfig { backoff, max_retries: 4, retry_timeout: Duration::from_secs(30) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egress::{Class, Egress, Policy, TlsOptions};

    fn bucket(endpoint: Option<&str>, path_style: bool) -> BucketOptions {
        BucketOptions {
            bucket: "lake".into(),
            prefix: "scaleph/files".into(),
            endpoint: endpoint.map(|url| url.parse().unwrap()),
            region: "us-east-1".into(),
            path_style,
            access_key_id: "id".into(),
            secret_access_key: "hunter2".into(),
            session_token: Some("hunter3".into()),
            client: Egress::new(Policy::default()).client(Class::ObjectStore, &TlsOptions::default()).unwrap(),
        }
    }

    #[test]
    fn a_bucket_stands_in_the_path_or_in_the_name_of_its_server() {
        for (endpoint, path_style, host) in [
            (Some("http://minio:9000"), true, Some("http://minio:9000")),
            (Some("https://s3.example/"), false, Some("https://lake.s3.example")),
            (Some("https://s3.example:8443"), false, Some("https://lake.s3.example:8443")),
            (None, false, None),
        ] {
            assert_eq!(bucket(endpoint, path_style).host().as_deref(), host);
        }
    }

    #[test]
    fn what_opens_a_bucket_does_not_show_in_debug_output() {
        let options = bucket(None, true);
        assert_eq!(format!("{options:?}"), "BucketOptions(s3://lake/scaleph/files)");
        assert!(!format!("{:?}", options.open().unwrap()).contains("hunter"));
        assert_eq!(BucketOptions { prefix: String::new(), ..options }.address(), "s3://lake");
    }
}
