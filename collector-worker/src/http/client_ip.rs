//! A client's address, in any spelling that a proxy writes: with a port, in brackets, with a
//! zone, in a list, mapped into IPv6, or as RFC 7239 has it (`for="[2001:db8::1]:4711"`).
//!
//! It is borrowed for one request. What leaves this file is only used in memory: it must never
//! be stored or logged, and what does not read is no address and refuses nothing.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Characters of a header that are read: an address with its zone and port has below 100.
const ADDRESS_CHARS: usize = 200;

/// An address, as it tells one client from others: an IPv4 address, or the /64 that one
/// subscriber has of IPv6 and may choose any address of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientIp {
    V4(Ipv4Addr),
    V6([u16; 4]),
}

impl ClientIp {
    /// Reads the value of a header. Of a list the last entry counts, which the nearest proxy
    /// wrote; what came before it may be made up.
    pub(crate) fn read(value: &str) -> Option<Self> {
        let entry = last_entry(value);
        let node = match forwarded_for(entry) {
            ForwardedNode::Node(node) => node,
            ForwardedNode::OtherPairs => return None,
            ForwardedNode::Plain => entry,
        };
        Some(Self::of(address(node)?))
    }

    fn of(ip: IpAddr) -> Self {
        match ip {
            IpAddr::V4(ip) => Self::V4(ip),
            IpAddr::V6(ip) => match embedded_v4(ip) {
                Some(ip) => Self::V4(ip),
                None => {
                    let [a, b, c, d, ..] = ip.segments();
                    Self::V6([a, b, c, d])
                }
            },
        }
    }

    /// The network that one sender may have many addresses of: an IPv4 /24, an IPv6 /64.
    pub(crate) fn network(self) -> String {
        match self {
            Self::V4(ip) => {
                let [a, b, c, _] = ip.octets();
                format!("{}/24", Ipv4Addr::new(a, b, c, 0))
            }
            Self::V6(_) => self.to_string(),
        }
    }
}

impl std::fmt::Display for ClientIp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::V4(ip) => ip.fmt(f),
            Self::V6([a, b, c, d]) => write!(f, "{}/64", Ipv6Addr::new(*a, *b, *c, *d, 0, 0, 0, 0)),
        }
    }
}

/// The last entry of a list that is not empty. A comma in quotation marks separates nothing.
fn last_entry(value: &str) -> &str {
    let (mut is_quoted, mut is_escaped, mut start, mut last) = (false, false, 0, "");
    let mut end_entry = |from: usize, to: usize| {
        let entry = value.get(from..to).unwrap_or_default().trim();
        if !entry.is_empty() {
            last = entry;
        }
    };
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted => {
                end_entry(start, at);
                start = at + 1;
            }
            _ => {}
        }
    }
    end_entry(start, value.len());
    last
}

/// What an entry says in the grammar of RFC 7239.
enum ForwardedNode<'a> {
    /// The value of its `for`.
    Node(&'a str),
    /// It has pairs, and none of them is `for`.
    OtherPairs,
    /// It has no pairs: an address by itself.
    Plain,
}

fn forwarded_for(entry: &str) -> ForwardedNode<'_> {
    let mut has_pairs = false;
    for (name, value) in entry.split(';').filter_map(|pair| pair.split_once('=')) {
        has_pairs = true;
        if name.trim().eq_ignore_ascii_case("for") {
            return ForwardedNode::Node(value.trim());
        }
    }
    if has_pairs { ForwardedNode::OtherPairs } else { ForwardedNode::Plain }
}

/// The address of a node: without quotation marks, brackets, port and zone.
fn address(node: &str) -> Option<IpAddr> {
    if node.len() > ADDRESS_CHARS {
        return None;
    }
    let quoted = node.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let node = quoted.unwrap_or(node).trim();
    if let Some(rest) = node.strip_prefix('[') {
        let (inside, _port) = rest.split_once(']')?;
        return without_zone(inside).parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    let whole = without_zone(node).parse::<IpAddr>().ok();
    // A port behind an address without brackets: one colon behind IPv4, the ninth part of IPv6.
    whole.or_else(|| without_zone(node.rsplit_once(':')?.0).parse().ok())
}

fn without_zone(text: &str) -> &str {
    text.split('%').next().unwrap_or_default().trim()
}

/// The IPv4 address that an IPv6 address stands for: mapped (`::ffff:0:0/96`), translated
/// (`::ffff:0:0:0/96`), compatible (`::/96`, RFC 4291) or behind NAT64 (`64:ff9b::/96`).
fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let is_embedded = match [a, b, c, d, e, f] {
        [0, 0, 0, 0, 0, 0xffff] | [0, 0, 0, 0, 0xffff, 0] | [0x64, 0xff9b, 0, 0, 0, 0] => true,
        // `::` and `::1` are addresses of their own.
        [0, 0, 0, 0, 0, 0] => g != 0,
        _ => false,
    };
    is_embedded.then(|| {
        let ([one, two], [three, four]) = (g.to_be_bytes(), h.to_be_bytes());
        Ipv4Addr::new(one, two, three, four)
    })
}

