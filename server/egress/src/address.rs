//! What an IP address leads to, whatever way it is written.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where an address leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Somewhere in a network, private or public.
    Network,
    /// This host.
    Loopback,
    /// Nowhere a connection of ours has any business.
    Never,
}

/// Metadata services that do not have a link-local address: Alibaba, Azure.
const METADATA_V4: [Ipv4Addr; 2] = [Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(168, 63, 129, 16)];
/// The same in version 6: Amazon, Google.
const METADATA_V6: [Ipv6Addr; 3] = [
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254),
    Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x23),
    Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
];

/// An IPv4 address in the clothes of version 6 without them.
pub(crate) fn canonical(ip: IpAddr) -> IpAddr {
    ip.to_canonical()
}

/// Says where an address leads.
pub(crate) fn reach(ip: IpAddr) -> Reach {
    match canonical(ip) {
        IpAddr::V4(ip) => reach_v4(ip),
        IpAddr::V6(ip) => reach_v6(ip),
    }
}

fn reach_v4(ip: Ipv4Addr) -> Reach {
    match ip.octets() {
        [127, ..] => Reach::Loopback,
        // "This network", link-local, protocol assignments, multicast, reserved and broadcast.
        [0, ..] | [169, 254, ..] | [192, 0, 0, _] | [224..=255, ..] => Reach::Never,
        _ if METADATA_V4.contains(&ip) => Reach::Never,
        _ => Reach::Network,
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    if ip.is_loopback() {
        return Reach::Loopback;
    }
    if METADATA_V6.contains(&ip) {
        return Reach::Never;
    }
    match ip.segments() {
        // Translated (NAT64) and tunnelled (6to4) addresses lead where the IPv4 address in them leads, but never home.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => match reach_v4(embedded(high, low)) {
            Reach::Network => Reach::Network,
            Reach::Loopback | Reach::Never => Reach::Never,
        },
        // Unspecified and IPv4-compatible, local NAT64, Teredo, link-local and site-local, multicast.
        [0, 0, 0, 0, 0, 0, ..]
        | [0x64, 0xff9b, ..]
        | [0x2001, 0, ..]
        | [0xfe80..=0xfeff, ..]
        | [0xff00..=0xffff, ..] => Reach::Never,
        _ => Reach::Network,
    }
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Reach {
        reach(text.parse().unwrap())
    }

    #[test]
    fn addresses_that_lead_home_to_the_host_or_nowhere_are_told_from_the_network() {
        for ip in
            ["10.0.0.1", "172.16.3.4", "192.168.1.1", "100.64.0.1", "8.8.8.8", "2001:db8::1", "fd12::1", "2a00::1"]
        {
            assert_eq!(of(ip), Reach::Network, "{ip}");
        }
        for ip in ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"] {
            assert_eq!(of(ip), Reach::Loopback, "{ip}");
        }
    }

    #[test]
    fn hostile_addresses_are_never_reached() {
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "169.254.170.2",
            "::ffff:169.254.169.254",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "224.0.0.1",
            "239.255.255.250",
            "255.255.255.255",
            "240.0.0.1",
            "::",
            "::7f00:1",
            "::a9fe:a9fe",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "fd00:ec2::254",
            "fd20:ce::254",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        ] {
            assert_eq!(of(ip), Reach::Never, "{ip}");
        }
    }
}
