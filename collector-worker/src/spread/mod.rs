//! A project that outgrows one object is spread over several: each session belongs to one of
//! them for its day, and whoever reads asks them all.
//!
//! Another number of objects counts from the next midnight (UTC) on, when every session gets
//! a new hash anyway: so no session is ever counted by two objects, and nothing is moved.
//! Objects that were in use once are read for ever.

mod asked;
mod event;
mod events;
mod gather;
mod known;
mod listed;
mod names;
mod operate;

pub(crate) use asked::{ask, destroy, issues, keep, keep_later, one};
pub(crate) use event::{OneEvent, erase_event, event};
pub(crate) use events::{NamedEvent, kept_events, newest};
pub(crate) use gather::Gather;
pub(crate) use known::{bring_up, let_all_know};
pub(crate) use names::{EventName, event_name};
pub(crate) use operate::operate;

use corncrake_model::project::ProjectRow;

/// The names of every object that may hold something of a project.
pub(crate) fn names(project: &ProjectRow) -> impl Iterator<Item = String> {
    project.spread.places().map(|place| place.name(project.key))
}
