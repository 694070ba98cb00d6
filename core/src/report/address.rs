//! Addresses in reports: cleaned when they are read, and what is left of them to compare.
//!
//! An extension's address is cut to its scheme: Firefox gives every visitor's copy of an
//! extension an id of its own, and which ones somebody has says a lot about them.

use alloc::{borrow::ToOwned, string::String};

use super::fields::cut;
use crate::{scrub, wire::limits};

/// The schemes of extensions, as all engines spell them.
const EXTENSIONS: &[&str] = &[
    "chrome-extension",
    "moz-extension",
    "safari-extension",
    "safari-web-extension",
    "ms-browser-extension",
];
/// Schemes whose rest is content or an id.
const OPAQUE: &[&str] = &["data", "blob", "javascript", "filesystem"];
/// The schemes of a site's own code, beside the page's own (`capacitor:` and the like in an
/// app); CSP writes a scheme alone where it is not HTTP's.
const SITE: &[&str] = &["http", "https", "file", "blob", "data", "about", "javascript", "filesystem"];
/// How our own module's script is named: alone in a folder or with a bundler's hash.
const OWN_SCRIPT: &str = "corncrake_client";
/// Where it stands before it is bundled.
const OWN_FOLDER: &str = "corncrake/dist/";

/// Whose code an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source<'a> {
    /// The site's, or what it loads.
    Web(&'a str),
    /// An extension's.
    Extension,
    /// Corncrake's client.
    OwnClient,
    /// Nobody's address: what injects code into pages, such as `sandbox eval code`.
    Elsewhere(&'a str),
}

/// An address without query, fragment, user and personal data.
pub(super) fn clean(address: &str) -> Option<String> {
    let address = address.trim();
    // Also of what `scrub::url` would take for text: in an address nothing follows these.
    let address = address.split(['?', '#']).next().unwrap_or_default().trim_end();
    let scheme = EXTENSIONS.iter().chain(OPAQUE).find(|scheme| has_scheme(address, scheme));
    let clean = match scheme {
        Some(scheme) => (*scheme).to_owned(),
        None => cut(scrub::url(address).replace(char::is_control, " "), limits::URI_CHARS),
    };
    Some(clean).filter(|clean| !clean.is_empty())
}

/// Whether an address is of a scheme, or is that scheme alone.
fn has_scheme(address: &str, scheme: &str) -> bool {
    let Some((head, rest)) = address.split_at_checked(scheme.len()) else { return false };
    head.eq_ignore_ascii_case(scheme) && (rest.is_empty() || rest.starts_with(':'))
}

/// Whether it is an extension's.
pub(crate) fn is_extension(address: &str) -> bool {
    EXTENSIONS.iter().any(|scheme| has_scheme(address, scheme))
}

/// Whether it is `about:blank`, `about:srcdoc` or the like.
pub(crate) fn is_about(address: &str) -> bool {
    has_scheme(address, "about")
}

/// Whose code stands at an address, for a page.
pub(super) fn source<'a>(address: &'a str, page: Option<&str>) -> Source<'a> {
    let name = address.rsplit('/').next().unwrap_or(address);
    let scheme = scheme(address);
    if is_extension(address) {
        Source::Extension
    } else if name.starts_with(OWN_SCRIPT) || address.contains(OWN_FOLDER) {
        Source::OwnClient
    } else if SITE.contains(&scheme) || page.map(self::scheme) == Some(scheme) {
        Source::Web(address)
    } else {
        Source::Elsewhere(scheme)
    }
}

/// What stands before the first colon; all of it where there is none.
fn scheme(address: &str) -> &str {
    address.split(':').next().unwrap_or(address)
}

/// The host of an address, without its port.
pub(super) fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '\\']).next()?;
    let host = match authority.find(']') {
        Some(end) if authority.starts_with('[') => authority.get(..=end)?,
        _ => authority.split(':').next()?,
    };
    Some(host).filter(|host| !host.is_empty())
}

/// What an address is called where a line has no room for all of it, and what it is grouped
/// by: its host, or its scheme, or the word that stands for it.
pub(super) fn subject(address: &str) -> &str {
    let no_host = || Some(scheme(address)).filter(|scheme| !scheme.is_empty());
    host(address).or_else(no_host).unwrap_or(address)
}

/// What somebody is told that an address is.
pub(super) fn shown(address: &str) -> &str {
    if is_extension(address) { "a browser extension" } else { subject(address) }
}

/// Scheme, host and port of an address that was not scrubbed.
pub(super) fn origin(address: &str) -> Option<String> {
    let address = address.trim();
    let address = address.strip_prefix("blob:").unwrap_or(address);
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    let authority = authority.rsplit('@').next()?;
    let is_scheme = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let fits = !authority.is_empty() && scheme.len() + 3 + authority.len() <= crate::origin::MAX_ORIGIN_BYTES;
    (is_scheme && fits).then(|| [scheme, "://", authority].concat().to_ascii_lowercase())
}
