//! Schemes of addresses, and whose code or content stands at them: the site's, an extension's,
//! our own client's, or what a browser, an app or a user put into the page.

/// The schemes of extensions, as all engines spell them.
pub(super) const EXTENSIONS: &[&str] = &[
    "chrome-extension",
    "moz-extension",
    "safari-extension",
    "safari-web-extension",
    "ms-browser-extension",
    "edge-extension",
    "webkit-extension",
];
/// The schemes of servers on the web: what follows begins with a host.
const SERVERS: &[&str] = &["https", "http", "wss", "ws", "ftp"];
/// The other schemes of a site's own code and links; CSP writes a scheme alone where it is not
/// HTTP's.
const SITE: &[&str] = &["blob", "data", "about", "javascript", "filesystem", "mediastream"];
/// The schemes of links that any page may have.
const LINKS: &[&str] = &["mailto", "tel", "sms"];
/// Schemes of browsers and apps that reports name without a colon. (With one, every scheme is known
/// that is no site's; a word alone may as well be a new keyword of CSP.)
const BROWSERS: &[&str] = &[
    "android-app",
    "brave",
    "chrome",
    "chrome-devtools",
    "chrome-native",
    "chrome-search",
    "chrome-untrusted",
    "content",
    "devtools",
    "edge",
    "gsa",
    "jar",
    "moz-icon",
    "moz-safe-about",
    "ms-appx",
    "ms-appx-web",
    "mx",
    "mxaddon",
    "opera",
    "qrc",
    "res",
    "resource",
    "safari-resource",
    "user-script",
    "view-source",
    "vivaldi",
    "webkit-masked-url",
    "webviewprogressproxy",
    "wyciwyg",
];
/// How our own module's script is named: alone in a folder or with a bundler's hash.
const OWN_SCRIPT: &str = "corncrake_client";
/// Where it stands before it is bundled.
const OWN_FOLDER: &str = "corncrake/dist/";

/// The owner of the code at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeOwner<'a> {
    /// The site's, or what it loads.
    Web(&'a str),
    /// An extension's.
    Extension,
    /// Corncrake's client.
    OwnClient,
    /// Nobody's address: what injects code into pages, such as `sandbox eval code`.
    Elsewhere(&'a str),
}

/// What stands before the first colon; all of it where there is none.
pub(super) fn scheme_of(address: &str) -> &str {
    address.split(':').next().unwrap_or(address)
}

/// Whether an address is of a scheme, or is that scheme alone.
pub(super) fn has_scheme(address: &str, scheme: &str) -> bool {
    let Some((head, rest)) = address.split_at_checked(scheme.len()) else { return false };
    head.eq_ignore_ascii_case(scheme) && (rest.is_empty() || rest.starts_with(':'))
}

/// Whether addresses of a scheme begin with a host.
pub(super) fn is_of_servers(scheme: &str) -> bool {
    is_among(SERVERS, scheme)
}

/// Whether it has a scheme that a colon belongs to, in words.
pub(super) fn is_link(address: &str) -> bool {
    let scheme = scheme_of(address);
    is_among(SERVERS, scheme) || is_among(LINKS, scheme)
}

/// Whether it is an extension's.
pub(crate) fn is_extension(address: &str) -> bool {
    EXTENSIONS.iter().any(|scheme| has_scheme(address, scheme))
}

/// Whether it is `about:blank`, `about:srcdoc` or the like.
pub(crate) fn is_about(address: &str) -> bool {
    has_scheme(address, "about")
}

/// The scheme of an address that is neither the web's nor the page's own: of a browser, an app or
/// whatever else put it into the page.
pub(crate) fn foreign<'a>(address: &'a str, page: Option<&str>) -> Option<&'a str> {
    let (scheme, rest) = match address.split_once(':') {
        Some(parts) => parts,
        None => return Some(address).filter(|word| is_among(BROWSERS, word)),
    };
    // `localhost:8080` is a host and its port.
    let port = rest.split('/').next().unwrap_or_default();
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_foreign = is_scheme(scheme) && !is_port && !is_site(scheme, page) && !is_extension(address);
    is_foreign.then_some(scheme)
}

/// Whether a word can be a scheme (RFC 3986, section 3.1).
pub(super) fn is_scheme(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_alphabetic())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// The owner of the code at an address, for a page.
pub(super) fn source<'a>(address: &'a str, page: Option<&str>) -> CodeOwner<'a> {
    let name = address.rsplit('/').next().unwrap_or(address);
    let scheme = scheme_of(address);
    if is_extension(address) {
        CodeOwner::Extension
    } else if name.starts_with(OWN_SCRIPT) || address.contains(OWN_FOLDER) {
        CodeOwner::OwnClient
    } else if is_site(scheme, page) {
        CodeOwner::Web(address)
    } else {
        CodeOwner::Elsewhere(scheme)
    }
}

/// Whether a scheme is the web's, or the page's own (`capacitor:` and the like in an app).
fn is_site(scheme: &str, page: Option<&str>) -> bool {
    let is_own = |page: &str| scheme_of(page).eq_ignore_ascii_case(scheme);
    is_among(SERVERS, scheme) || is_among(SITE, scheme) || is_among(LINKS, scheme) || page.is_some_and(is_own)
}

fn is_among(schemes: &[&str], scheme: &str) -> bool {
    schemes.iter().any(|one| one.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_neither_the_webs_nor_the_pages_own_is_foreign() {
        let page = Some("https://shop.example/");
        for (address, scheme) in [
            ("opera://js-inject", "opera"),
            ("ms-appx-web://microsoft.microsoftedge/a", "ms-appx-web"),
            ("wyciwyg://1/https://shop.example/", "wyciwyg"),
            ("Chrome://resources/a.js", "Chrome"),
            ("file:///android_asset/a.js", "file"),
            ("resource:", "resource"),
            ("opera", "opera"),
            ("a-new-app:whatever", "a-new-app"),
            ("capacitor://localhost/a.js", "capacitor"),
        ] {
            assert_eq!(foreign(address, page), Some(scheme), "{address}");
        }
        for address in [
            "https://cdn.example/",
            "WSS://live.example",
            "ws:",
            "ftp://files.example/a",
            "data",
            "blob:",
            "about:srcdoc",
            "mailto:",
            "inline",
            "trusted-types-sink",
            "a-new-keyword",
            "localhost:8080/a",
            "cdn.example:443",
            "chrome-extension://abc/a.js",
            "chrome-extension",
            "",
            ":",
            "1:2",
        ] {
            assert_eq!(foreign(address, page), None, "{address}");
        }
        assert_eq!(foreign("capacitor://localhost/a.js", Some("capacitor://localhost/")), None);
        assert_eq!(foreign("file:///a.js", Some("file:///index.html")), None);
    }
}
