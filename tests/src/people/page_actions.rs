//! What a page offers: its links, and the addresses that its forms are sent to; and the shape of an
//! address, by which two pages of one kind are known as such.

use crate::collector::routes::route_patterns;

/// What a page offers, as addresses of the collector's own.
#[derive(Debug, Default)]
pub struct PageActions {
    /// Where links, forms that search, and WebSockets lead.
    pub read: Vec<String>,
    /// Where forms are sent.
    pub sent: Vec<String>,
}

/// Reads them from a page's markup.
pub fn page_actions(html: &str) -> PageActions {
    let mut found = PageActions::default();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let value = |name: &str| {
            let text = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
            Some(text.replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<"))
        };
        let is_form = tag.starts_with("form ");
        match value("action").filter(|_| is_form) {
            Some(action) if value("method").as_deref() == Some("post") => found.sent.push(action),
            Some(action) => found.read.push(action),
            None => {}
        }
        found.sent.extend(value("formaction"));
        found.read.extend(value("href").filter(|_| tag.starts_with("a ")));
        let sockets = value("data-live").unwrap_or_default();
        found.read.extend(sockets.split_whitespace().map(str::to_owned));
    }
    for addresses in [&mut found.read, &mut found.sent] {
        // What leads to another site is none of ours.
        addresses.retain(|address| address.starts_with('/') && !address.starts_with("//"));
        for address in addresses {
            address.truncate(address.find('#').unwrap_or(address.len()));
        }
    }
    found
}

/// The names of the router that stand for any text.
const NAMES: [&str; 10] =
    ["key", "id", "event", "comment", "ticket", "place", "login", "passkey", "release", "name"];

/// The pattern of the router that an address follows, and the names of its parameters.
pub fn shape(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let follows = |pattern: &str| {
        let own: Vec<&str> = pattern.trim_end_matches('/').split('/').collect();
        own.len() == parts.len()
            && own
                .iter()
                .zip(&parts)
                .all(|(own, part)| own == part || NAMES.contains(own) && !part.is_empty())
    };
    // A word of the router goes before a name.
    let by_names = |pattern: &str| pattern.split('/').filter(|part| NAMES.contains(part)).count();
    let pattern = route_patterns().iter().filter(|one| follows(one)).min_by_key(|one| by_names(one));
    let mut names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    names.sort_unstable();
    names.dedup();
    let pattern = pattern.cloned().unwrap_or_else(|| format!("no route: {path}"));
    if query.is_empty() { pattern } else { format!("{pattern}?{}", names.join("&")) }
}
