//! The names of events in addresses and answers.
//!
//! Of a sharded project, a number and a shard would link the events of one visitor: all
//! that a visitor does in a day is in one object. So a name there is a keyed permutation of both,
//! which only the collector can read. Of all other projects it is the number.

use corncrake_core::{
    ids::{IssueId, hmac_sha256},
    time::UnixMillis,
};
use corncrake_model::{events::stored_event::EventPosition, project::record::ProjectRecord};
use worker::Env;

use crate::{http::error::Fault, projects};

/// What an opaque name begins with, by which it is no number.
const MARK: char = 'e';
/// Rounds of the permutation: with four of a keyed function it is one that nobody can tell from
/// any other (Luby and Rackoff 1988).
const ROUNDS: u8 = 4;
/// Bits of an object's number, of which there are 64.
const PLACE_BITS: u32 = 6;

/// An event of an issue: its number there, and the object that counted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventName {
    pub(crate) number: u64,
    pub(crate) issue: IssueId,
    pub(crate) shard: u16,
}

/// How a project's events are named.
#[derive(Clone)]
pub(crate) enum EventNaming {
    Plain,
    Opaque([u8; 32]),
}

/// How the events of a project are named.
pub(crate) async fn event_naming(env: &Env, project: &ProjectRecord) -> Result<EventNaming, Fault> {
    if project.shards.all().count() == 1 {
        return Ok(EventNaming::Plain);
    }
    let secret = projects::secret(env).await?;
    Ok(EventNaming::Opaque(hmac_sha256(
        &secret,
        &[b"corncrake event names", project.key.as_str().as_bytes()],
    )))
}

/// Reads a name in the addresses of an issue.
pub(crate) async fn event_name(
    env: &Env,
    project: &ProjectRecord,
    text: &str,
    head: IssueId,
) -> Result<EventName, Fault> {
    event_naming(env, project).await?.parse(text, head).ok_or_else(|| Fault::not_found("event"))
}

impl EventNaming {
    /// The name of an event in the addresses of an issue, which shows that of the event.
    pub(crate) fn text(&self, name: EventName, head: IssueId) -> String {
        let own = self.own(name);
        if name.issue == head { own } else { format!("{own}-{}", name.issue) }
    }

    /// Reads a name in the addresses of an issue.
    pub(crate) fn parse(&self, text: &str, head: IssueId) -> Option<EventName> {
        let (own, issue) = match text.split_once('-') {
            Some((own, issue)) => (own, issue.parse().ok()?),
            None => (text, head),
        };
        self.read(own, issue)
    }

    /// Where a list goes on.
    pub(crate) fn cursor(
        &self,
        EventCursor((EventPosition { at, issue, number }, shard)): EventCursor,
    ) -> String {
        format!("{}.{issue}.{}", at.0, self.own(EventName { number, issue, shard }))
    }

    /// Reads where a list goes on.
    pub(crate) fn parse_cursor(&self, text: &str) -> Option<EventCursor> {
        let parts: Vec<&str> = text.split('.').collect();
        let [at, issue, own] = parts.as_slice() else { return None };
        let EventName { number, issue, shard } = self.read(own, issue.parse().ok()?)?;
        Some(EventCursor((EventPosition { at: UnixMillis(at.parse().ok()?), issue, number }, shard)))
    }

    fn own(&self, EventName { number, issue, shard }: EventName) -> String {
        match self {
            Self::Plain => number.to_string(),
            Self::Opaque(key) => {
                let halves = (number << PLACE_BITS) | u64::from(shard);
                let mixed =
                    (0..ROUNDS).fold(halves, |halves, round| feistel_round(key, issue, round, halves));
                format!("{MARK}{mixed:016x}")
            }
        }
    }

