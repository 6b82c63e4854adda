//! Reading addresses: one spelling for each, and which ones say nothing about where a logon came from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address field says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Address {
    /// The machine that wrote the record.
    Loopback,
    /// IPv4 in dotted form, IPv6 as RFC 5952 says, with its zone if it has one.
    Remote(String),
}

impl Address {
    /// Reads a field, which may have a port; `None` if it holds no address, or one that says nothing (`0.0.0.0`, `::`).
    pub fn parse(text: &str) -> Option<Self> {
        let text = without_port(text.trim().trim_start_matches('\\'));
        let (bare, zone) = match text.split_once('%') {
            Some((bare, zone)) if !zone.is_empty() => (bare, Some(zone)),
            _ => (text, None),
        };
        if let Ok(address) = bare.parse::<Ipv4Addr>() {
            return if zone.is_none() { Self::of(IpAddr::V4(address)) } else { None };
        }
        let address = bare.parse::<Ipv6Addr>().ok()?;
        match (address.to_ipv4_mapped(), zone) {
            (Some(mapped), _) => Self::of(IpAddr::V4(mapped)),
            (None, Some(zone)) if !address.is_loopback() => Some(Self::Remote(format!("{address}%{zone}"))),
            (None, _) => Self::of(IpAddr::V6(address)),
        }
    }

    /// The number that a field holds, whatever it says; without its zone and port. An IPv4 address in IPv6's form is IPv4.
    pub fn number(text: &str) -> Option<IpAddr> {
        let text = without_port(text.trim().trim_start_matches('\\'));
        let address: IpAddr = text.split_once('%').map_or(text, |(bare, _)| bare).parse().ok()?;
        Some(address.to_canonical())
    }

    fn of(address: IpAddr) -> Option<Self> {
        if address.is_unspecified() {
            None
        } else if address.is_loopback() {
            Some(Self::Loopback)
        } else {
            Some(Self::Remote(address.to_string()))
        }
    }
}

/// The address in `10.0.0.1:49152` and `[fe80::1%3]:49152`.
fn without_port(text: &str) -> &str {
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) if port.is_empty() || port.strip_prefix(':').is_some_and(is_port) => address,
        Some(_) => text,
        None => match text.split_once(':') {
            Some((address, port)) if is_port(port) && address.contains('.') => address,
            _ => text,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(text: &str) -> Option<Address> {
        Some(Address::Remote(text.to_owned()))
    }

    #[test]
    fn an_address_has_one_spelling() {
        assert_eq!(Address::parse("10.20.0.118"), remote("10.20.0.118"));
        assert_eq!(Address::parse("::FFFF:192.168.1.5"), remote("192.168.1.5"));
        assert_eq!(Address::parse("FE80:0:0:0:0:0:0:AB%12"), remote("fe80::ab%12"));
        assert_eq!(Address::parse("2001:DB8:0:0:1:0:0:1"), remote("2001:db8::1:0:0:1"));
    }

    #[test]
    fn a_port_is_no_part_of_it() {
        assert_eq!(Address::parse("10.0.0.7:49152"), remote("10.0.0.7"));
        assert_eq!(Address::parse("[fe80::1%3]:49152"), remote("fe80::1%3"));
        assert_eq!(Address::parse("[2001:db8::1]"), remote("2001:db8::1"));
        assert_eq!(Address::parse("127.0.0.1:3389"), Some(Address::Loopback));
        for text in ["10.0.0.7:", "10.0.0.7:x", "[fe80::1]x", "[fe80::1", "PC1:3389"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }

    #[test]
    fn loopback_is_the_machine_itself() {
        for text in ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(Address::parse(text), Some(Address::Loopback));
        }
    }

    #[test]
    fn what_is_no_address_says_nothing() {
        for text in ["", "-", "LOCAL", "0.0.0.0", "::", "PC1", "10.0.0.256", "10.0.0.1%x"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }
}
