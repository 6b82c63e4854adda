//! Addresses and ranges of them: `192.168.16.0/24`, `fe80::/10`.

use std::net::IpAddr;

/// All addresses that begin with the same bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    pub(super) address: IpAddr,
    pub(super) bits: u8,
}

impl Network {
    /// Reads an address, or one with a number of bits after a slash. The zone of an address says only through which card one came.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split_once('%').map_or(text, |(address, _)| address);
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) if bits.bytes().all(|digit| digit.is_ascii_digit()) => {
                (address.parse().ok()?, Some(bits.parse().ok()?))
            }
            Some(_) => return None,
            None => (text.parse().ok()?, None),
        };
        // Records write addresses of the fourth version in the sixth too; they are the same.
        let mapped = match address {
            IpAddr::V6(address) if bits.unwrap_or(128) >= 96 => address.to_ipv4_mapped(),
            _ => None,
        };
        let (address, bits) = match mapped {
            Some(own) => (IpAddr::V4(own), bits.map(|bits: u8| bits - 96)),
            None => (address, bits),
        };
        let most = if matches!(address, IpAddr::V4(_)) { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        (bits <= most).then_some(Self { address, bits })
    }

    /// Whether `address` is one of them.
    pub fn holds(&self, address: IpAddr) -> bool {
        let shared = match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => (u32::from(own) ^ u32::from(other)).leading_zeros(),
            (IpAddr::V6(own), IpAddr::V6(other)) => (u128::from(own) ^ u128::from(other)).leading_zeros(),
            _ => return false,
        };
        shared >= u32::from(self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(network: &str, address: &str) -> bool {
        Network::parse(network).unwrap().holds(address.parse().unwrap())
    }

    #[test]
    fn a_network_holds_what_begins_like_it() {
        assert!(holds("192.168.16.0/24", "192.168.16.255") && !holds("192.168.16.0/24", "192.168.17.0"));
        assert!(holds("192.168.17.9/23", "192.168.16.1") && holds("0.0.0.0/0", "255.1.2.3"));
        assert!(holds("fe80::/10", "febf::1") && !holds("fe80::/10", "fec0::1") && !holds("::/0", "10.0.0.1"));
        assert!(holds("10.0.0.1", "10.0.0.1") && !holds("10.0.0.1", "10.0.0.11"));
    }

    #[test]
    fn an_address_may_be_copied_from_a_record() {
        assert!(holds("::ffff:10.0.0.1", "10.0.0.1") && !holds("::ffff:10.0.0.1", "10.0.0.2"));
        assert!(holds("::ffff:10.0.0.0/120", "10.0.0.77") && !holds("::ffff:10.0.0.0/120", "10.0.1.0"));
        assert!(holds("::ffff:10.0.0.0/96", "192.168.0.1") && holds("::/0", "::1"));
        assert_eq!(Network::parse("::ffff:10.0.0.0/129"), None);
    }

    #[test]
    fn what_is_no_network_is_not_read() {
        for wrong in
            ["", "10.0.0", "10.0.0.0/33", "::/129", "10.0.0.1/", "10.0.0.1/+8", "alice", "10.0.0.1/8/8", "10.0.0.0/300"]
        {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }
}
