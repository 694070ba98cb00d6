//! The addresses that pages build from data.
//!
//! An address from outside is linked only where it begins with `http://` or `https://`, so
//! that no `javascript:` or `data:` address can ever be clicked.

use corncrake_core::ids::{IssueId, ProjectKey};

/// A project's overview.
pub(crate) fn project(key: ProjectKey) -> String {
    format!("/projects/{key}")
}

/// A page of a project below its overview.
pub(crate) fn below(key: ProjectKey, page: &str) -> String {
    format!("/projects/{key}/{page}")
}

/// A project's issues.
pub(crate) fn issues(key: ProjectKey) -> String {
    below(key, "issues")
}

/// An issue.
pub(crate) fn issue(key: ProjectKey, id: IssueId) -> String {
    format!("/projects/{key}/issues/{id}")
}

/// One of an issue's events, by its name.
pub(crate) fn event(key: ProjectKey, id: IssueId, name: &str) -> String {
    format!("/projects/{key}/issues/{id}/events/{}", segment(name))
}

/// The form action that erases an issue.
pub(crate) fn erase_issue(key: ProjectKey, id: IssueId) -> String {
    format!("{}/erase", issue(key, id))
}

/// The form action that erases one of its events.
pub(crate) fn erase_event(key: ProjectKey, id: IssueId, name: &str) -> String {
    format!("{}/{}", erase_issue(key, id), segment(name))
}

/// An address with parameters; empty ones are left out.
pub(crate) fn with<'a>(
    mut href: String,
    parameters: impl IntoIterator<Item = (&'a str, impl AsRef<str>)>,
) -> String {
    let mut lead = '?';
    for (name, value) in parameters {
        let value = value.as_ref();
        if !value.is_empty() {
            href.push(lead);
            href.push_str(name);
            href.push('=');
            escape(value, &mut href);
            lead = '&';
        }
    }
    href
}

/// A text as one part of a path.
pub(crate) fn segment(text: &str) -> String {
    let mut part = String::new();
    escape(text, &mut part);
    part
}

fn escape(value: &str, href: &mut String) {
    for byte in value.bytes() {
        // RFC 3986, section 2.3: the unreserved characters.
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            href.push(char::from(byte));
        } else {
            href.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// The origin of an address of ours: what a policy names, which knows no folders.
pub(crate) fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at.saturating_add(3));
    let end = address.get(host..).and_then(|rest| rest.find('/'));
    end.and_then(|end| address.get(..host.saturating_add(end))).unwrap_or(address)
}

/// Whether an address from outside may be linked.
pub(crate) fn is_web(address: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path() {
        for address in ["https://errors.example:8443", "https://errors.example:8443/a/b"] {
            assert_eq!(origin(address), "https://errors.example:8443");
        }
        assert_eq!(origin("no address"), "no address");
    }

    #[test]
    fn a_value_cannot_leave_its_place() {
        let list = || "/projects/abc123def45/issues".to_owned();
        assert_eq!(with(list(), [("after", "17-ab_c.~")]), "/projects/abc123def45/issues?after=17-ab_c.~");
        assert_eq!(
            with(list(), [("noise", "1"), ("type", ""), ("query", "a&b=c#d\"é +")]),
            "/projects/abc123def45/issues?noise=1&query=a%26b%3Dc%23d%22%C3%A9%20%2B"
        );
        assert_eq!(with(list(), [("query", "")]), list());
        assert_eq!(segment("../a?"), "..%2Fa%3F");
    }

    #[test]
    fn only_the_web_is_linked() {
        assert!(is_web("https://app.example/cart") && is_web("HTTP://app.example"));
        for bad in
            ["javascript:alert(1)", " https://a", "data:text/html,x", "//a.example", "", "é", "https:/"]
        {
            assert!(!is_web(bad), "{bad}");
        }
    }
}
