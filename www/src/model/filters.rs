//! The filters and the order of a list of issues: read from an address, and written into one.

use core::str::FromStr;

use corncrake_core::event::EventType;

use corncrake_core::time::UnixMillis;

use super::{range::Range, sort::Sort, status::StatusFilter, unknown_word::UnknownWord};
use crate::format::{links, time};

/// The most characters of a filter's value: more than any release or search that a person
/// types, and a bound on the work that an address can cause.
pub(crate) const VALUE_CHARS: usize = 200;

/// The filters of a list of issues.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IssueFilters {
    /// Words of the title, message, function, file or path; empty for all.
    pub query: String,
    /// The kind of event.
    pub kind: Option<EventType>,
    /// A release in which it happened.
    pub release: Option<String>,
    /// An environment.
    pub environment: Option<String>,
    /// A browser, with its version.
    pub browser: Option<String>,
    /// The status.
    pub status: StatusFilter,
    /// The order.
    pub sort: Sort,
    /// Whether only noise is shown.
    pub noise: bool,
    /// Which part of the open issues is shown.
    pub view: ListView,
    /// The range of all counts on the page.
    pub range: Range,
    /// Only issues that were first seen while this release was the newest.
    pub since: Option<String>,
    /// Only issues that had events in these hours.
    pub hours: Option<(UnixMillis, UnixMillis)>,
}

/// A part of the open issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListView {
    /// All of them.
    #[default]
    All,
    /// Those that are new since the last release that brought any.
    New,
    /// Those that came back after they were resolved.
    Back,
    /// Those that matter more by the operator's rules.
    Important,
    /// Those that are assigned to the reader.
    Mine,
}

impl ListView {
    /// Its word in addresses; empty for all.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "",
            Self::New => "new",
            Self::Back => "back",
            Self::Important => "important",
            Self::Mine => "mine",
        }
    }
}

impl FromStr for ListView {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        [Self::New, Self::Back, Self::Important, Self::Mine]
            .into_iter()
            .find(|view| view.as_str() == text)
            .ok_or(UnknownWord("view"))
    }
}

/// The values that a project offers for each filter, the most frequent first; a handful each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilterChoices {
    /// Kinds of events.
    pub kinds: Vec<EventType>,
    /// Releases.
    pub releases: Vec<String>,
    /// Environments.
    pub environments: Vec<String>,
    /// Browsers.
    pub browsers: Vec<String>,
}

impl IssueFilters {
    /// Reads the parameters of an address by their names; an unknown value is as if absent.
    pub fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| {
            let value: String = parameter(name)?.trim().chars().take(VALUE_CHARS).collect();
            Some(value).filter(|value| !value.is_empty())
        };
        let kind = text("type").and_then(|code| code.parse().ok()).and_then(EventType::from_code);
        Self {
            query: text("query").unwrap_or_default(),
            kind,
            release: text("release"),
            environment: text("environment"),
            browser: text("browser"),
            status: word(text("status")),
            sort: word(text("sort")),
            noise: text("noise").as_deref() == Some("1"),
            view: word(text("view")),
            range: word(text("range")),
            since: text("since"),
            hours: text("from").zip(text("to")).and_then(|(from, to)| {
                Some((time::parse(&from)?, time::parse(&to)?)).filter(|(from, to)| from < to)
            }),
        }
    }

    /// The open issues with one value of one filter; none where there is no such filter.
    pub(crate) fn only(filter: &str, value: &str) -> Option<Self> {
        let filters = Self::read(|name| (name == filter).then(|| value.to_owned()));
        Some(filters).filter(|filters| *filters != Self::default())
    }

    /// The parameters that lead to the same list; a default is empty.
    pub(crate) fn parameters(&self) -> [(&'static str, String); 13] {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let unless = |is_default: bool, name: &str| if is_default { String::new() } else { name.to_owned() };
        [
            ("query", self.query.clone()),
            ("status", unless(self.status == StatusFilter::default(), self.status.as_str())),
            ("type", self.kind.map(|kind| kind.code().to_string()).unwrap_or_default()),
            ("release", text(&self.release)),
            ("environment", text(&self.environment)),
            ("browser", text(&self.browser)),
            ("sort", unless(self.sort == Sort::default(), self.sort.name())),
            ("noise", unless(!self.noise, "1")),
            ("view", self.view.as_str().to_owned()),
            ("range", unless(self.range == Range::default(), self.range.as_str())),
            ("since", text(&self.since)),
            ("from", self.hours.map(|(from, _)| from.rfc3339()).unwrap_or_default()),
            ("to", self.hours.map(|(_, to)| to.rfc3339()).unwrap_or_default()),
        ]
    }

    /// The address of the list, below `page`.
    pub(crate) fn href(&self, page: &str) -> String {
        links::with(page.to_owned(), self.parameters())
    }

    /// Whether the list differs from the default one, other than in its order.
    pub(crate) fn narrows(&self) -> bool {
        let same = Self { sort: Sort::default(), noise: false, range: Range::default(), ..self.clone() };
        same != Self::default()
    }

    pub(crate) fn folded(&self) -> usize {
        let set =
            [&self.release, &self.environment, &self.browser].iter().filter(|one| one.is_some()).count();
        set + usize::from(self.kind.is_some())
    }
}

/// A word of an address; an unknown one is as if absent.
fn word<T: FromStr + Default>(text: Option<String>) -> T {
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use corncrake_core::status::Status;

    use super::*;

    fn read(parameters: &[(&str, &str)]) -> IssueFilters {
        IssueFilters::read(|name| parameters.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn an_address_leads_to_the_list_that_wrote_it() {
        let filters = IssueFilters {
            query: "total & \"half\"".to_owned(),
            kind: EventType::from_code(2),
            release: Some("1.0+é".to_owned()),
            environment: Some("staging".to_owned()),
            browser: Some("Firefox 153".to_owned()),
            status: StatusFilter::Only(Status::Ignored),
            sort: Sort::FirstSeen,
            noise: true,
            view: ListView::Back,
            range: Range::Week,
            since: Some("2.15.0".to_owned()),
            hours: Some((UnixMillis(1_795_271_400_000), UnixMillis(1_795_275_000_000))),
        };
        let parameters = filters.parameters();
        assert_eq!(read(&parameters.each_ref().map(|(name, value)| (*name, value.as_str()))), filters);
        assert!(
            filters.narrows() && filters.href("/x").starts_with("/x?query=total%20%26%20%22half%22&status=")
        );
        assert_eq!(IssueFilters::default().href("/x"), "/x");
        assert!(!IssueFilters { noise: true, ..IssueFilters::default() }.narrows());
    }

    #[test]
    fn what_nobody_knows_is_as_if_absent() {
        assert_eq!(
            read(&[("status", "x"), ("sort", "x"), ("type", "-1"), ("query", "  ")]),
            IssueFilters::default()
        );
        assert!(read(&[("noise", "1")]).noise);
        for other in ["0", "", "yes", "2"] {
            assert!(!read(&[("noise", other)]).noise, "{other}: only 1 is yes, as in the API");
        }
        assert_eq!(IssueFilters::only("system", "Linux"), None);
        assert_eq!(
            IssueFilters::only("release", "1").map(|one| one.href("/x")).as_deref(),
            Some("/x?release=1")
        );
        assert_eq!(read(&[("query", &"é".repeat(900))]).query.chars().count(), VALUE_CHARS);
    }
}
