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

/// The one family of browsers that an issue was ever met by.
pub(crate) fn browser(issue: &Issue, project: &Facets) -> Option<String> {
    let [family] = issue.browsers.as_slice() else { return None };
    (issue.sessions >= FEW_SESSIONS && !is_usual(family, FacetKind::Browser, project)).then(|| family.clone())
}

/// The system and the environment of nearly all sessions of a range.
pub(crate) fn of_range(issue: &Facets, project: &Facets) -> Vec<String> {
    let kinds = [FacetKind::Os, FacetKind::Environment];
    kinds.into_iter().filter_map(|kind| of_kind(kind, issue, project)).collect()
}

fn of_kind(kind: FacetKind, issue: &Facets, project: &Facets) -> Option<String> {
    // What did not tell one counts as another.
    let all = all_sessions(FacetKind::Type, issue);
    let (values, _) = issue.most(kind, usize::MAX);
    let name = family(kind, &values.first()?.0);
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
    let version = value.find(|c: char| c.is_ascii_digit()).filter(|_| kind == FacetKind::Os);
    version.map_or(value, |at| value[..at].trim_end())
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
