//! The kinds of objects, each with its binding. A stub of one takes that kind's requests and no others.
//!
//! The strings here are storage keys: to change one is to lose the data behind it.

use super::contract::ObjectKind;

/// The directory, of which a collector has one.
pub(crate) enum DirectoryObject {}

impl ObjectKind for DirectoryObject {
    const BINDING: &'static str = "DIRECTORY";
}

/// One of a project's own objects.
pub(crate) enum ProjectObject {}

impl ObjectKind for ProjectObject {
    const BINDING: &'static str = "PROJECT";
}

/// The keeper of today's salt, of which a collector has one.
pub(crate) enum SaltObject {}

impl ObjectKind for SaltObject {
    const BINDING: &'static str = "SALT";
}

/// The outbox of a project's alerts.
pub(crate) enum OutboxObject {}

impl ObjectKind for OutboxObject {
    const BINDING: &'static str = "OUTBOX";
}

/// The keeper of a project's source maps.
pub(crate) enum SourcesObject {}

impl ObjectKind for SourcesObject {
    const BINDING: &'static str = "SOURCES";
}
