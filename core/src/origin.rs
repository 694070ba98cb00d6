//! Which origins may send to a project: the allow-list a person writes in its settings.
//!
//! An entry is one of
//! - `*`: any origin;
//! - an origin (RFC 6454): `https://app.example`, `https://app.example:8443`;
//! - a host, for http and https on their own ports: `app.example`;
//! - a wildcard for subdomains, with or without a scheme: `*.app.example`;
//! - a plain word: `node`, which TrackX's Node client sends as its origin, or `server`, which
//!   stands for senders that have none, such as servers with an SDK of Sentry.
//!
//! A loopback host without a port allows every port, since development servers move.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

/// How many entries a project may have: more is a wildcard that nobody wrote down.
pub const MAX_ORIGINS: usize = 50;
/// The longest entry in bytes: a scheme, the longest DNS name (253) and a port.
pub const MAX_ORIGIN_BYTES: usize = 280;
/// Characters of a refused entry that its error repeats: enough to find it.
const SHOWN_ENTRY_CHARS: usize = 80;

/// The allow-list of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Origins(Vec<String>);

/// Why an allow-list was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrigins {
    /// Nobody could send anything.
    #[error("origins must have at least one entry; \"*\" allows every origin")]
    Empty,
    /// See `MAX_ORIGINS`.
    #[error("origins must have at most 50 entries")]
    TooMany,
    /// An entry is none of the forms.
    #[error("origins have \"{entry}\", which is not an origin{advice}")]
    Entry {
        /// The entry, as it was written; a long one is cut.
        entry: String,
        /// What to write instead.
        advice: OriginAdvice,
    },
}

/// What to write instead of an entry that is none of the forms; follows its name in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OriginAdvice {
    /// The entry has more than an origin, such as a path, a query or a user; this is its origin.
    OriginAlone(String),
    /// A page of such an address, as a desktop application's, has no origin of its own and sends `null`.
    Null,
    /// Nothing of the entry can be used.
    Forms,
}

impl fmt::Display for OriginAdvice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OriginAlone(origin) => write!(f, ": leave out all but {origin}"),
            Self::Null => f.write_str(": a page of a file sends null, so write null"),
            Self::Forms => {
                f.write_str(": write *, https://app.example, app.example, *.app.example, node or server")
            }
        }
    }
}

impl InvalidOrigins {
    /// An entry that was refused, with the origin in it if there is one.
    fn entry(entry: &str) -> Self {
        let (scheme, rest) = match entry.split_once("://") {
            Some((scheme, rest)) => (&entry[..scheme.len() + 3], rest),
            None => ("", entry),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let origin = [scheme, host].concat();
        let is_shorter = origin.len() < entry.len() && is_entry(&origin);
        let is_of_files = entry.to_ascii_lowercase().starts_with("file:");
        let advice = match is_shorter {
            _ if is_of_files => OriginAdvice::Null,
            true => OriginAdvice::OriginAlone(origin),
            false => OriginAdvice::Forms,
        };
        Self::Entry { entry: entry.chars().take(SHOWN_ENTRY_CHARS).collect(), advice }
    }
}

impl Origins {
    /// Checks the entries that a person wrote.
    pub fn parse(entries: &[String]) -> Result<Self, InvalidOrigins> {
        match entries.len() {
            0 => return Err(InvalidOrigins::Empty),
            1..=MAX_ORIGINS => {}
            _ => return Err(InvalidOrigins::TooMany),
        }
        let entries = entries.iter().map(|entry| {
            let entry = entry.trim().trim_end_matches('/').to_ascii_lowercase();
            if is_entry(&entry) { Ok(entry) } else { Err(InvalidOrigins::entry(&entry)) }
        });
        Ok(Self(entries.collect::<Result<_, _>>()?))
    }

    /// Whether this `Origin` header may send.
    pub fn allow(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        self.0.iter().any(|entry| matches(entry, &origin))
    }

