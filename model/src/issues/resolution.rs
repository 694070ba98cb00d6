//! What fixed a resolved issue.

use serde::{Deserialize, Serialize};

/// What fixed a resolved issue, which decides what reopens it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FixedIn {
    /// The next release: one that was not known when it was resolved reopens it.
    #[default]
    Next,
    /// This release: events of it and of later ones reopen it.
    Release(String),
    /// Something besides a release: every event that happens later reopens it.
    Now,
}
