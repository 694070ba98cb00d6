//! An operation of several turns, or of several objects of a project.

use corncrake_core::ids::IssueId;
use serde::{Deserialize, Serialize};

use super::triage::TriageRequest;

/// What several turns or several objects do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operation {
    /// Erase the issues that are listed with it, and then what has a text.
    Erase { text: Option<String> },
    /// Resolve, ignore or reopen issues.
    Decide(TriageRequest),
    /// Show an issue as part of another.
    Merge { from: IssueId, into: IssueId },
    /// Let an issue stand for itself again.
    Split { id: IssueId },
}
