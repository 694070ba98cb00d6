//! The line of an export about one entry of an issue's activity.

use corncrake_core::ids::IssueId;
use serde::{Deserialize, Serialize};

use super::{export_time::ExportTime, optional_member::is_default};
use crate::{
    access::log_entry::LogActor,
    issues::activity::{ActivityEntry, ActivityKind},
};

/// Something that happened to an issue, or a comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivityLine {
    /// The issue by itself.
    pub issue: IssueId,
    /// When.
    pub at: ExportTime,
    /// What tells it from others of that moment.
    pub id: String,
    /// What it is.
    pub kind: ActivityKind,
    /// Who did it, by the id of a user or a token; absent where it happened by itself.
    #[serde(default, skip_serializing_if = "is_default")]
    pub by: Option<LogActor>,
    /// More about it, such as the text of a comment.
    #[serde(default, skip_serializing_if = "is_default")]
    pub detail: String,
}

impl From<ActivityEntry> for ActivityLine {
    fn from(entry: ActivityEntry) -> Self {
        let ActivityEntry { at, issue, id, kind, actor: by, detail } = entry;
        Self { issue, at: ExportTime(at), id, kind, by, detail }
    }
}

impl From<ActivityLine> for ActivityEntry {
    fn from(line: ActivityLine) -> Self {
        let ActivityLine { issue, at, id, kind, by: actor, detail } = line;
        Self { at: at.0, issue, id, kind, actor, detail }
    }
}
