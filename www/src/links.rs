//! Every address that a page makes out of data.
//!
//! An address from outside is linked only where it begins with `http://` or `https://`, so
//! that no `javascript:` or `data:` address can ever be clicked.

use corncrake_core::ids::{IssueId, ProjectKey};

/// A project's issues.
pub(crate) fn project(key: ProjectKey) -> String {
    format!("/projects/{key}")
}

/// A project's issues, or what a rule knows as noise.
pub(crate) fn list(key: ProjectKey, noise: bool) -> String {
    if noise { format!("/projects/{key}?noise=1") } else { project(key) }
}

/// The page of such a list that begins after this cursor.
pub(crate) fn list_after(key: ProjectKey, noise: bool, cursor: &str) -> String {
    let mut href = list(key, noise);
    href.push_str(if noise { "&after=" } else { "?after=" });
    for byte in cursor.bytes() {
        // RFC 3986, section 2.3: what stands for itself in every part of an address.
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            href.push(char::from(byte));
        } else {
            href.push_str(&format!("%{byte:02X}"));
        }
    }
    href
}

/// An issue.
pub(crate) fn issue(key: ProjectKey, id: IssueId) -> String {
    format!("/projects/{key}/issues/{id}")
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
    fn a_cursor_cannot_leave_its_place() {
        let key: ProjectKey = "abc123def45".parse().unwrap();
        assert_eq!(list_after(key, false, "17-ab_c.~"), "/projects/abc123def45?after=17-ab_c.~");
        assert_eq!(
            list_after(key, false, "a&b=c#d\"é"),
            "/projects/abc123def45?after=a%26b%3Dc%23d%22%C3%A9"
        );
    }

    #[test]
    fn noise_goes_along() {
        let key: ProjectKey = "abc123def45".parse().unwrap();
        assert_eq!(list_after(key, true, "17"), "/projects/abc123def45?noise=1&after=17");
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
