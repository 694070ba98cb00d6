//! An operation of several turns, or of several objects of a project.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use serde::{Deserialize, Serialize};

use crate::access::log_entry::LogActor;

use super::{activity::AssignRequest, triage::TriageRequest};

/// What several turns or several objects do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operation {
    /// Erase the issues that are listed with it, and then what has a text.
    Erase {
        /// The text whose other traces go as well; none where only the issues go.
        text: Option<String>,
    },
    /// Resolve, ignore or reopen issues.
    Decide(TriageRequest),
    /// Show an issue as part of another.
    Merge {
        /// The issue that becomes a member, with its own members.
        from: IssueId,
        /// The issue that shows both.
        into: IssueId,
        /// When.
        at: UnixMillis,
        /// Who does it.
        by: Option<LogActor>,
    },
    /// Let an issue stand for itself again.
    Split {
        /// The member that leaves, with what was merged into it before.
        id: IssueId,
        /// When.
        at: UnixMillis,
        /// Who does it.
        by: Option<LogActor>,
    },
    /// Assign issues to a user, or to nobody.
    Assign(AssignRequest),
}
