//! A project as its pages name it.

use corncrake_core::{ids::ProjectKey, origin::Origins};

use super::permissions::Permissions;

/// A project, as its pages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its public key.
    pub key: ProjectKey,
    /// Its name, given by its operator.
    pub name: String,
    /// The origins that may send to it.
    pub origins: Origins,
    /// What the reader of the page may do in it.
    pub permissions: Permissions,
}
