//! A project as its pages name it.

use corncrake_core::{ids::ProjectKey, origin::Origins};

/// A project, as its pages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its public key.
    pub key: ProjectKey,
    /// What its operator calls it.
    pub name: String,
    /// Who may send to it.
    pub origins: Origins,
}
