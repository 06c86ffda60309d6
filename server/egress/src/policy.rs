//! What may be reached, and how long and how much is waited for and read.

use crate::{Class, address};
use std::{
    collections::BTreeSet,
    net::{IpAddr, SocketAddr, UdpSocket},
    time::Duration,
};

/// What may be reached, and how long and how much is waited for and read.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Classes that may reach loopback although they are not our engine, by setting.
    pub allow_loopback: BTreeSet<Class>,
    /// Where we listen ourselves; `0.0.0.0` and `::` stand for every address of this host.
    pub own_listeners: Vec<SocketAddr>,
    /// Authorities (PEM) that are trusted beside the system's, by every client that has none of its own.
    pub also_trusted: Option<String>,
    /// How long a connection may take, name and handshake included.
    pub connect_timeout: Duration,
    /// How long a whole exchange may take, if the call does not say otherwise.
    pub total_timeout: Duration,
    /// How many bytes of an answer [`Client::send`](crate::Client::send) reads.
    pub most_bytes: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            allow_loopback: BTreeSet::new(),
            own_listeners: Vec::new(),
            also_trusted: None,
            connect_timeout: Duration::from_secs(10),
            total_timeout: Duration::from_secs(30),
            most_bytes: 8 << 20,
        }
    }
}

impl Policy {
    /// May a connection of this class go to this address?
    pub(crate) fn allows(&self, class: Class, ip: IpAddr, port: u16) -> bool {
        let reach = address::reach(ip);
        let class_allows = match reach {
            address::Reach::Loopback => class == Class::LocalEngine || self.allow_loopback.contains(&class),
            address::Reach::Network => class != Class::LocalEngine,
            address::Reach::Never => false,
        };
        class_allows && !self.is_own_listener(address::canonical(ip), port)
    }

    fn is_own_listener(&self, ip: IpAddr, port: u16) -> bool {
        self.own_listeners.iter().filter(|own| own.port() == port).any(|own| match own.ip().is_unspecified() {
            true => is_of_this_host(ip),
            false => address::canonical(own.ip()) == ip,
        })
    }
}

/// Only an address of this host can be bound to.
fn is_of_this_host(ip: IpAddr) -> bool {
    ip.is_loopback() || UdpSocket::bind((ip, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(policy: &Policy, class: Class, ip: &str) -> bool {
        policy.allows(class, ip.parse().unwrap(), 8081)
    }

    #[test]
    fn loopback_is_for_our_engine_or_by_setting_and_our_engine_is_nowhere_else() {
        let mut policy = Policy::default();
        assert!(allows(&policy, Class::LocalEngine, "127.0.0.1") && allows(&policy, Class::LocalEngine, "::1"));
        assert!(!allows(&policy, Class::LocalEngine, "10.0.0.1"));
        assert!(!allows(&policy, Class::Cluster, "127.0.0.1") && !allows(&policy, Class::Cluster, "::ffff:127.0.0.1"));
        policy.allow_loopback.insert(Class::Cluster);
        assert!(allows(&policy, Class::Cluster, "127.0.0.1") && !allows(&policy, Class::Webhook, "127.0.0.1"));
    }

    #[test]
    fn no_setting_opens_link_local_or_metadata_addresses() {
        let allow_loopback = [Class::Cluster, Class::LocalEngine].into();
        let policy = Policy { allow_loopback, ..Policy::default() };
        for ip in ["169.254.169.254", "fe80::1", "0.0.0.0", "::", "fd00:ec2::254"] {
            assert!(!allows(&policy, Class::Cluster, ip) && !allows(&policy, Class::LocalEngine, ip), "{ip}");
        }
    }

    #[test]
    fn our_own_listeners_are_refused_for_every_class_and_other_ports_are_not() {
        for own in ["127.0.0.1:8081", "0.0.0.0:8081", "[::]:8081"] {
            let policy = Policy {
                own_listeners: vec![own.parse().unwrap()],
                allow_loopback: [Class::Cluster].into(),
                ..Policy::default()
            };
            for class in [Class::LocalEngine, Class::Cluster] {
                assert!(!policy.allows(class, "127.0.0.1".parse().unwrap(), 8081), "{own}");
                assert!(policy.allows(class, "127.0.0.1".parse().unwrap(), 8082), "{own}");
            }
            assert!(policy.allows(Class::Cluster, "192.0.2.1".parse().unwrap(), 8081), "{own}");
        }
    }
}
