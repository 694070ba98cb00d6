//! The addresses of our own pages, which a login or a form may lead on to, and nothing that leads away.

/// Bytes of an address to go on to: what every browser and proxy lets through.
const NEXT_BYTES: usize = 2_000;

/// The paths of our pages, and what is below them.
const HOMES: [&str; 7] = ["/projects", "/inbox", "/people", "/account", "/alerts", "/check", "/zone"];

/// Whether an address is one of our pages, and nothing that leads away from here: only what stands
/// for itself in an address may stand in it (RFC 3986), and its path has no dot and no percent sign.
pub(crate) fn is_page(address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let is_plain = address.bytes().all(|b| b.is_ascii_alphanumeric() || b"/?&=%+-._~:,".contains(&b));
    let is_below = path == "/"
        || HOMES
            .iter()
            .any(|home| path.strip_prefix(home).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    is_below && is_plain && !path.contains("//") && !path.contains(['.', '%']) && address.len() <= NEXT_BYTES
}

/// A passkey answers the challenge of the page that asked for it: its form cannot be sent again after a login.
const PASSKEYS: &str = "/account/passkeys";

/// Whether a path takes forms of ours that may be sent after a login.
pub(crate) fn is_action(path: &str) -> bool {
    is_page(path) && path != "/" && path != PASSKEYS && !path.contains('?')
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn only_pages_of_ours_are_gone_on_to() {
        for good in [
            "/",
            "/projects",
            "/projects/abc123def45/issues/00ff00ff00ff00ff?range=7d",
            "/projects/a?q=b%20c",
            "/people/log",
            "/account",
            "/alerts",
            "/check?after=abc123def45",
            "/inbox",
            "/zone",
        ] {
            assert!(is_page(good), "{good}");
        }
        let long = format!("/projects/{}", "a".repeat(NEXT_BYTES));
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/login",
            "/projects//evil.example",
            "/projects/../logout",
            "/projects/%2e%2e/logout",
            "/projectsevil",
            "/projects/a?\r\nset-cookie: a=b",
            "/api/projects",
            &long,
        ] {
            assert!(!is_page(bad), "{bad}");
        }
        assert!(
            is_action("/projects/abc123def45/issues")
                && !is_action("/")
                && !is_action(PASSKEYS)
                && !is_action("/projects/a?b=c")
        );
    }
}
