//! Addresses in reports: cleaned when they are read, and what is left of them to compare.
//!
//! The name of a host stays whole, digits and random labels too: it names a server, and another
//! one is another issue. An address by number may be a person's and goes. An extension's address
//! is cut to its scheme: Firefox gives every visitor's copy of an extension an id of its own, and
//! which ones somebody has says a lot about them.

use alloc::{
    borrow::{Cow, ToOwned},
    string::String,
};

use super::{
    clip::{bytes, cut},
    host::is_name,
    scheme::{self, EXTENSIONS, has_scheme, is_extension, is_link, scheme_of},
};
use crate::{scrub, wire::limits};

/// Schemes whose rest is content or an id.
const OPAQUE: &[&str] = &["data", "blob", "javascript", "filesystem"];
/// What takes the place of a host's name while the rest of its address is scrubbed.
const STAND_IN: &str = "h";

/// An address without query, fragment, user and personal data.
pub(super) fn clean(address: &str) -> Option<String> {
    // Also of what `scrub::url` would take for text: in an address nothing follows these.
    let address = address.split(['?', '#']).next().unwrap_or_default().trim();
    let scheme = EXTENSIONS.iter().chain(OPAQUE).find(|scheme| has_scheme(address, scheme));
    let clean = match scheme {
        Some(scheme) => (*scheme).to_owned(),
        None => {
            let clean = with_host(address).unwrap_or_else(|| scrubbed(address));
            cut(clean.replace(char::is_control, " "), limits::URI_CHARS)
        }
    };
    Some(clean).filter(|clean| !clean.is_empty())
}

/// As much of an address as is kept, without personal data.
fn scrubbed(address: &str) -> String {
    scrub::beginning_of_url(address, bytes(limits::URI_CHARS))
}

/// An address whose host has a name: that stays, the rest is scrubbed.
pub(super) fn with_host(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    if !scheme::is_of_servers(scheme) {
        return None;
    }
    let end = rest.find(['/', '\\']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let host_and_port = authority.rsplit('@').next()?;
    let (host, port) = host_and_port.split_once(':').unwrap_or((host_and_port, ""));
    if !is_name(host) || !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let stand_in = [scheme, "://", STAND_IN].concat();
    let scrubbed = scrubbed(&[stand_in.as_str(), path].concat());
    let path = scrubbed.strip_prefix(&stand_in)?;
    Some([scheme, "://", host_and_port, path].concat())
}

/// The host of an address, without its port.
pub(super) fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '\\']).next()?;
    // An IPv6 address has colons in its brackets; in others is the mark of what was scrubbed.
    let v6 = authority.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let host = match v6.filter(|(inner, _)| inner.contains(':')) {
        Some((inner, _)) => authority.get(..inner.len().saturating_add(2))?,
        None => authority.split(':').next()?,
    };
    Some(host).filter(|host| !host.is_empty())
}

/// What an address is called where a line has no room for all of it, and what it is grouped by:
/// its host, or its scheme, or the word that stands for it.
pub(super) fn subject(address: &str) -> &str {
    let no_host = || Some(scheme_of(address)).filter(|scheme| !scheme.is_empty());
    host(address).or_else(no_host).unwrap_or(address)
}

/// An address as a page shows it.
pub(super) fn shown<'a>(address: &'a str, page: Option<&str>) -> Cow<'a, str> {
    if is_extension(address) {
        return "a browser extension".into();
    }
    // What stands behind a foreign scheme is no host that anybody could allow.
    let foreign = scheme::foreign(address, page);
    let alone = || Some(scheme_of(address)).filter(|_| host(address).is_none() && is_link(address));
    match foreign.or_else(alone) {
        Some(scheme) => Cow::Owned([scheme, ":"].concat().to_ascii_lowercase()),
        None => subject(address).into(),
    }
}

/// Scheme, host and port of an address that was not scrubbed.
pub fn origin(address: &str) -> Option<String> {
    let address = address.trim();
    let address = address.strip_prefix("blob:").unwrap_or(address);
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    let authority = authority.rsplit('@').next()?;
    let is_scheme = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let fits = !authority.is_empty() && scheme.len() + 3 + authority.len() <= crate::origin::MAX_ORIGIN_BYTES;
    (is_scheme && fits).then(|| [scheme, "://", authority].concat().to_ascii_lowercase())
}
