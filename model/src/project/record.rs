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
    pub key: ProjectKey,
    pub name: String,
    pub origins: Origins,
    pub created: UnixMillis,
    pub shards: ShardMap,
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
pub enum ProjectLookup {
    Project(ProjectRecord),
    Deleted,
    Nothing,
}

/// How long the events of a project say the fingerprint of the version before as well: by then
/// its issues that still come have come by the new one.
pub const PREVIOUS_MS: i64 = 30 * DAY_MS;
