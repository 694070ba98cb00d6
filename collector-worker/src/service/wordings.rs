//! The wordings of an issue: what its newest stored events say, counted.
//!
//! Numbers are no wording: titles that one pattern matches are one.

use std::collections::BTreeMap;

use corncrake_core::ids::IssueId;
use corncrake_model::issues::issue_list::EventFilter;
use corncrake_model::{
    events::stored_event::StoredEvent,
    project::{record::ProjectRecord, rule_pattern::pattern_like},
};
use worker::Env;

use super::rules::trial::title;
use crate::{http::error::Fault, shards};

/// Wordings that are named.
const MOST_WORDINGS: usize = 20;
/// Newest stored events that are read: as many as a page of the API has.
const EVENTS_READ: u32 = 100;

/// A wording: one of its titles, the pattern of all, and its events.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CountedWording {
    pub(crate) title: String,
    pub(crate) pattern: String,
    pub(crate) events: u64,
}

/// The wordings of an issue.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct IssueWordings {
    /// The most frequent first.
    pub(crate) all: Vec<CountedWording>,
    /// How many more there are.
    pub(crate) more: u64,
    /// Stored events that were read.
    pub(crate) looked_at: u64,
}

/// The wordings of an issue.
pub(crate) async fn of_issue(
    env: &Env,
    project: &ProjectRecord,
    id: IssueId,
) -> Result<IssueWordings, Fault> {
    let found = shards::list_events(env, project, id, &EventFilter::default(), None, EVENTS_READ).await?;
    let events = found.map(|(events, _)| events).unwrap_or_default();
    Ok(count(events.into_iter().map(|event| event.body)))
}

fn count(events: impl Iterator<Item = StoredEvent>) -> IssueWordings {
    let (mut all, mut looked_at) = (BTreeMap::<String, CountedWording>::new(), 0_u64);
    for body in events {
        looked_at = looked_at.saturating_add(1);
        let title = title(&body);
        let pattern = pattern_like(&title);
        let wording = all.entry(pattern.clone()).or_insert(CountedWording { title, pattern, events: 0 });
        wording.events = wording.events.saturating_add(body.count.into());
    }
    let mut all: Vec<CountedWording> = all.into_values().collect();
    all.sort_by_key(|wording| std::cmp::Reverse(wording.events));
    let more = all.len().saturating_sub(MOST_WORDINGS) as u64;
    all.truncate(MOST_WORDINGS);
    IssueWordings { all, more, looked_at }
}

#[cfg(test)]
mod tests {
    use corncrake_core::event::Event;
    use corncrake_model::events::agent::Agent;

    use super::*;

    #[test]
    fn numbers_are_no_wording_and_the_most_frequent_come_first() {
        let event = |message: String, count| {
            let event = Event { name: Some("E".into()), message, ..Event::default() };
            StoredEvent::new(event, &Agent::default(), count)
        };
        let letters = |number: u8| "x".repeat(number.into());
        let some = (0..30).map(|number| event(format!("{} is full", letters(number)), 1));
        let cart = [("cart 7 is full", 2), ("cart 12 is full", 5)];
        let found = count(some.chain(cart.map(|(text, count)| event(text.into(), count))));
        assert_eq!((found.all.len(), found.more, found.looked_at), (20, 11, 32));
        let first = &found.all[0];
        assert_eq!((first.title.as_str(), first.events), ("E: cart 7 is full", 7));
        assert_eq!(first.pattern, "E: cart * is full");
    }
}
