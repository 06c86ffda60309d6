//! How plain texts become plain values. Kinds that belong to one concern are beside its part of the configuration.

use super::kind::FromText;
use ipnet::IpNet;
use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU64,
    path::PathBuf,
    time::Duration,
};

impl FromText for String {
    const NAME: &'static str = "text";
    const ALLOWED: &'static str = "a text without control characters";

    fn from_text(text: &str) -> Option<Self> {
        (!text.is_empty() && !text.chars().any(char::is_control)).then(|| text.to_owned())
    }
}

impl FromText for bool {
    const NAME: &'static str = "true or false";
    const ALLOWED: &'static str = "`true` or `false`";

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl FromText for NonZeroU64 {
    const NAME: &'static str = "number";
    const ALLOWED: &'static str = "a whole number above zero, such as `1000000`";

    fn from_text(text: &str) -> Option<Self> {
        text.replace('_', "").parse().ok()
    }
}

impl FromText for Duration {
    const NAME: &'static str = "time";
    const ALLOWED: &'static str = "a time above zero with its unit, such as `90s`, `15m`, `12h` or `7d`";

    fn from_text(text: &str) -> Option<Self> {
        humantime::parse_duration(text).ok().filter(|time| !time.is_zero())
    }
}

impl FromText for SocketAddr {
    const NAME: &'static str = "IP address and port";
    const ALLOWED: &'static str = "an IP address and a port, such as `127.0.0.1:8620` or `[::]:8620`";

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl FromText for PathBuf {
    const NAME: &'static str = "path";
    const ALLOWED: &'static str = "a path of a file or folder";

    fn from_text(text: &str) -> Option<Self> {
        String::from_text(text).map(Self::from)
    }
}

impl FromText for IpNet {
    const NAME: &'static str = "network";
    const ALLOWED: &'static str = "an IP address or a network, such as `10.0.0.7` or `10.0.0.0/8`";

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(Self::from))
    }
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ByteSize(pub(super) u64);

impl FromText for ByteSize {
    const NAME: &'static str = "size";
    const ALLOWED: &'static str = "a size above zero with its unit, such as `512KiB`, `256MiB` or `2GiB`";

    fn from_text(text: &str) -> Option<Self> {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let factor: u64 = match unit.trim_start() {
            "B" => 1,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            "TiB" => 1 << 40,
            _ => return None,
        };
        number.parse::<u64>().ok()?.checked_mul(factor).filter(|bytes| *bytes > 0).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_need_a_unit_and_are_above_zero() {
        for (text, seconds) in [("90s", 90), ("15m", 900), ("12h", 43_200), ("7d", 604_800), ("1h 30m", 5_400)] {
            assert_eq!(Duration::from_text(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "15", "0s", "-1s", "soon", "15 parsecs"] {
            assert_eq!(Duration::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn sizes_need_a_unit_are_above_zero_and_do_not_overflow() {
        for (text, bytes) in [("1B", 1), ("512KiB", 524_288), ("256MiB", 268_435_456), ("2 GiB", 2_147_483_648)] {
            assert_eq!(ByteSize::from_text(text), Some(ByteSize(bytes)), "{text}");
        }
        for text in ["", "256", "0MiB", "MiB", "-1MiB", "1.5GiB", "1MB", "99999999999TiB"] {
            assert_eq!(ByteSize::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn a_bare_address_is_a_network_of_one() {
        assert_eq!(IpNet::from_text("10.0.0.7"), "10.0.0.7/32".parse().ok());
        assert_eq!(IpNet::from_text("::1"), "::1/128".parse().ok());
        assert_eq!(IpNet::from_text("10.0.0.0/40"), None);
        assert_eq!(IpNet::from_text("proxy.example"), None);
    }
}
