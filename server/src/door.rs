//! Which requests are for us at all.

use crate::config::{Origin, WebConfig};
use std::{net::SocketAddr, sync::Arc};

/// Where requests may come to and from.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    /// The origin that people see, as browsers send it.
    pub(crate) origin: Arc<str>,
    /// True when people reach us by TLS.
    pub(crate) tls: bool,
    web: Arc<WebConfig>,
    bound: SocketAddr,
}

impl Door {
    /// The door of a listener that is bound.
    pub(crate) fn new(web: WebConfig, bound: SocketAddr) -> Self {
        let origin: Origin = web.origin(bound);
        Self { origin: origin.to_string().into(), tls: origin.is_https(), web: Arc::new(web), bound }
    }

    /// True for a name of ours, with the right port.
    pub(crate) fn is_ours(&self, host: &str) -> bool {
        self.web.accepts_host(self.bound, host)
    }
}
