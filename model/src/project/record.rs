//! A project as the directory has it.

use corncrake_core::{
    ids::ProjectKey,
    origin::Origins,
    time::{DAY_MS, UnixMillis},
};
use serde::{Deserialize, Serialize};

use super::{settings::Settings, shards::ShardMap};

/// A project as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectRecord {
    /// The key in the address that the site's clients send to.
    pub key: ProjectKey,
    /// The name that a person gave it; two projects may share one.
    pub name: String,
    /// The origins whose pages may send events to it.
    pub origins: Origins,
    /// The time at which somebody made it.
    pub created: UnixMillis,
    /// The number of its shards, by day.
    pub shards: ShardMap,
    /// The settings that a person chose; defaults apply where none were chosen.
    pub settings: Settings,
    /// Whether it has source maps.
    pub maps: bool,
    /// Until when its events say the fingerprint of the version before as well; 0 where it never
    /// had issues of that.
    #[serde(default)]
    pub previous_until: UnixMillis,
}

/// What the directory knows of a key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant, reason = "nearly every look-up is of a project")]
pub enum ProjectLookup {
    /// The project exists and takes events.
    Project(ProjectRecord),
    /// A project had this key and was deleted; no project gets the key again.
    Deleted,
    /// No project ever had this key.
    Nothing,
}

/// How long the events of a project say the fingerprint of the version before as well: by then
/// its issues that still come have come by the new one.
pub const PREVIOUS_MS: i64 = 30 * DAY_MS;
