//! A part of a page that did not load: which one it was, by its host and the pattern of its path.
//! A deploy, a person's own picture or a page of numbers is not another resource; a tracker's
//! script and a chunk of the site's own are two.

use alloc::string::String;

use super::path;
use crate::event::Event;

/// The class that clients give such an event.
const CLASS: &str = "ResourceError";

/// The host, where it is not the page's own, and the lasting path; none where the event is about
/// something else.
pub(super) fn part(event: &Event) -> Option<String> {
    if event.name.as_deref() != Some(CLASS) {
        return None;
    }
    let (_, url) = event.message.split_once(" failed to load: ")?;
    let Some(host) = host(url) else { return Some(path::pattern(url)) };
    let is_own = event.uri.as_deref().and_then(self::host) == Some(host);
    let path = path::pattern(url);
    Some(if is_own { path } else { [host, "/", path.as_str()].concat() })
}

/// A URL's host without its port.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    (!host.is_empty()).then_some(host)
}

#[cfg(test)]
mod tests {
    use alloc::{borrow::ToOwned, format};

    use super::*;

    fn of(url: &str) -> Option<String> {
        part(&Event {
            name: Some(CLASS.to_owned()),
            message: format!("script failed to load: {url}"),
            uri: Some("https://shop.example:8443/cart".to_owned()),
            ..Event::default()
        })
    }

    #[test]
    fn a_resource_is_its_host_and_the_pattern_of_its_path() {
        let cases = [
            ("https://shop.example:8443/vendor.js", "vendor.js"),
            ("https://shop.example/assets/main-3f2a9c1b.js", "assets/main.js"),
            ("https://tracker.example/tracker.js", "tracker.example/tracker.js"),
            ("https://img.example/users/8371/avatar.png", "img.example/users/*/avatar.png"),
            ("https://img.example/users/44/avatar.png", "img.example/users/*/avatar.png"),
            ("https://shop.example/", ""),
            ("data:[cut]", "[data]"),
        ];
        for (url, expected) in cases {
            assert_eq!(of(url).as_deref(), Some(expected), "{url}");
        }
        assert_ne!(of("https://shop.example/chunk-one.js"), of("https://shop.example/vendor.js"));
        assert_eq!(part(&Event { message: "x failed to load: y".to_owned(), ..Event::default() }), None);
    }
}
