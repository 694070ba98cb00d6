//! Requests that several kinds of objects take: each kind names them in its own enum.

use corncrake_core::ids::IssueId;

use super::answers::DatabaseState;

request! {
    /// Destroy all it has, for good.
    Destroy {} -> ();
}

request! {
    /// Erase alerts about issues, or with a text.
    EraseAlerts { text: Option<String>, issues: Vec<IssueId> } -> ();
}

request! {
    /// The state of its database; a thorough look reads all of it.
    ReadDatabase { is_thorough: bool } -> DatabaseState;
}
