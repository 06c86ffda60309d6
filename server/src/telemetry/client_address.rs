//! Who asks: the peer of the connection, or whom a trusted proxy names.

use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// The address of whoever asks; an extension of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// Goes from the peer to the left through what trusted proxies wrote, to the first address that is none of theirs.
    ///
    /// A proxy writes one of `X-Forwarded-For` and `Forwarded`, and passes the other on as the client sent it. So if both
    /// are there and disagree, neither is believed.
    pub(super) fn new(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let peer = peer.to_canonical();
        if !is_trusted(peer, trusted) {
            return Self(peer);
        }
        let named = [x_forwarded_for(headers), forwarded(headers)]
            .into_iter()
            .filter(|chain| !chain.is_empty())
            .map(|chain| first_stranger(peer, &chain, trusted))
            .collect::<Vec<_>>();
        match named.as_slice() {
            [one] => Self(*one),
            [one, other] if one == other => Self(*one),
            _ => Self(peer),
        }
    }
}

pub(super) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    let address = address.to_canonical();
    trusted.iter().any(|network| network.contains(&address))
}

/// The last proxy that is known counts, if what it wrote is no address.
fn first_stranger(peer: IpAddr, chain: &[Option<IpAddr>], trusted: &[IpNet]) -> IpAddr {
    let mut last = peer;
    for address in chain.iter().rev() {
        let Some(address) = *address else { return last };
        last = address;
        if !is_trusted(address, trusted) {
            return last;
        }
    }
    last
}

fn x_forwarded_for(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    elements(headers, "x-forwarded-for").map(|element| address(&element)).collect()
}

fn forwarded(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let named = |element: String| {
        let pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
        let (_, value) = pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
        address(value.trim_matches('"'))
    };
    elements(headers, "forwarded").map(named).collect()
}

/// A header may stand there several times; what that means is one list. What is not ASCII is no address.
fn elements(headers: &HeaderMap, name: &str) -> impl Iterator<Item = String> {
    let lines = headers.get_all(name).iter().map(|line| line.to_str().unwrap_or_default());
    lines.flat_map(|line| line.split(',')).map(|element| element.trim().to_owned())
}

/// With or without a port; IPv6 with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};

    fn client(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let headers =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
        let mut map = HeaderMap::new();
        headers.for_each(|(name, value)| {
            map.append(name, value);
        });
        ClientAddress::new(peer.parse().unwrap(), &map, &trusted).0.to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("192.0.2.1", &[("x-forwarded-for", "10.0.0.1")]), "192.0.2.1");
        assert_eq!(client("192.0.2.1", &[("forwarded", "for=10.0.0.1")]), "192.0.2.1");
    }

    #[test]
    fn the_rightmost_address_that_is_no_proxy_counts() {
        for (value, expected) in [
            ("198.51.100.7", "198.51.100.7"),
            ("1.2.3.4, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
            ("198.51.100.7:4711", "198.51.100.7"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("10.0.0.3", "10.0.0.3"),
            ("198.51.100.7, unknown", "10.0.0.1"),
            ("198.51.100.7, unknown, 10.0.0.9", "10.0.0.9"),
            ("", "10.0.0.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[("x-forwarded-for", value)]), expected, "{value}");
        }
    }

    #[test]
    fn several_headers_are_one_list() {
        let headers = [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-for", "198.51.100.7")];
        assert_eq!(client("10.0.0.1", &headers), "198.51.100.7");
    }

    #[test]
    fn the_standard_header_is_understood() {
        for (value, expected) in [
            ("for=198.51.100.7;proto=https;by=10.0.0.1", "198.51.100.7"),
            ("For=\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("for=1.2.3.4, for=198.51.100.7, for=10.0.0.9", "198.51.100.7"),
            ("for=_hidden", "10.0.0.1"),
            ("proto=https", "10.0.0.1"),
        ] {
            assert_eq!(client("10.0.0.1", &[("forwarded", value)]), expected, "{value}");
        }
    }

    #[test]
    fn headers_that_disagree_are_both_not_believed() {
        let lie = [("forwarded", "for=1.2.3.4"), ("x-forwarded-for", "198.51.100.7")];
        assert_eq!(client("10.0.0.1", &lie), "10.0.0.1");
        let same = [("forwarded", "for=198.51.100.7"), ("x-forwarded-for", "198.51.100.7")];
        assert_eq!(client("10.0.0.1", &same), "198.51.100.7");
    }

    #[test]
    fn a_peer_in_mapped_notation_is_the_same_peer() {
        assert_eq!(client("::ffff:10.0.0.1", &[("x-forwarded-for", "198.51.100.7")]), "198.51.100.7");
    }
}
