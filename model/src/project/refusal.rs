//! Requests that a collector refused, as counts: by reason, and for an origin that is not allowed by that
//! origin. Nothing else of a request is here.

use corncrake_core::{ids::ProjectKey, origin::Origins, scrub, time::UnixMillis};
use serde::{Deserialize, Serialize};

/// Why requests were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalReason {
    /// Their origin may not send to the project.
    Origin,
    /// They carried the key of a project that was deleted.
    Deleted,
    /// Their body is larger than the limit.
    TooLarge,
    /// A session, a network or the project sent too many.
    TooMany,
    /// They do not follow the contract.
    Invalid,
}

impl RefusalReason {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::Origin, Self::Deleted, Self::TooLarge, Self::TooMany, Self::Invalid];

    /// Its name in a table and in the API, which never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::Deleted => "deleted",
            Self::TooLarge => "too_large",
            Self::TooMany => "too_many",
            Self::Invalid => "invalid",
        }
    }

    /// The reason of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// Requests that were refused for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub reason: RefusalReason,
    /// The origin that is not allowed, as an entry of the project's origins; empty for other reasons, and
    /// for an origin that is not shown.
    pub origin: String,
    /// How many.
    pub count: u64,
    /// The minute of the first.
    pub since: UnixMillis,
    /// The minute of the last.
    pub last: UnixMillis,
}

/// The senders that still use the key of a deleted project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedKeyUse {
    /// The key.
    pub key: ProjectKey,
    /// Their requests.
    pub refused: Refusal,
}

/// An origin as it may be shown and stored: what could stand in a project's origins, names no person and no
/// machine of a visitor; empty otherwise. Hosts of a developer's own machine are shown.
pub fn displayed_origin(origin: &str) -> String {
    let origin = origin.trim().to_ascii_lowercase();
    let rest = origin.split_once("://").map_or(origin.as_str(), |(_, rest)| rest);
    let host =
        rest.rsplit_once(':').map_or(rest, |(host, port)| if port.ends_with(']') { rest } else { host });
    let is_own_machine = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let scheme = origin.split_once("://").map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    let is_entry = !origin.contains('*') && Origins::parse(std::slice::from_ref(&origin)).is_ok();
    let is_plain = is_own_machine || (scrub::text(&origin) == origin && !is_address(host));
    if is_scheme && is_entry && is_plain { origin } else { String::new() }
}

/// Whether a host is an IP address.
fn is_address(host: &str) -> bool {
    host.starts_with('[')
        || host.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn an_origin_is_shown_where_it_can_be_allowed_and_is_no_address_or_person() {
        for shown in [
            "https://www.fresh.example",
            "http://127.0.0.1:8822",
            "http://localhost:5173",
            "http://[::1]:3000",
            "https://shop.example:8443",
            "chrome-extension://abcdefghijklmnop",
            "server",
            "null",
        ] {
            assert_eq!(displayed_origin(shown), shown);
        }
        assert_eq!(displayed_origin(" https://WWW.Fresh.example "), "https://www.fresh.example");
        for hidden in [
            "",
            "*",
            "https://*.fresh.example",
            "https://203.0.113.77",
            "http://203.0.113.77:8080",
            "http://[2001:db8::77]",
            "https://jane.doe@fresh.example",
            "https://fresh.example/path",
            "jane doe://fresh.example",
            "https://fresh.example\u{0}",
        ] {
            assert_eq!(displayed_origin(hidden), "", "{hidden}");
        }
        assert_eq!(displayed_origin(&format!("https://{}.example", "a".repeat(400))), "");
    }

    #[test]
    fn a_reason_is_found_by_its_name() {
        for reason in RefusalReason::ALL {
            assert_eq!(RefusalReason::named(reason.name()), Some(reason));
        }
        assert_eq!(RefusalReason::named("else"), None);
    }
}
