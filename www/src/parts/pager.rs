//! The two ways through a long list: back to its newest entries, and on to older ones.
//!
//! A cursor names the entry that the next page begins after, so that a page stays the same
//! while new entries arrive in front of it.

use maud::{Markup, html};

/// The parameter that a cursor goes by.
pub(crate) const CURSOR: &str = "after";

/// The links, where there is more than one page.
pub(crate) fn nav(newest: Option<&str>, older: Option<&str>, noun: &str) -> Markup {
    html! {
        @if newest.is_some() || older.is_some() {
            nav.turn aria-label="Pages" {
                @if let Some(href) = newest { a href=(href) { "Back to the first " (noun) } }
                @if let Some(href) = older { a rel="next" href=(href) { "More " (noun) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_way_where_there_is_a_page() {
        assert_eq!(nav(None, None, "issues").into_string(), "");
        let html = nav(Some("/a"), Some("/b"), "issues").into_string();
        assert!(html.contains(r#"<a href="/a">Back to the first issues</a>"#), "{html}");
        assert!(html.contains(r#"<a rel="next" href="/b">More issues</a>"#));
    }
}
