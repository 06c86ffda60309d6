//! The console's listener: where it listens, under which names, and behind whom.

use super::{kind::FromText, problem::Problem, values::Values};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use url::Url;

/// The console's listener.
#[derive(Clone, Debug)]
pub struct WebConfig {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address people open, if it was set; [`Self::origin`] knows the rest.
    pub public_url: Option<Origin>,
    /// Further names under which the console answers.
    pub allowed_hosts: Vec<Host>,
    /// Whose `X-Forwarded-For`, `Forwarded` and `X-Request-Id` are believed.
    pub trusted_proxies: Vec<IpNet>,
}

/// The listener for metrics and health.
#[derive(Clone, Debug)]
pub struct AdminConfig {
    /// Where to listen; nothing if it is switched off.
    pub listen: Option<SocketAddr>,
}

impl WebConfig {
    pub(super) fn new(values: &mut Values, problems: &mut Vec<Problem>) -> Self {
        let listen: SocketAddr = values.require("listen");
        let public_url: Option<Origin> = values.get("public_url");
        let seen = public_url.clone().unwrap_or_else(|| Origin::of_listener(listen));
        if public_url.is_none() && listen.ip().is_unspecified() {
            let text = format!("must be set, because listen is {listen}: the address that people open");
            problems.push(values.rule("public_url", text));
        } else if !seen.is_https() && !seen.is_loopback() && !values.require::<bool>("allow_insecure_http") {
            let text = format!(
                "{seen} is plain http and not of this host, so passwords would travel in the clear; \
                 put an https proxy before it, or set allow_insecure_http"
            );
            problems.push(values.rule("public_url", text));
        }
        values.derive("public_url", seen.to_string());
        Self {
            listen,
            public_url,
            allowed_hosts: values.list("allowed_hosts"),
            trusted_proxies: values.list("trusted_proxies"),
        }
    }

    /// The origin that people see. `bound` is the address of the open listener, which knows its port.
    pub fn origin(&self, bound: SocketAddr) -> Origin {
        self.public_url.clone().unwrap_or_else(|| Origin::of_listener(bound))
    }

    /// Whether the console answers to a `Host` header (or `:authority`); if not, the answer is 421.
    pub fn accepts_host(&self, bound: SocketAddr, host: &str) -> bool {
        let origin = self.origin(bound);
        let scheme = origin.0.scheme();
        let Some(asked) = Host::from_text(host).map(|host| host.with_port(scheme)) else {
            return false;
        };
        let local = bound.ip().is_loopback() && asked.1 == bound.port() && is_loopback(&asked.0);
        local || asked == origin.host() || self.allowed_hosts.iter().any(|host| host.with_port(scheme) == asked)
    }
}

impl AdminConfig {
    pub(super) fn new(values: &Values, problems: &mut Vec<Problem>) -> Self {
        let listen: Option<SocketAddr> = values.get("admin.listen");
        let console: SocketAddr = values.require("listen");
        if console.port() != 0 && listen == Some(console) {
            problems.push(values.rule("admin.listen", "must be another address or port than listen"));
        }
        Self { listen }
    }
}

/// Scheme, host and port of an address; no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Url);

impl Origin {
    fn of_listener(listen: SocketAddr) -> Self {
        Self(Url::parse(&format!("http://{listen}")).expect("an address and a port are a host of a URL"))
    }

    /// Whether people are behind TLS: cookies are `Secure`, and HSTS is sent.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether only this host itself can mean it.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.host().0)
    }

    /// Whether its host is a number instead of a name.
    pub(super) fn is_ip_address(&self) -> bool {
        self.0.domain().is_none()
    }

    /// As an address without a path.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// A whole address on this origin.
    pub fn url(&self, path: &str) -> String {
        format!("{self}/{}", path.trim_start_matches('/'))
    }

    fn host(&self) -> (String, u16) {
        let port = self.0.port_or_known_default().expect("http and https have a default port");
        (self.0.host_str().expect("an origin has a host").to_owned(), port)
    }
}

/// As a browser writes it into `Origin`: no slash at the end, no default port.
impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.origin().ascii_serialization())
    }
}

impl FromText for Origin {
    const NAME: &'static str = "http(s) address";
    const ALLOWED: &'static str = "`https://` or `http://` with a host and perhaps a port, and nothing after that";

    fn from_text(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        (bare && url.username().is_empty() && url.password().is_none()).then_some(Self(url))
    }
}

/// A host name or address, perhaps with a port; without one it means the usual port of `public_url`'s scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    name: String,
    port: Option<u16>,
}

impl Host {
    fn with_port(&self, scheme: &str) -> (String, u16) {
        (self.name.clone(), self.port.unwrap_or(if scheme == "https" { 443 } else { 80 }))
    }
}

impl FromText for Host {
    const NAME: &'static str = "host";
    const ALLOWED: &'static str = "a host name or IP address, perhaps with a port, such as `console.example:8443`";

    fn from_text(text: &str) -> Option<Self> {
        if text.contains(['/', '\\', '@', '?', '#']) || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return None;
        }
        let url = Url::parse(&format!("http://{text}")).ok()?;
        let default = text.ends_with(":80").then_some(80);
        Some(Self { name: url.host_str()?.to_owned(), port: url.port().or(default) })
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn web(public_url: Option<&str>, allowed: &[&str]) -> WebConfig {
        WebConfig {
            listen: "127.0.0.1:0".parse().unwrap(),
            public_url: public_url.map(|text| Origin::from_text(text).unwrap()),
            allowed_hosts: allowed.iter().map(|text| Host::from_text(text).unwrap()).collect(),
            trusted_proxies: vec![],
        }
    }

    #[test]
    fn on_loopback_every_name_of_this_host_is_answered_with_the_right_port_only() {
        let (web, bound) = (web(None, &[]), "127.0.0.1:8620".parse().unwrap());
        for (host, accepted) in [
            ("127.0.0.1:8620", true),
            ("localhost:8620", true),
            ("LOCALHOST:8620", true),
            ("[::1]:8620", true),
            ("localhost", false),
            ("localhost:80", false),
            ("evil.example:8620", false),
            ("evil.example", false),
            ("localhost:8620@evil.example", false),
            ("", false),
        ] {
            assert_eq!(web.accepts_host(bound, host), accepted, "{host}");
        }
    }

    #[test]
    fn behind_a_proxy_the_public_and_the_allowed_hosts_are_answered() {
        let (web, bound) =
            (web(Some("https://console.example"), &["old.example", "10.0.0.5:8620"]), "10.0.0.5:8620".parse().unwrap());
        for (host, accepted) in [
            ("console.example", true),
            ("Console.Example:443", true),
            ("console.example:8620", false),
            ("old.example", true),
            ("10.0.0.5:8620", true),
            ("10.0.0.5", false),
            ("localhost:8620", false),
        ] {
            assert_eq!(web.accepts_host(bound, host), accepted, "{host}");
        }
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for (text, written) in [
            ("https://Console.Example/", Some("https://console.example")),
            ("https://console.example:443", Some("https://console.example")),
            ("http://[::1]:8620", Some("http://[::1]:8620")),
            ("https://console.example/scaleph", None),
            ("https://me@console.example", None),
            ("ftp://console.example", None),
            ("console.example", None),
        ] {
            assert_eq!(Origin::from_text(text).map(|origin| origin.to_string()).as_deref(), written, "{text}");
        }
    }
}
