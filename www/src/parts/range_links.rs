//! Links to the other ranges of a page.

use maud::{Markup, html};

use crate::{format::links, model::range::Range};

/// The links to the other ranges of a page.
pub(crate) fn nav(current: Range, page: &str) -> Markup {
    nav_to(current, |range| links::with(page.to_owned(), [("range", range.as_str())]))
}

/// The same, to addresses of which the range is one part.
pub(crate) fn nav_to(current: Range, href: impl Fn(Range) -> String) -> Markup {
    html! {
        nav.ranges aria-label="Range" {
            ul {
                @for range in Range::ALL {
                    li {
                        a href=(href(range))
                            aria-current=[(range == current).then_some("true")] {
                            span.said { "The last " } (range.label())
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_ranges_are_links() {
        let html = nav(Range::Month, "/projects/abc123def45").into_string();
        assert!(html.contains(r#"href="/projects/abc123def45?range=90d""#), "{html}");
        assert!(html.contains(r#"href="/projects/abc123def45?range=30d" aria-current="true""#));
    }
}
