//! Source expressions and whether they match an address (CSP Level 3, sections 2.3.1 and 6.7.2).
//!
//! Addresses are read from reports: the path may be missing or scrubbed, and what has a mark may be
//! the same. As in the specification, no IP address matches but 127.0.0.1.

use alloc::{format, string::String};

/// A nonce as it is kept and told: the real one is another with each answer.
pub(in crate::report) const NONCE: &str = "'nonce-…'";
/// Hash functions that a policy may name.
const HASHES: [&str; 3] = ["sha256-", "sha384-", "sha512-"];
/// What a path may have beside letters and digits (RFC 3986, section 3.3), without the signs that
/// would end a source or a directive, and the brackets of a mark.
const PATH_SIGNS: &[u8] = b"/-._~%!$&'()*+=:@[]";
/// The one IP address that a policy can name (section 6.7.2.9).
pub(super) const LOOPBACK: &str = "127.0.0.1";

/// One source of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Expression<'a> {
    /// `*`
    Any,
    /// `'self'` and all others in quotes, without these.
    Keyword(&'a str),
    /// `'nonce-...'`
    Nonce,
    /// `'sha256-...'`
    Hash,
    /// `https:`
    Scheme(&'a str),
    /// `https://*.cdn.example:8443/a/`
    Host { scheme: Option<&'a str>, host: &'a str, port: Option<&'a str>, path: &'a str },
}

/// Reads a source; what follows no grammar matches nothing.
pub(in crate::report) fn parse(source: &str) -> Option<Expression<'_>> {
    if source == "*" {
        return Some(Expression::Any);
    }
    if let Some(quoted) = source.strip_prefix('\'') {
        return quoted.strip_suffix('\'').and_then(keyword);
    }
    if let Some(scheme) = source.strip_suffix(':').filter(|scheme| is_scheme(scheme)) {
        return Some(Expression::Scheme(scheme));
    }
    let (scheme, rest) = match source.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        Some(_) => return None,
        None => (None, source),
    };
    let (authority, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len()))?;
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let is_port = |port: &str| port == "*" || (!port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    let is_path = path.bytes().all(|b| b.is_ascii_alphanumeric() || PATH_SIGNS.contains(&b));
    (is_host_part(host) && port.is_none_or(is_port) && is_path).then_some(Expression::Host {
        scheme,
        host,
        port,
        path,
    })
}

fn keyword(word: &str) -> Option<Expression<'_>> {
    let lower = |prefix: &str| word.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    let rest = |prefix: &str| word.get(prefix.len()..).unwrap_or_default();
    let is_value = |value: &str| {
        let digits = value.trim_end_matches('=');
        !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'))
    };
    if lower("nonce-") {
        let value = rest("nonce-");
        return (is_value(value) || value == "…").then_some(Expression::Nonce);
    }
    if let Some(hash) = HASHES.into_iter().find(|hash| lower(hash)) {
        return is_value(rest(hash)).then_some(Expression::Hash);
    }
    let is_word = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_word.then_some(Expression::Keyword(word))
}

fn is_scheme(word: &str) -> bool {
    crate::report::scheme::is_scheme(word)
}

fn is_host_part(host: &str) -> bool {
    if host == "*" {
        return true;
    }
    let name = host.strip_prefix("*.").unwrap_or(host);
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    name.split('.').all(is_label)
}

/// An address of a server, in the parts that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) struct Url<'a> {
    pub(in crate::report) scheme: &'a str,
    pub(in crate::report) host: &'a str,
    pub(in crate::report) port: Option<u16>,
    path: &'a str,
}

impl<'a> Url<'a> {
    /// Reads an address with a scheme of servers, a host without a mark, and perhaps a port.
    pub(in crate::report) fn parse(address: &'a str) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let (authority, path) =
            rest.split_at_checked(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()))?;
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (authority, None),
        };
        let is_host = crate::report::host::is_name(host) || host == LOOPBACK;
        let is_known = crate::report::scheme::is_of_servers(scheme);
        (is_host && is_known).then_some(Self { scheme, host, port, path })
    }

    /// Scheme, host and, where it is not the scheme's own, port; in small letters.
    pub(in crate::report) fn origin(&self) -> String {
        let port = self.port.filter(|port| Some(*port) != default_port(self.scheme));
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}", self.scheme, self.host).to_ascii_lowercase()
    }

    /// Its port, or that of its scheme.
    fn port(&self) -> Option<u16> {
        self.port.or_else(|| default_port(self.scheme))
    }

    /// Whether its scheme is one of those.
    pub(in crate::report) fn is(&self, schemes: &[&str]) -> bool {
        schemes.iter().any(|scheme| scheme.eq_ignore_ascii_case(self.scheme))
    }

    /// Whether both are of one origin (HTML, section 7.1.1).
    pub(in crate::report) fn is_same_origin(&self, other: &Url<'_>) -> bool {
        self.scheme.eq_ignore_ascii_case(other.scheme)
            && self.host.eq_ignore_ascii_case(other.host)
            && self.port() == other.port()
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        "ftp" => Some(21),
        _ => None,
    }
}

