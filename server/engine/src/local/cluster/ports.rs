//! Chooses ports on the loopback.

use super::record::Ports;
use crate::local::{LocalError, Result};
use std::net::TcpListener;

/// The ports that were used before, if all are free, else three others: never two old ones and a new one.
pub(crate) fn choose(before: Option<Ports>) -> Result<Ports> {
    if let Some(ports) = before.filter(|ports| ports.all().iter().all(|port| is_free(*port))) {
        return Ok(ports);
    }
    // Held together, so that they differ.
    let held = [(); 3].map(|()| TcpListener::bind(("127.0.0.1", 0)));
    let mut ports = Vec::new();
    for listener in &held {
        let address = listener.as_ref().map(TcpListener::local_addr);
        match address {
            Ok(Ok(address)) => ports.push(address.port()),
            _ => return Err(LocalError::PortTaken { port: 0 }),
        }
    }
    Ok(Ports { rest: ports[0], rpc: ports[1], gateway: ports[2] })
}

/// Whether nobody listens on a port.
pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_taken_port_changes_all_three() {
        let first = choose(None).unwrap();
        assert_eq!(choose(Some(first)).unwrap(), first);
        let _stranger = TcpListener::bind(("127.0.0.1", first.gateway)).unwrap();
        let second = choose(Some(first)).unwrap();
        assert!(second.all().iter().all(|port| !first.all().contains(port)));
    }
}
