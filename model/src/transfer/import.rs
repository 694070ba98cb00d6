//! The outcomes of an import's beginning and end.

use corncrake_core::ids::IssueId;
use serde::{Deserialize, Serialize};

/// What an object says to an export that is to be brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportStart {
    /// It takes it: there is nothing here, or only what a part of it brought.
    Open,
    /// All of it is here.
    Done,
    /// There is something else here.
    Taken,
}

/// What a turn of an import's end came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportEnd {
    /// It goes on behind this issue.
    Behind(IssueId),
    /// All of it is here.
    Done,
    /// Something else arrived before that.
    Taken,
}
