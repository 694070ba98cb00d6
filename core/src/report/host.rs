//! Names of hosts (RFC 1034, section 3.5; WHATWG URL, section 3.5), told from addresses by number.

/// Bytes of a name, and of each of its labels (RFC 1034, section 3.1).
const NAME_BYTES: usize = 253;
const LABEL_BYTES: usize = 63;

/// Whether it is the name of a host: no IP address in any spelling, and no mark of what was
/// scrubbed.
pub(super) fn is_name(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_label = |label: &str| {
        (1..=LABEL_BYTES).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    host.len() <= NAME_BYTES
        && host.split('.').all(is_label)
        && !host.rsplit('.').next().is_some_and(is_number)
}

/// Whether the last label makes it an IPv4 address: `10.0.0.1`, `167772161`, `0x0a000001`.
fn is_number(label: &str) -> bool {
    let hex = label.strip_prefix("0x").or_else(|| label.strip_prefix("0X"));
    label.bytes().all(|byte| byte.is_ascii_digit())
        || hex.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_number() {
        for name in [
            "shop.example",
            "localhost",
            "1111111111.a-cdn.example",
            "2b1c3d4e-aaaa-4000-8000-000000000001.cdn.example",
            "10.0.0.1.sslip.example",
            "xn--bcher-kva.example.",
            "_dmarc.example",
            "203-0-113-7.dyn.example",
            "3f.example0x1",
        ] {
            assert!(is_name(name), "{name}");
        }
        for other in [
            "",
            ".",
            "a..b",
            "10.0.0.1",
            "10.0.0.1.",
            "167772161",
            "0x0a000001",
            "a.0x",
            "[::1]",
            "[ip]",
            "[digits].cdn.example",
            "a b",
            "b\u{fc}cher.example",
            "a@b",
        ] {
            assert!(!is_name(other), "{other}");
        }
        assert!(!is_name(&"a".repeat(64)) && !is_name(&"a.".repeat(200)));
    }
}
