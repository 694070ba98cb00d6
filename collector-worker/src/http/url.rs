//! The address of a request, as its headers tell it.
//!
//! `Host` and a proxy's `X-Forwarded-Proto` are somebody else's words, of which the runtime makes
//! an address as they are: where they are not one host and one of the web's schemes, the request
//! is refused before anything is looked for, and the error must not carry them into a log.

use std::cell::RefCell;

use corncrake_model::bounded_map::BoundedMap;
use worker::{Request, Url};

use super::error::Fault;

/// Hosts whose addresses an isolate remembers to be ones, or none.
const MOST_HOSTS: usize = 100;
/// Bytes of a scheme with its host, twice, that are remembered: a name has 253 at most.
const HOSTS_BYTES: usize = 600;

thread_local! {
    /// By a scheme with its host, and the host that is named: whether both are by https; nothing where they
    /// make no address.
    static HOSTS: RefCell<BoundedMap<String, Option<bool>, MOST_HOSTS>> = RefCell::default();
}

/// The whole address; its scheme is `http` or `https`.
pub(crate) fn url(request: &Request) -> Result<Url, Fault> {
    let host = request.headers().get("host")?;
    of(&request.inner().url(), host.as_deref()).ok_or_else(bad_address)
}

fn bad_address() -> Fault {
    Fault::bad_request("bad_address", "Host and X-Forwarded-Proto must name one host and one scheme")
}

/// Whether the address is one of https, where it is one. Nothing but its scheme and its hosts decides that,
/// so it is worked out once for them.
pub(crate) fn is_secure(request: &Request) -> Result<bool, Fault> {
    let host = request.headers().get("host")?;
    let made = request.inner().url();
    let place = place_of(&made);
    let key = format!("{place} {}", host.as_deref().unwrap_or_default());
    let known = HOSTS.with_borrow(|hosts| hosts.get(&key).copied());
    let found = known.unwrap_or_else(|| {
        let found = of(place, host.as_deref()).map(|url| url.scheme() == "https");
        if key.len() <= HOSTS_BYTES {
            HOSTS.with_borrow_mut(|hosts| hosts.insert(key, found, |_| false));
        }
        found
    });
    found.ok_or_else(bad_address)
}

/// An address up to its path.
fn place_of(made: &str) -> &str {
    let host = made.find("://").map_or(0, |scheme| scheme + "://".len());
    let (scheme, rest) = made.split_at_checked(host).unwrap_or((made, ""));
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    made.get(..scheme.len() + end).unwrap_or(made)
}

/// The address that the runtime made, where it is one of this host.
fn of(made: &str, host: Option<&str>) -> Option<Url> {
    let (scheme, rest) = made.split_once("://")?;
    // Some proxies name a WebSocket's scheme, though a page opens one by the scheme that it was loaded
    // by.
    let scheme = match scheme.to_ascii_lowercase().as_str() {
        "http" | "ws" => "http",
        "https" | "wss" => "https",
        _ => return None,
    };
    let url: Url = format!("{scheme}://{rest}").parse().ok()?;
    let Some(host) = host else { return Some(url) };
    // A host with a path in it would move the path; a host with a user could do anything.
    let is_host = !host.is_empty() && host.bytes().all(|b| b.is_ascii_graphic() && !b"/\\?#@".contains(&b));
    let own: Url = format!("{scheme}://{host}/").parse().ok()?;
    (is_host && own.origin() == url.origin() && own.path() == "/").then_some(url)
}

/// Whether the address that the runtime made has a query that is not empty.
pub(crate) fn has_query(address: &str) -> bool {
    let without_fragment = address.split('#').next().unwrap_or_default();
    without_fragment.split_once('?').is_some_and(|(_, query)| !query.is_empty())
}

/// A query parameter.
pub(crate) fn parameter(request: &Request, name: &str) -> Result<Option<String>, Fault> {
    let url = url(request)?;
    Ok(url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned()))
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_query_is_found_as_the_address_has_it() {
        for address in [
            "http://h/v1/k/event",
            "http://h/v1/k/event?",
            "http://h/v1/k/event?a",
            "http://h/v1/k/event??",
            "http://h/?#?a",
            "http://h/#?a",
            "http://h/?a#b",
            "http://h/%3Fa",
        ] {
            let url: Url = address.parse().unwrap();
            assert_eq!(has_query(address), url.query().is_some_and(|query| !query.is_empty()), "{address}");
        }
    }

    #[test]
    fn an_address_is_of_the_host_that_is_named_and_of_the_web() {
        let read = |scheme: &str, host: &str, path: &str| {
            of(&format!("{scheme}://{host}{path}"), Some(host)).map(|url| url.to_string())
        };
        for (scheme, host, path, url) in [
            ("http", "127.0.0.1:8787", "/a?b=c", "http://127.0.0.1:8787/a?b=c"),
            ("https", "errors.example", "/", "https://errors.example/"),
            ("HTTPS", "Errors.Example:443", "/x", "https://errors.example/x"),
            ("wss", "errors.example:9443", "/live", "https://errors.example:9443/live"),
            ("ws", "localhost", "/live", "http://localhost/live"),
            ("https", "[2001:db8::1]:9443", "/", "https://[2001:db8::1]:9443/"),
        ] {
            assert_eq!(read(scheme, host, path).as_deref(), Some(url), "{scheme} {host}");
        }
        for (made, place) in [
            ("http://127.0.0.1:8787/a?b=c", "http://127.0.0.1:8787"),
            ("https://errors.example", "https://errors.example"),
            ("https://errors.example?x/", "https://errors.example"),
            ("ws://a.example\\x", "ws://a.example"),
            ("://a.example#x", "://a.example"),
            ("ключ", "ключ"),
            ("", ""),
        ] {
            assert_eq!(place_of(made), place);
            for host in [None, Some("errors.example"), Some("127.0.0.1:8787"), Some("a.example")] {
                let scheme = |address| of(address, host).map(|url| url.scheme().to_owned());
                assert_eq!(scheme(made), scheme(place), "{made} {host:?}");
            }
        }
        for scheme in [
            "",
            "null",
            "file",
            "ftp",
            "data",
            "javascript",
            "about",
            "x-y",
            "https, http",
            "http://evil.example/?",
        ] {
            assert_eq!(read(scheme, "errors.example", "/"), None, "{scheme}");
        }
        for host in [
            "",
            "errors.example/health",
            "errors.example/health?",
            "errors.example?x",
            "errors.example#x",
            "errors.example\\health",
            "a@errors.example",
            "a:b@errors.example",
            "errors.example:80:80",
            "errors.example, evil.example",
            "errors.example evil.example",
            "/",
            "errors.example:port",
            "errors.example/",
            "errors\texample",
        ] {
            assert_eq!(read("https", host, "/projects"), None, "{host}");
        }
        assert_eq!(of("https://evil.example/x", Some("errors.example")), None, "another host's");
    }
}
