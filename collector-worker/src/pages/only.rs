//! The values that an issue has and most of the project's errors do not: "only Safari".
//!
//! A value is worth a word where it makes nearly all of an issue and is not nearly all that the project
//! hears from. It is by sessions, so that one visitor's loop is no "only".

use std::collections::BTreeMap;

use corncrake_model::{
    events::facets::{FacetKind, Facets},
    issues::issue::Issue,
};

/// Sessions of an issue below which one value is an accident.
const FEW_SESSIONS: u64 = 3;
/// Percent of an issue's sessions that are nearly all of them.
const NEARLY_ALL_OF_AN_ISSUE: u64 = 95;
/// Percent of all sessions with an error that a value may have and still be worth a word.
const NEARLY_ALL: u64 = 80;

/// The one family of browsers that an issue was ever met by, which lists know without its counts.
pub(crate) fn browser(issue: &Issue, project: &Facets) -> Option<String> {
    let [family] = issue.browsers.as_slice() else { return None };
    let is_worth_a_word =
        issue.sessions >= FEW_SESSIONS && !FamilySessions::of(FacetKind::Browser, project).are_usual(family);
    is_worth_a_word.then(|| family.clone())
}

/// The browser, the system and the environment of nearly all sessions of a range.
pub(crate) fn of_range(issue: &Facets, project: &Facets) -> Vec<String> {
    // What did not tell one counts as another: every event has a type.
    let all = FamilySessions::of(FacetKind::Type, issue).all;
    let of_kind = |kind| {
        let own = FamilySessions::of(kind, issue);
        let (name, sessions) = own.by_family.into_iter().max_by_key(|(_, sessions)| *sessions)?;
        let is_nearly_all = all >= FEW_SESSIONS && is_share(sessions, all, NEARLY_ALL_OF_AN_ISSUE);
        (is_nearly_all && !FamilySessions::of(kind, project).are_usual(&name)).then_some(name)
    };
    [FacetKind::Browser, FacetKind::Os, FacetKind::Environment].into_iter().filter_map(of_kind).collect()
}

/// Sessions by values of a kind, all versions of one together.
struct FamilySessions {
    by_family: BTreeMap<String, u64>,
    /// All of them, those without a family of their own included.
    all: u64,
}

impl FamilySessions {
    fn of(kind: FacetKind, facets: &Facets) -> Self {
        let (values, other) = facets.most(kind, usize::MAX);
        let mut sessions = Self { by_family: BTreeMap::new(), all: other.sessions };
        for (value, count) in values {
            let own = sessions.by_family.entry(family(kind, &value).to_owned()).or_default();
            *own = own.saturating_add(count.sessions);
            sessions.all = sessions.all.saturating_add(count.sessions);
        }
        sessions
    }

    /// Whether a family has nearly all of them.
    fn are_usual(&self, family: &str) -> bool {
        is_share(self.by_family.get(family).copied().unwrap_or_default(), self.all, NEARLY_ALL)
    }
}

fn is_share(own: u64, all: u64, percent: u64) -> bool {
    own.saturating_mul(100) >= all.saturating_mul(percent)
}

/// A browser or a system without its version.
fn family(kind: FacetKind, value: &str) -> &str {
    let is_version = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let has_version = matches!(kind, FacetKind::Browser | FacetKind::Os);
    let version = value.rsplit_once(' ').filter(|(_, last)| has_version && is_version(last));
    version.map_or(value, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use corncrake_model::events::facets::FacetCount;

    use super::*;

    /// Values with their events and sessions.
    type Counts<'a> = &'a [(&'a str, (u64, u64))];

    fn facets(browsers: Counts<'_>, systems: Counts<'_>, environments: Counts<'_>) -> Facets {
        let of = |counts: Counts<'_>| -> BTreeMap<String, FacetCount> {
            counts.iter().map(|(value, count)| ((*value).to_owned(), FacetCount::from(*count))).collect()
        };
        let all = browsers
            .iter()
            .fold((0, 0), |(events, sessions), (_, count)| (events + count.0, sessions + count.1));
        Facets(BTreeMap::from([
            (FacetKind::Type, of(&[("1", all)])),
            (FacetKind::Browser, of(browsers)),
            (FacetKind::Os, of(systems)),
            (FacetKind::Environment, of(environments)),
        ]))
    }

    fn project() -> Facets {
        facets(
            &[("Chrome 140", (500, 300)), ("Safari 17", (100, 100)), ("Safari 26", (100, 100))],
            &[("macOS", (200, 150)), ("iOS 18", (100, 100)), ("Windows", (400, 250))],
            &[("production", (690, 490)), ("staging", (10, 10))],
        )
    }

    #[test]
    fn a_family_of_nearly_all_sessions_is_named_unless_it_is_usual() {
        let own = facets(
            &[("Safari 26", (200, 180)), ("Safari 17", (140, 132)), ("Chrome 140", (1, 1))],
            &[("iOS 18", (30, 20)), ("macOS", (311, 293))],
            &[("production", (341, 313))],
        );
        assert_eq!(
            of_range(&own, &project()),
            ["Safari"],
            "macOS is not nearly all, and production is usual"
        );
    }

    #[test]
    fn one_visitors_loop_changes_nothing() {
        let own = facets(
            &[("Safari 26", (96, 96)), ("Chrome 140", (4_000, 4))],
            &[("macOS", (96, 96)), ("Windows", (4_000, 4))],
            &[],
        );
        assert_eq!(of_range(&own, &project()), ["Safari", "macOS"]);
    }

    #[test]
    fn few_sessions_and_unknown_values_name_nothing() {
        let few = facets(&[("Safari 26", (90, 2))], &[("macOS", (90, 2))], &[("staging", (90, 2))]);
        assert_eq!(of_range(&few, &project()), [""; 0]);
        let mut unknown = facets(&[("Safari 26", (10, 10))], &[("macOS", (5, 5))], &[("staging", (5, 5))]);
        assert_eq!(of_range(&unknown, &project()), ["Safari"]);
        unknown.0.clear();
        assert_eq!(of_range(&unknown, &project()), [""; 0]);
    }
}