    /// The entries as they are kept.
    pub fn entries(&self) -> &[String] {
        &self.0
    }
}

fn is_entry(entry: &str) -> bool {
    if entry == "*" {
        return true;
    }
    let rest = entry.split_once("://").map_or(entry, |(_, rest)| rest);
    let rest = rest.strip_prefix("*.").unwrap_or(rest);
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let is_name = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_');
    let is_v6 = |b: u8| b.is_ascii_hexdigit() || b == b':';
    let host_is_one = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(v6) => !v6.is_empty() && v6.bytes().all(is_v6),
        None => !host.is_empty() && host.bytes().all(is_name),
    };
    host_is_one && entry.len() <= MAX_ORIGIN_BYTES && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn matches(entry: &str, origin: &str) -> bool {
    if entry == "*" || entry == origin {
        return true;
    }
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let (allowed_scheme, allowed) = match entry.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, entry),
    };
    if !allowed_scheme.map_or(matches!(scheme, "http" | "https"), |allowed| allowed == scheme) {
        return false;
    }
    if let Some(parent) = allowed.strip_prefix('*') {
        // `parent` begins with its dot, so that `*.a.example` is not `evila.example`.
        return authority.len() > parent.len() && authority.ends_with(parent);
    }
    let loopback = matches!(allowed, "localhost" | "127.0.0.1" | "[::1]");
    authority == allowed
        || loopback && authority.strip_prefix(allowed).is_some_and(|rest| rest.starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{borrow::ToOwned, format, string::ToString, vec, vec::Vec};

    fn origins(entries: &[&str]) -> Origins {
        let entries: Vec<String> = entries.iter().map(|e| (*e).to_owned()).collect();
        Origins::parse(&entries).unwrap()
    }

    #[test]
    fn the_allow_list() {
        let cases: &[(&str, &str, bool)] = &[
            ("*", "https://anything.example", true),
            ("https://app.example", "https://app.example", true),
            ("https://app.example/", "https://APP.example", true),
            ("https://app.example", "http://app.example", false),
            ("https://app.example", "https://app.example:8443", false),
            ("https://app.example", "https://app.example.evil.test", false),
            ("https://app.example", "https://evilapp.example", false),
            ("app.example", "http://app.example", true),
            ("app.example", "ftp://app.example", false),
            ("*.app.example", "https://a.b.app.example", true),
            ("*.app.example", "https://app.example", false),
            ("*.app.example", "https://evilapp.example", false),
            ("https://*.app.example", "http://a.app.example", false),
            ("http://127.0.0.1", "http://127.0.0.1:8787", true),
            ("localhost", "http://localhost:5173", true),
            ("localhost", "http://localhost.evil.test", false),
            ("http://localhost:3000", "http://localhost:3001", false),
            ("http://[::1]", "http://[::1]:8787", true),
            ("http://[::1]:80", "http://[::1]:8787", false),
            ("node", "node", true),
            ("https://app.example", "null", false),
            ("https://app.example", "", false),
        ];
        for (entry, origin, allowed) in cases {
            assert_eq!(origins(&[entry]).allow(origin), *allowed, "{entry} and {origin}");
        }
    }

    /// The error of one bad entry behind a good one.
    fn refused(entry: &str) -> String {
        Origins::parse(&["ok.example".to_owned(), entry.to_owned()]).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_entry_is_named_with_what_to_write_instead() {
        assert_eq!(Origins::parse(&[]), Err(InvalidOrigins::Empty));
        assert_eq!(Origins::parse(&vec!["a".to_owned(); 51]), Err(InvalidOrigins::TooMany));
        for (entry, origin) in [
            ("shop.example/path", "shop.example"),
            ("https://Shop.example/a?b", "https://shop.example"),
            ("https://a.example?q", "https://a.example"),
            ("http://localhost:3000/#top", "http://localhost:3000"),
            ("https://jane:secret@a.example/", "https://a.example"),
            ("jane@a.example", "a.example"),
            ("https://[::1]:80/x", "https://[::1]:80"),
            ("*.a.example/x", "*.a.example"),
        ] {
            let error = refused(entry);
            assert!(
                error.ends_with(&format!(", which is not an origin: leave out all but {origin}")),
                "{error}"
            );
            origins(&[origin]);
        }
        for bad in
            ["", "https://", "https://a b", "*.", "a\r\nb", "a.example:port", "/path", "://", "@", "é/ü"]
        {
            let error = refused(bad);
            assert!(error.contains("is not an origin: write *, https://app.example"), "{bad:?}: {error}");
        }
        for file in ["file://", "file:", "FILE:///home/jane/app/index.html"] {
            assert!(
                refused(file).ends_with("which is not an origin: a page of a file sends null, so write null")
            );
        }
        assert!(refused(&"a/".repeat(400)).len() < 2 * SHOWN_ENTRY_CHARS);
    }
}
