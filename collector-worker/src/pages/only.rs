//! The values that an issue has and most of the project's errors do not: "only Safari".
//!
//! A value is worth a word where it makes nearly all of an issue and is not nearly all that the project
//! hears from. It is by sessions, so that one visitor's loop is no "only".

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
    (issue.sessions >= FEW_SESSIONS && !is_usual(family, FacetKind::Browser, project)).then(|| family.clone())
}

/// The browser, the system and the environment of nearly all sessions of a range.
pub(crate) fn of_range(issue: &Facets, project: &Facets) -> Vec<String> {
    let kinds = [FacetKind::Browser, FacetKind::Os, FacetKind::Environment];
    kinds.into_iter().filter_map(|kind| of_kind(kind, issue, project)).collect()
}

fn of_kind(kind: FacetKind, issue: &Facets, project: &Facets) -> Option<String> {
    // What did not tell one counts as another.
    let all = all_sessions(FacetKind::Type, issue);
    let (values, _) = issue.most(kind, usize::MAX);
    let families = values.iter().map(|(value, _)| family(kind, value));
    let name = families.max_by_key(|name| sessions(name, kind, issue))?;
    let is_nearly_all = is_share(sessions(name, kind, issue), all, NEARLY_ALL_OF_AN_ISSUE);
    (all >= FEW_SESSIONS && is_nearly_all && !is_usual(name, kind, project)).then(|| name.to_owned())
}

fn is_usual(name: &str, kind: FacetKind, project: &Facets) -> bool {
    is_share(sessions(name, kind, project), all_sessions(kind, project), NEARLY_ALL)
}

fn is_share(own: u64, all: u64, percent: u64) -> bool {
    own.saturating_mul(100) >= all.saturating_mul(percent)
}

/// A value without its version.
fn family(kind: FacetKind, value: &str) -> &str {
    let is_version = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let version =
        value.rsplit_once(' ').filter(|(_, last)| kind != FacetKind::Environment && is_version(last));
    version.map_or(value, |(name, _)| name)
}

/// The sessions of a value, all of its versions together.
fn sessions(name: &str, kind: FacetKind, facets: &Facets) -> u64 {
    let is_of =
        |value: &str| value.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let (values, _) = facets.most(kind, usize::MAX);
    let own = values.iter().filter(|(value, _)| is_of(value)).map(|(_, count)| count.sessions);
    own.fold(0, u64::saturating_add)
}

fn all_sessions(kind: FacetKind, facets: &Facets) -> u64 {
    let (values, other) = facets.most(kind, usize::MAX);
    values.iter().map(|(_, count)| count.sessions).fold(other.sessions, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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
    fn few_sessions_and_values_that_were_not_told_name_nothing() {
        let few = facets(&[("Safari 26", (90, 2))], &[("macOS", (90, 2))], &[("staging", (90, 2))]);
        assert_eq!(of_range(&few, &project()), [""; 0]);
        let mut untold = facets(&[("Safari 26", (10, 10))], &[("macOS", (5, 5))], &[("staging", (5, 5))]);
        assert_eq!(of_range(&untold, &project()), ["Safari"]);
        untold.0.clear();
        assert_eq!(of_range(&untold, &project()), [""; 0]);
    }
}
