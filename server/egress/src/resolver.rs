//! Names to addresses, without those that must not be reached.

use crate::{
    Class, Policy,
    error::{Refusal, Unresolved},
};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{net::SocketAddr, sync::Arc};

/// Resolves names for connections of one class to one port: what it gives is what is connected to.
#[derive(Debug)]
pub(crate) struct Resolver {
    pub(crate) policy: Arc<Policy>,
    pub(crate) class: Class,
    pub(crate) port: u16,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (policy, class, port) = (self.policy.clone(), self.class, self.port);
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), port)).await.map_err(Unresolved)?.collect();
            let none = found.is_empty();
            let allowed: Vec<SocketAddr> =
                found.into_iter().filter(|address| policy.allows(class, address.ip(), port)).collect();
            match (none, allowed.is_empty()) {
                (true, _) => Err(Unresolved(std::io::ErrorKind::NotFound.into()).into()),
                (false, true) => Err(Refusal.into()),
                (false, false) => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}
