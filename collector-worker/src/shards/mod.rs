//! A project that outgrows one object is sharded: each session belongs to one shard for its day,
//! and a reader queries every shard.
//!
//! Another number of objects counts from the next midnight (UTC) on, when every session gets
//! a new hash anyway: so no session is ever counted by two objects, and nothing is moved.
//! Objects that were in use once are read for ever.

mod event;
pub(crate) mod event_list;
pub(crate) mod event_names;
pub(crate) mod fan_out;
pub(crate) mod issue_list;
pub(crate) mod merge;
mod merge_issue;
mod merge_triage;
pub(crate) mod operation;
pub(crate) mod replicate;

pub(crate) use event::{EventChoice, EventPage, erase_event, event};
pub(crate) use event_list::{NamedEvent, list_events, newest};
pub(crate) use event_names::{EventName, event_name};
pub(crate) use fan_out::{deliver, deliver_later, destroy, issues_of, list_issues, query, query_shard};
pub(crate) use merge::MergeAnswers;
pub(crate) use operation::run_operation;
pub(crate) use replicate::{prepare_new_shards, replicate_issues, replicate_triage};

use corncrake_model::project::record::ProjectRecord;

/// The names of every object that may hold something of a project.
pub(crate) fn names(project: &ProjectRecord) -> impl Iterator<Item = String> {
    project.shards.all().map(|shard| shard.name(project.key))
}
