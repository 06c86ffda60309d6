//! Asking.

use crate::{Answer, Call, Class, Error, Policy, Result, TlsOptions, call::Patience, resolver::Resolver};
use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use url::{Host, Url};

/// Where clients come from. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Egress {
    policy: Arc<Policy>,
}

impl Egress {
    /// The one of this server.
    pub fn new(policy: Policy) -> Self {
        Self { policy: Arc::new(policy) }
    }

    /// A client for connections of a class; keep it, its connections are reused.
    ///
    /// # Errors
    /// [`Error::Material`] when the TLS options, or the authorities of the policy, are not usable.
    pub fn client(&self, class: Class, tls: &TlsOptions) -> Result<Client> {
        let also = self.policy.also_trusted.as_deref();
        let trusted = TlsOptions { ca_pem: tls.ca_pem.clone(), client: None };
        for (given, tls, what) in [
            (tls.ca_pem.is_some() || also.is_some(), &trusted, "certificate authority"),
            (tls.client.is_some(), tls, "client certificate"),
        ] {
            if given {
                let built = tls.apply(reqwest::Client::builder(), also)?.build();
                built.map_err(|source| Error::Material { what, source })?;
            }
        }
        let ports = Mutex::default();
        Ok(Client { inner: Arc::new(Inner { policy: self.policy.clone(), class, tls: tls.clone(), ports }) })
    }

    /// Checks what can be checked without asking a resolver: for a form that registers an address.
    ///
    /// # Errors
    /// [`Error::Address`] or [`Error::Refused`].
    pub fn check_url(&self, class: Class, url: &Url) -> Result<()> {
        check_url(&self.policy, class, url).map(drop)
    }
}

/// Asks in one class. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    policy: Arc<Policy>,
    class: Class,
    tls: TlsOptions,
    /// One for each port, for a resolver is not told which port a name is resolved for, and our own listeners are
    /// refused by port.
    ports: Mutex<HashMap<u16, reqwest::Client>>,
}

/// More ports than anybody needs; beyond it connections are made anew.
const MOST_PORTS: usize = 32;

impl Client {
    /// What it is for.
    pub fn class(&self) -> Class {
        self.inner.class
    }

    /// Asks, and returns when the head of the answer is there; any status is an answer.
    ///
    /// # Errors
    /// Everything of [`Error`] but [`Error::TooLarge`].
    pub async fn open(&self, call: Call) -> Result<Answer> {
        let started = Instant::now();
        let host = call.url.host_str().unwrap_or_default().to_owned();
        let outcome = self.exchange(&host, call).await;
        self.record(&host, &outcome, started.elapsed());
        outcome
    }

    /// Asks and reads the whole answer: the form that `oauth2` and `openidconnect` take as their HTTP client.
    ///
    /// # Errors
    /// Everything of [`Error`]; [`Error::TooLarge`] beyond the policy's bound.
    pub async fn send(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>> {
        let answer = self.open(request.try_into()?).await?;
        let mut response = http::Response::new(Vec::new());
        *response.status_mut() = answer.status();
        *response.headers_mut() = answer.headers().clone();
        *response.body_mut() = answer.read_limited(self.inner.policy.most_bytes).await?.into();
        Ok(response)
    }

    async fn exchange(&self, host: &str, call: Call) -> Result<Answer> {
        let port = check_url(&self.inner.policy, self.inner.class, &call.url)?;
        let mut request = reqwest::Request::new(call.method, call.url);
        *request.headers_mut() = call.headers;
        *request.body_mut() = call.body.map(Into::into);
        let (whole, each) = match call.patience {
            None => (Some(self.inner.policy.total_timeout), None),
            Some(Patience::Whole(deadline)) => (Some(deadline), None),
            Some(Patience::Each(wait)) => (None, Some(wait)),
        };
        *request.timeout_mut() = whole;
        let head = self.of_port(port)?.execute(request);
        let response = waited(host, each, head).await?.map_err(|error| Error::of(host, &error))?;
        Ok(Answer { host: host.to_owned(), response, wait: each })
    }

    fn of_port(&self, port: u16) -> Result<reqwest::Client> {
        let mut ports = self.inner.ports.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = ports.get(&port) {
            return Ok(client.clone());
        }
        if ports.len() >= MOST_PORTS {
            ports.clear();
        }
        let client = self.inner.build(port)?;
        ports.insert(port, client.clone());
        Ok(client)
    }

    /// The audit of what goes out. What is asked all the time is not worth more than `debug`.
    fn record(&self, host: &str, outcome: &Result<Answer>, took: Duration) {
        let class = self.inner.class.as_str();
        let duration_ms = took.as_millis() as u64;
        match outcome {
            Ok(answer) => {
                let status = answer.status().as_u16();
                match self.inner.class {
                    Class::Cluster | Class::LocalEngine | Class::ObjectStore => {
                        tracing::debug!(target: "egress", class, host, status, duration_ms, "asked {host}");
                    }
                    _ => tracing::info!(target: "egress", class, host, status, duration_ms, "asked {host}"),
                }
            }
            Err(error @ (Error::Refused { .. } | Error::Address)) => {
                tracing::warn!(target: "egress", class, host, duration_ms, "refused to ask {host}: {error}");
            }
            Err(error) => {
                let reason = error.reason();
                tracing::info!(target: "egress", class, host, duration_ms, reason, "could not ask {host}: {error}");
            }
        }
    }
}

impl Inner {
    fn build(&self, port: u16) -> Result<reqwest::Client> {
        let resolver = Resolver { policy: self.policy.clone(), class: self.class, port };
        let builder = reqwest::Client::builder()
            .user_agent(concat!("scaleph/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.policy.connect_timeout)
            .pool_idle_timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(8)
            .dns_resolver(Arc::new(resolver));
        // Our own engine speaks plain HTTP, so the certificates of the world need not be loaded.
        let builder = match self.class {
            Class::LocalEngine => builder.tls_built_in_root_certs(false),
            _ => builder,
        };
        self.tls.apply(builder, self.policy.also_trusted.as_deref())?.build().map_err(|_| Error::Call)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.inner.class.as_str())
    }
}

/// What comes within so long, if there is a bound.
pub(crate) async fn waited<T>(host: &str, wait: Option<Duration>, what: impl Future<Output = T>) -> Result<T> {
    let Some(wait) = wait else { return Ok(what.await) };
    let timeout = |_| Error::Timeout { host: host.to_owned(), connecting: false };
    tokio::time::timeout(wait, what).await.map_err(timeout)
}

/// Checks the address itself, and gives its port. A host that is an IP address never sees a resolver.
fn check_url(policy: &Policy, class: Class, url: &Url) -> Result<u16> {
    let credentials = !url.username().is_empty() || url.password().is_some();
    if !matches!(url.scheme(), "http" | "https") || credentials {
        return Err(Error::Address);
    }
    let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Err(Error::Address);
    };
    let ip = match host {
        Host::Domain(_) => return Ok(port),
        Host::Ipv4(ip) => IpAddr::V4(ip),
        Host::Ipv6(ip) => IpAddr::V6(ip),
    };
    match policy.allows(class, ip, port) {
        true => Ok(port),
        false => Err(Error::Refused { host: url.host_str().unwrap_or_default().to_owned() }),
    }
}
