//! A pattern of pages, as an operator writes it: `/orders/:id`, `/docs/*`.
//!
//! It is what a page is counted by, so a pattern has no query, no fragment and no space. The path that a page
//! sends is compared with it, and never kept.

use alloc::{borrow::ToOwned, string::String};
use core::fmt;

use crate::{breadcrumbs::is_word, wire::vitals::PAGE_CHARS};

/// Segments of a page as our client sends it (`client-wasm/js/vitals/page.js`): a pattern with more would match
/// none.
const MOST_SEGMENTS: usize = 6;

/// A pattern of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PagePattern(String);

/// The segments of a path; a slash at the end makes no other page.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    let inner = path.strip_prefix('/').unwrap_or(path);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    inner.split('/').filter(move |_| !inner.is_empty())
}

fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_' | '~')
}

impl PagePattern {
    /// Reads a line that begins with a slash; else its rule.
    pub(super) fn parse(line: &str) -> Result<Self, &'static str> {
        if line.len() > PAGE_CHARS {
            return Err("must have pages of at most 200 characters");
        }
        let path = line.strip_suffix("/*").unwrap_or(line);
        // What is no word a page sends as `:id`, so that a pattern with it would match none.
        let is_segment = |segment: &str| match segment.strip_prefix(':') {
            Some(name) => !name.is_empty() && name.chars().all(is_of_name),
            None => !segment.is_empty() && !segment.starts_with('[') && is_word(segment),
        };
        let is_short = segments(path).count() <= MOST_SEGMENTS;
        if line.starts_with('/') && !line.contains("//") && is_short && segments(path).all(is_segment) {
            Ok(Self(line.to_owned()))
        } else {
            Err(
                "must have pages such as / or /orders/:id or /docs/*: at most six segments, each a word of letters and \
                 - . _ ~ with at most one digit, at its end (or v12), as pages send them, or one that begins with a \
                 colon for any segment; and * at the end for the rest",
            )
        }
    }

    /// The pattern as it was written.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a page's path is one of its.
    pub(super) fn matches(&self, path: &str) -> bool {
        let (fixed, takes_rest) = match self.0.strip_suffix("/*") {
            Some(fixed) => (fixed, true),
            None => (self.0.as_str(), false),
        };
        let mut own = segments(path);
        for segment in segments(fixed) {
            let Some(other) = own.next() else { return false };
            if !segment.starts_with(':') && segment != other {
                return false;
            }
        }
        takes_rest || own.next().is_none()
    }
}

impl fmt::Display for PagePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_its_pages_and_no_others() {
        for (pattern, pages, others) in [
            ("/", &["/"][..], &["/a", "/:id"][..]),
            ("/cart", &["/cart", "/cart/"], &["/", "/carts", "/cart/1", "/Cart"]),
            (
                "/orders/:id",
                &["/orders/:id", "/orders/:uuid", "/orders/new", "/orders/7/"],
                &["/orders", "/orders/", "/orders/:id/print"],
            ),
            ("/:shop/orders/:id", &["/a/orders/:id"], &["/orders/:id", "/a/b/:id"]),
            ("/docs/*", &["/docs", "/docs/", "/docs/a", "/docs/a/:id/b"], &["/", "/docsa", "/doc"]),
            ("/*", &["/", "/a", "/a/b"], &[]),
            ("/a/", &["/a", "/a/"], &["/"]),
        ] {
            let read = PagePattern::parse(pattern).unwrap();
            assert_eq!(read.as_str(), pattern);
            assert!(pages.iter().all(|page| read.matches(page)), "{pattern}");
            assert!(others.iter().all(|page| !read.matches(page)), "{pattern}");
        }
    }

    #[test]
    fn a_query_a_space_and_what_is_no_path_are_refused() {
        let long = ["/", &"a".repeat(PAGE_CHARS)].concat();
        for bad in [
            "",
            "a",
            "//",
            "/a//b",
            "/a b",
            "/a?b=c",
            "/a#b",
            "/*/a",
            "/a*",
            "/:",
            "/ä",
            "/a\u{0}",
            "/*/*",
            "/2026/*",
            "/docs/v1.2/*",
            "/step12",
            "/caf%C3%A9",
            "/[id]",
            "/a/b/c/d/e/f/g",
            &long,
        ] {
            assert!(PagePattern::parse(bad).unwrap_err().starts_with("must have pages"), "{bad}");
        }
    }
}
