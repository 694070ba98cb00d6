//! The list of what a project counts of response times, beside the four that browsers define: patterns of
//! pages, and names of timings of its own. A page that no pattern matches is one of *other pages*; a name that
//! is not on the list is counted nowhere. So the list is all there can be, and the path of a page is never kept.

use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
    vec::Vec,
};

use serde::{Deserialize, Serialize};

use super::{
    bucket::{WEB_VITALS, is_web_vital},
    pattern::PagePattern,
};
use crate::{
    usage_list::UsageListError,
    wire::{
        WireError,
        usage::{WORD_CHARS, is_word},
        vitals::Timing,
    },
};

/// Patterns of pages of a project: each has its own numbers by each name on every day.
pub const MOST_PAGES: usize = 100;
/// Timings of a project's own.
pub const MOST_OWN: usize = 50;

/// The pages and the names that a project counts response times of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct VitalsList {
    /// In the operator's order: the first that matches counts.
    pages: Vec<PagePattern>,
    /// By the alphabet.
    own: Vec<String>,
}

impl VitalsList {
    /// Reads lines: one that begins with a slash is a pattern of pages, another one a timing's name.
    pub fn parse<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Self, UsageListError> {
        let mut list = Self::default();
        let whole = |rule| UsageListError { line: String::new(), rule };
        for line in lines.into_iter().map(str::trim).filter(|line| !line.is_empty()) {
            let wrong = |rule| UsageListError { line: line.chars().take(WORD_CHARS).collect(), rule };
            if line.starts_with('/') {
                let page = PagePattern::parse(line).map_err(wrong)?;
                if list.pages.len() >= MOST_PAGES {
                    return Err(whole("must have at most 100 pages"));
                }
                if list.pages.contains(&page) {
                    return Err(wrong("must have each page once"));
                }
                list.pages.push(page);
                continue;
            }
            if !is_word(line) || is_web_vital(line) {
                return Err(wrong(
                    "must have pages that begin with a slash, and names of 1 to 40 small letters, digits, dots, \
                     hyphens and underscores that begin with a letter, other than lcp, inp, cls and ttfb",
                ));
            }
            if list.own.len() >= MOST_OWN {
                return Err(whole("must have at most 50 names"));
            }
            if list.own.iter().any(|own| own == line) {
                return Err(wrong("must have each name once"));
            }
            list.own.push(line.to_owned());
        }
        list.own.sort();
        Ok(list)
    }

    /// The lines of the list, as they are read again.
    pub fn lines(&self) -> Vec<String> {
        self.pages.iter().map(ToString::to_string).chain(self.own.iter().cloned()).collect()
    }

    /// Whether it adds nothing to the four.
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.own.is_empty()
    }

    /// The names that are counted: the four, then its own.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        WEB_VITALS.iter().map(|vital| vital.name).chain(self.own.iter().map(String::as_str))
    }

    /// The keys of the pages that are counted: each pattern, then none for all other pages.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().map(PagePattern::as_str).chain([""])
    }

    /// Whether these are a name and the key of a page that it has.
    pub fn has(&self, name: &str, page: &str) -> bool {
        self.names().any(|own| own == name) && self.pages().any(|own| own == page)
    }

    /// Refuses a timing whose name is not counted; else the key of its page, which has nothing of the path.
    pub fn check(&self, timing: &Timing) -> Result<&str, WireError> {
        if !self.names().any(|name| name == timing.name) {
            return Err(WireError::Invalid { field: "name", rule: "is not on the project's list" });
        }
        let page = self.pages.iter().find(|page| page.matches(&timing.page));
        Ok(page.map_or("", PagePattern::as_str))
    }
}

impl TryFrom<Vec<String>> for VitalsList {
    type Error = UsageListError;

    fn try_from(lines: Vec<String>) -> Result<Self, UsageListError> {
        Self::parse(lines.iter().map(String::as_str))
    }
}

impl From<VitalsList> for Vec<String> {
    fn from(list: VitalsList) -> Self {
        list.lines()
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec};

    use super::*;

    fn timing(name: &str, page: &str) -> Timing {
        Timing { name: name.into(), page: page.into(), bucket: 0 }
    }

    #[test]
    fn a_list_is_written_as_it_is_read() {
        let list =
            VitalsList::parse(["search", " /orders/new ", "", "/orders/:id", "checkout", "/docs/*"]).unwrap();
        let lines = ["/orders/new", "/orders/:id", "/docs/*", "checkout", "search"];
        assert_eq!(list.lines(), lines);
        assert_eq!(VitalsList::parse(lines), Ok(list.clone()));
        let json = serde_json::to_string(&list).unwrap();
        assert_eq!(serde_json::from_str::<VitalsList>(&json).unwrap(), list);
        assert!(serde_json::from_str::<VitalsList>(r#"["Not a word"]"#).is_err());
        let names: Vec<&str> = list.names().collect();
        assert_eq!(names, ["lcp", "inp", "cls", "ttfb", "checkout", "search"]);
        assert_eq!(list.pages().collect::<Vec<_>>(), ["/orders/new", "/orders/:id", "/docs/*", ""]);
        assert!(VitalsList::default().is_empty() && VitalsList::default().names().count() == 4);
    }

    #[test]
    fn a_page_is_counted_by_the_first_pattern_that_matches_or_as_another_one() {
        let list = VitalsList::parse(["/orders/new", "/orders/:id", "search"]).unwrap();
        for (name, page, key) in [
            ("lcp", "/orders/new", "/orders/new"),
            ("cls", "/orders/:id", "/orders/:id"),
            ("search", "/orders/4711", "/orders/:id"),
            ("inp", "/people/jane", ""),
        ] {
            assert_eq!(list.check(&timing(name, page)), Ok(key));
        }
        assert!(list.has("lcp", "") && list.has("search", "/orders/new"));
        assert!(!list.has("checkout", "") && !list.has("lcp", "/people/jane"));
        let said = list.check(&timing("checkout", "/orders/new")).unwrap_err().to_string();
        assert_eq!(said, "name is not on the project's list");
        assert_eq!(VitalsList::default().check(&timing("lcp", "/a")), Ok(""));
    }

    #[test]
    fn a_list_that_breaks_a_rule_is_refused_in_words() {
        let letter = |n: usize| char::from(b"abcdefghij"[n % 10]);
        let pages: Vec<String> =
            (0..MOST_PAGES).map(|n| format!("/page-{}{}", letter(n / 10), letter(n))).collect();
        let names: Vec<String> = (0..MOST_OWN).map(|n| format!("name-{n}")).collect();
        let parse = |lines: &[String]| VitalsList::parse(lines.iter().map(String::as_str));
        assert!(parse(&[pages.clone(), names.clone()].concat()).is_ok());
        for (lines, rule) in [
            ([pages, vec!["/more".into()]].concat(), "at most 100 pages"),
            ([names, vec!["more".into()]].concat(), "at most 50 names"),
            (vec!["/a".into(), "/a".into()], "each page once"),
            (vec!["a".into(), "a".into()], "each name once"),
            (vec!["lcp".into()], "other than lcp"),
            (vec!["A name".into()], "small letters"),
            (vec!["/a?b".into()], "must have pages such as"),
        ] {
            let said = parse(&lines).unwrap_err().to_string();
            assert!(said.starts_with("must have ") && said.contains(rule), "{said}");
        }
    }
}