/// Whether a source matches an address (section 6.7.2.8), for the page whose policy it is. Where
/// the page is not known, nothing is matched by way of it.
pub(in crate::report) fn matches(source: &str, url: &Url<'_>, page: Option<&Url<'_>>) -> bool {
    match parse(source) {
        Some(Expression::Any) => {
            url.is(&["http", "https", "ws", "wss", "ftp"]) || page.is_some_and(|page| url.is(&[page.scheme]))
        }
        Some(Expression::Scheme(scheme)) => scheme_matches(scheme, url.scheme),
        Some(Expression::Host { scheme, host, port, path }) => {
            let Some(scheme) = scheme.or(page.map(|page| page.scheme)) else { return false };
            scheme_matches(scheme, url.scheme)
                && host_matches(host, url.host)
                && port_matches(port, url)
                && path_matches(path, url.path)
        }
        Some(Expression::Keyword(word)) if word.eq_ignore_ascii_case("self") => {
            page.is_some_and(|page| is_self(url, page))
        }
        _ => false,
    }
}

/// Section 6.7.2.10: a scheme also stands for its safer ones.
fn scheme_matches(scheme: &str, of: &str) -> bool {
    let (scheme, of) = (scheme.to_ascii_lowercase(), of.to_ascii_lowercase());
    scheme == of
        || matches!(
            (scheme.as_str(), of.as_str()),
            ("http", "https") | ("ws", "wss" | "http" | "https") | ("wss", "https")
        )
}

/// Section 6.7.2.9.
fn host_matches(pattern: &str, host: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    match pattern.strip_prefix('*') {
        // It begins with its dot, so that `*.a.example` is not `evila.example`.
        Some(parent) => host
            .len()
            .checked_sub(parent.len())
            .and_then(|start| host.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(parent)),
        None => pattern.eq_ignore_ascii_case(host),
    }
}

/// Section 6.7.2.11.
fn port_matches(port: Option<&str>, url: &Url<'_>) -> bool {
    match port {
        Some("*") => true,
        Some(port) => port.parse().is_ok_and(|port: u16| Some(port) == url.port()),
        None => url.port() == default_port(url.scheme),
    }
}

/// Section 6.7.2.12: all below a folder, or exactly a file.
fn path_matches(pattern: &str, path: &str) -> bool {
    if pattern.is_empty() || pattern == "/" && path.is_empty() {
        return true;
    }
    let folder = pattern.strip_suffix('/');
    let mut pieces = path.split('/');
    let all = folder
        .unwrap_or(pattern)
        .split('/')
        .all(|piece| pieces.next().is_some_and(|other| is_same(piece, other)));
    all && (pieces.next().is_some() == folder.is_some())
}

/// Whether a piece of a policy's path is that of an address once what is escaped is read. What has
/// a mark in place of what was scrubbed may have been any: an address that is a script's keeps what a
/// policy's path loses.
fn is_same(pattern: &str, piece: &str) -> bool {
    pattern.contains('[') || unescaped(pattern).eq(unescaped(piece))
}

fn unescaped(piece: &str) -> impl Iterator<Item = u8> {
    let bytes = piece.as_bytes();
    let mut place = 0_usize;
    core::iter::from_fn(move || {
        let byte = *bytes.get(place)?;
        let digits = bytes.get(place.saturating_add(1)..place.saturating_add(3));
        let escaped = digits
            .filter(|digits| byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| u8::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok());
        place = place.saturating_add(if escaped.is_some() { 3 } else { 1 });
        Some(escaped.unwrap_or(byte))
    })
}

/// `'self'` (section 6.7.2.8, step 4): the page's origin, also more safely and as a WebSocket.
fn is_self(url: &Url<'_>, page: &Url<'_>) -> bool {
    let is_default = |url: &Url<'_>| url.port() == default_port(url.scheme);
    let ports = url.port() == page.port() || is_default(url) && is_default(page);
    let schemes = url.is(&["https", "wss"]) || page.is(&["http"]) && url.is(&["http", "ws"]);
    url.is_same_origin(page) || url.host.eq_ignore_ascii_case(page.host) && ports && schemes
}