    fn read(&self, own: &str, issue: IssueId) -> Option<EventName> {
        let Self::Opaque(key) = self else {
            return Some(EventName { number: own.parse().ok()?, issue, shard: 0 });
        };
        let digits = own.strip_prefix(MARK).filter(|digits| digits.len() == 16)?;
        let mixed = u64::from_str_radix(digits, 16).ok()?;
        // A round whose halves are swapped before and after undoes itself.
        let halves = (0..ROUNDS)
            .rev()
            .fold(mixed.rotate_right(32), |halves, round| feistel_round(key, issue, round, halves));
        let halves = halves.rotate_right(32);
        let shard = u16::try_from(halves & ((1 << PLACE_BITS) - 1)).ok()?;
        Some(EventName { number: halves >> PLACE_BITS, issue, shard })
    }
}

/// One round of a Feistel network: the halves change places, one of them mixed with the other.
fn feistel_round(key: &[u8; 32], issue: IssueId, round: u8, halves: u64) -> u64 {
    let right = halves & u64::from(u32::MAX);
    let [a, b, c, d, ..] = hmac_sha256(key, &[&[round], &issue.to_bytes(), &right.to_be_bytes()]);
    (right << 32) | ((halves >> 32) ^ u64::from(u32::from_be_bytes([a, b, c, d])))
}

/// Where an event stands among those of all objects.
pub(crate) type ShardedPosition = (EventPosition, u16);

/// The event behind which a list goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventCursor(pub(crate) ShardedPosition);

#[cfg(test)]
mod tests {

    use std::collections::BTreeSet;

    use super::*;

    fn id(number: u8) -> IssueId {
        format!("{number:016x}").parse().unwrap()
    }

    #[test]
    fn a_name_of_one_object_is_the_number() {
        let (names, head, member) = (EventNaming::Plain, id(1), id(2));
        for (text, issue) in [("17", head), ("17-0000000000000002", member)] {
            let name = EventName { number: 17, issue, shard: 0 };
            assert_eq!(names.text(name, head), text);
            assert_eq!(names.parse(text, head), Some(name));
        }
        for bad in ["", "x", "-1", "1-", "1-2", "1-0000000000000002-", "1-0000000000000002-1"] {
            assert_eq!(names.parse(bad, head), None, "{bad}");
        }
        let after = EventCursor((EventPosition { at: UnixMillis(5), issue: head, number: 2 }, 0));
        assert_eq!(names.cursor(after), "5.0000000000000001.2");
        assert_eq!(names.parse_cursor("5.0000000000000001.2"), Some(after));
        for bad in ["", "1", "1.2.3", "5.0000000000000001.2.0", "x.0000000000000001.2"] {
            assert_eq!(names.parse_cursor(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_name_of_several_objects_reads_back_and_tells_neither_object_nor_number() {
        let (names, other, head) = (EventNaming::Opaque([7; 32]), EventNaming::Opaque([8; 32]), id(1));
        let mut seen = BTreeSet::new();
        let mut bits = [0_u32; 64];
        for number in 1..50 {
            for shard in 0..64 {
                let name = EventName { number, issue: id(3), shard };
                let text = names.text(name, head);
                assert_eq!(names.parse(&text, head), Some(name));
                assert_ne!(other.parse(&text, head), Some(name));
                let after = EventCursor((EventPosition { at: UnixMillis(9), issue: id(3), number }, shard));
                assert_eq!(names.parse_cursor(&names.cursor(after)), Some(after));
                let digits = u64::from_str_radix(&text[1..17], 16).unwrap();
                (0..64).for_each(|bit| bits[bit] += u32::from(digits >> bit & 1 == 1));
                assert!(seen.insert(text));
            }
        }
        // Each bit is set in half of the names, whatever object they are of: six deviations.
        let (all, deviation) = (49.0 * 64.0, (49.0_f64 * 64.0 / 4.0).sqrt());
        assert!(bits.iter().all(|set| (f64::from(*set) - all / 2.0).abs() < 6.0 * deviation), "{bits:?}");
        for bad in ["17", "17-0000000000000002", "e", "e12", "eg000000000000000", "17-0000000000000001-3"] {
            assert_eq!(names.parse(bad, head), None, "{bad}: of an older build, or made up");
        }
    }
}
