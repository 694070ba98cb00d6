//! The events that are kept whatever the sample says: the first of a release and of a browser's family
//! for its issue, and the one that reopens it.

use corncrake_core::ids::IssueId;
use corncrake_model::events::{delivery::ProcessedEvent, facets};

use super::{DeliveryFold, release_of};
use crate::counts::issue_hours;

/// A browser without its version: `Safari` of `Safari 26.1`.
fn family(browser: &str) -> &str {
    browser.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ')
}

/// Families of browsers that an issue notes: there are about ten, and senders choose what they say.
const MOST_FAMILIES: usize = 12;

impl<'a> DeliveryFold<'a> {
    /// Whether an event is kept whatever the sample says: the first of a release or of a browser's
    /// family for its issue, and the one that reopens it. Each is one once.
    pub(crate) fn is_first_of_its_kind(&mut self, issue: IssueId, processed: &'a ProcessedEvent) -> bool {
        let release = release_of(processed);
        let has_room = self
            .issues
            .get(&issue)
            .is_some_and(|update| update.before.facets < issue_hours::FACETS_OF_AN_ISSUE);
        let of_release =
            has_room && release.is_some_and(|name| self.known_releases.insert((issue, facets::value(name))));
        let number = |name: &str| self.release_numbers.get(name).copied().unwrap_or(i64::MAX);
        let reopens = self.resolutions.get(&issue).is_some_and(|resolution| {
            let of_release = release.map(|name| (name, number(name)));
            resolution.is_reopened_by(of_release, processed.happened)
        });
        if reopens {
            self.resolutions.remove(&issue);
        }
        let of_family = self.note_family(issue, processed);
        of_release || of_family || reopens
    }

    /// Notes the family of an event's browser; whether its issue did not have it.
    fn note_family(&mut self, issue: IssueId, processed: &ProcessedEvent) -> bool {
        let Some(update) = self.issues.get_mut(&issue) else { return false };
        let family = family(processed.body.browser.as_deref().unwrap_or_default());
        let known = &mut update.gain.browsers;
        let has_room = known.split(',').count() < MOST_FAMILIES;
        if family.is_empty() || family.contains(',') || known.split(',').any(|one| one == family) || !has_room
        {
            return false;
        }
        if !known.is_empty() {
            known.push(',');
        }
        known.push_str(family);
        true
    }
}