#[cfg(test)]
mod tests {

    use proptest::prelude::*;

    use super::*;

    /// Every spelling of an address that a proxy writes.
    fn spellings(ip: IpAddr, port: u16) -> Vec<String> {
        let mut all = match ip {
            IpAddr::V4(v4) => {
                let [a, b, c, d] = v4.octets();
                let mapped = v4.to_ipv6_mapped();
                let hex = format!("{a:02x}{b:02x}:{c:02X}{d:02x}");
                vec![
                    v4.to_string(),
                    format!("{v4}:{port}"),
                    format!("{v4}:_hidden"),
                    mapped.to_string(),
                    format!("[{mapped}]"),
                    format!("[{mapped}]:{port}"),
                    format!("::ffff:{hex}"),
                    format!("0:0:0:0:0:FFFF:{v4}"),
                    format!("64:ff9b::{v4}"),
                ]
            }
            IpAddr::V6(v6) => {
                let full = v6.segments().map(|part| format!("{part:04X}")).join(":");
                vec![
                    v6.to_string(),
                    format!("[{v6}]"),
                    format!("[{v6}]:{port}"),
                    format!("{v6}%eth0"),
                    format!("[{v6}%25eth0]:{port}"),
                    full.clone(),
                    format!("{full}:{port}"),
                ]
            }
        };
        let of_rfc = |text: &String| {
            [
                format!("for=\"{text}\""),
                format!("proto=https;For=\"{text}\";by=203.0.113.43"),
                format!("for=192.0.2.1, for=\"{text}\""),
            ]
        };
        all.extend(all.iter().flat_map(of_rfc).collect::<Vec<_>>());
        all.extend(all.iter().map(|text| format!("198.51.100.9, unknown,  {text} ,")).collect::<Vec<_>>());
        all.extend(all.iter().map(|text| format!(" \t{text} ")).collect::<Vec<_>>());
        all
    }

    proptest! {
        #[test]
        fn every_spelling_of_an_address_is_one_value(ip: IpAddr, port: u16) {
            let plain = ClientIp::of(ip);
            for text in spellings(ip, port) {
                prop_assert_eq!(ClientIp::read(&text), Some(plain), "{}", text);
            }
        }

        #[test]
        fn nothing_panics_and_nothing_else_is_an_address(text in any::<String>()) {
            let _ = ClientIp::read(&text);
        }

        #[test]
        fn what_looks_like_one_does_not_panic(text in "[0-9a-fA-F:.,;=%\\[\\]\"\\\\ _for]{0,60}") {
            let _ = ClientIp::read(&text).map(|ip| (ip.to_string(), ip.network()));
        }
    }

    #[test]
    fn a_subscriber_of_ipv6_is_one_client_and_its_network_is_no_larger() {
        let read = |text: &str| ClientIp::read(text).unwrap();
        assert_eq!(read("2001:db8:1:2::7"), read("2001:db8:1:2:ffff::1"));
        assert_ne!(read("2001:db8:1:2::7"), read("2001:db8:1:3::7"));
        assert_eq!(read("2001:db8:1:2::7").network(), "2001:db8:1:2::/64");
        assert_eq!(
            (read("203.0.113.7").to_string(), read("203.0.113.7").network().as_str()),
            ("203.0.113.7".into(), "203.0.113.0/24")
        );
        assert_eq!(read("::1").to_string(), "::/64");
    }

    #[test]
    fn what_names_nobody_is_no_address() {
        for text in [
            "",
            " ",
            ",",
            "unknown",
            "_gazonk",
            "for=_gazonk",
            "for=unknown",
            "by=203.0.113.43",
            "-",
            "unix:",
            "203.0.113",
            "203.0.113.7.1",
            "[203.0.113.7",
            "]",
            "[]:80",
            "shop.example",
            "for=",
            "\"",
            "::1::2",
            "203.0.113.7, unknown",
            "for=203.0.113.7, proto=https",
        ] {
            assert_eq!(ClientIp::read(text), None, "{text:?}");
        }
        assert_eq!(ClientIp::read(&"1".repeat(100_000)), None);
    }
}
