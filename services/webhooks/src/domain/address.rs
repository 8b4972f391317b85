//! Which addresses may be called: those of the public internet, and no others.
//!
//! What may not be is taken from the IANA registries of special-purpose addresses (IPv4 and IPv6), with multicast, the
//! future-use block, and the services that clouds answer on public-looking addresses. Of IPv6 only global unicast is left,
//! without the ranges that carry an IPv4 address inside, as that one could lead anywhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block of IPv4 addresses: its first address and its prefix length.
type BlockV4 = ([u8; 4], u32);

const SPECIAL_V4: [BlockV4; 19] = [
    ([0, 0, 0, 0], 8),        // this network
    ([10, 0, 0, 0], 8),       // private use
    ([100, 64, 0, 0], 10),    // shared between carriers and their customers
    ([127, 0, 0, 0], 8),      // loopback
    ([168, 63, 129, 16], 32), // Azure's platform, from inside
    ([169, 254, 0, 0], 16),   // link local, with the metadata of most clouds
    ([172, 16, 0, 0], 12),    // private use
    ([192, 0, 0, 0], 24),     // protocol assignments
    ([192, 0, 2, 0], 24),     // documentation
    ([192, 31, 196, 0], 24),  // AS112
    ([192, 52, 193, 0], 24),  // automatic multicast tunneling
    ([192, 88, 99, 0], 24),   // relays of 6to4
    ([192, 168, 0, 0], 16),   // private use
    ([192, 175, 48, 0], 24),  // AS112
    ([198, 18, 0, 0], 15),    // benchmarking
    ([198, 51, 100, 0], 24),  // documentation
    ([203, 0, 113, 0], 24),   // documentation
    ([224, 0, 0, 0], 4),      // multicast
    ([240, 0, 0, 0], 4),      // future use, and broadcast at its end
];

/// A block of IPv6 addresses: the beginning of its first address and its prefix length.
type BlockV6 = ([u16; 3], u32);

/// Global unicast: everything outside is loopback, mapped, translated, local, multicast or unassigned.
const GLOBAL_V6: BlockV6 = ([0x2000, 0, 0], 3);

const SPECIAL_V6: [BlockV6; 6] = [
    ([0x2001, 0, 0], 23),      // protocol assignments, with Teredo, ORCHID and benchmarking
    ([0x2001, 0x0db8, 0], 32), // documentation
    ([0x2002, 0, 0], 16),      // 6to4
    ([0x2620, 0x004f, 0x8000], 48), // AS112
    ([0x3ffe, 0, 0], 16),      // the former test network
    ([0x3fff, 0, 0], 20),      // documentation
];

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses only.
    Public,
    /// The machine itself as well: for development and tests.
    PublicAndLoopback,
}

impl Reach {
    /// Whether this address may be called.
    pub fn includes(self, address: IpAddr) -> bool {
        match self {
            Self::Public => is_public(address),
            Self::PublicAndLoopback => address.is_loopback() || is_public(address),
        }
    }
}

/// Whether an address is one of the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = u32::from(address);
    SPECIAL_V4.iter().all(|(first, length)| {
        let first = u32::from(Ipv4Addr::from(*first));
        (bits ^ first) >> (32 - length) != 0
    })
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let is_special = SPECIAL_V6.iter().any(|block| is_in(address, block));
    is_in(address, &GLOBAL_V6) && !is_special && !is_isatap(address)
}

fn is_in(address: Ipv6Addr, ([a, b, c], length): &BlockV6) -> bool {
    let first = u128::from(Ipv6Addr::new(*a, *b, *c, 0, 0, 0, 0, 0));
    (u128::from(address) ^ first) >> (128 - length) == 0
}

/// An interface identifier that carries an IPv4 address (RFC 5214), whichever prefix stands before it.
fn is_isatap(address: Ipv6Addr) -> bool {
    let [_, _, _, _, flags, mark, _, _] = address.segments();
    mark == 0x5efe && flags & !0x0200 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edges_of_every_block_are_where_the_registries_have_them() {
        let table = [
            ("0.255.255.255", false),
            ("1.0.0.0", true),
            ("9.255.255.255", true),
            ("10.0.0.0", false),
            ("11.0.0.0", true),
            ("100.63.255.255", true),
            ("100.64.0.0", false),
            ("100.127.255.255", false),
            ("100.128.0.0", true),
            ("126.255.255.255", true),
            ("127.255.255.255", false),
            ("128.0.0.0", true),
            ("168.63.129.15", true),
            ("168.63.129.16", false),
            ("168.63.129.17", true),
            ("169.253.255.255", true),
            ("169.254.169.254", false),
            ("169.255.0.0", true),
            ("172.15.255.255", true),
            ("172.16.0.0", false),
            ("172.31.255.255", false),
            ("172.32.0.0", true),
            ("192.0.1.0", true),
            ("192.167.255.255", true),
            ("192.169.0.0", true),
            ("198.17.255.255", true),
            ("198.19.255.255", false),
            ("198.20.0.0", true),
            ("223.255.255.255", true),
            ("224.0.0.0", false),
            ("255.255.255.255", false),
            ("1fff:ffff::", false),
            ("2000::", true),
            ("2001:1ff:ffff::", false),
            ("2001:200::", true),
            ("2001:db8::1", false),
            ("2001:db9::1", true),
            ("2002:7f00:1::", false),
            ("2003::1", true),
            ("2606:4700:4700::1111", true),
            ("2606:4700:0:0:0:5efe:7f00:1", false),
            ("2606:4700:0:0:200:5efe:7f00:1", false),
            ("2606:4700:0:0:1:5efe:7f00:1", true),
            ("3fff:fff::", false),
            ("3fff:1000::", true),
            ("4000::", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_public(text.parse().unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn loopback_is_reached_only_where_that_is_allowed() {
        for text in ["127.0.0.1", "::1"] {
            let address = text.parse().unwrap();
            assert!(!Reach::Public.includes(address));
            assert!(Reach::PublicAndLoopback.includes(address));
        }
        assert!(!Reach::PublicAndLoopback.includes("10.0.0.1".parse().unwrap()));
    }
}
