//! The settings of a project, and a change of them.

use corncrake_core::{
    origin::Origins,
    time::{UnixMillis, UtcDay},
};
use serde::{Deserialize, Serialize};

use super::limits::ProjectLimits;

/// The settings of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Names of the rules whose issues are no noise here.
    pub noise_off: Vec<String>,
    /// For how many days things are kept, where somebody said so.
    pub retention_days: Option<u16>,
    /// How much it may use, where somebody said less than the operator.
    pub limits: ProjectLimits,
}

impl Settings {
    /// For how many days things are kept.
    pub fn retention_days(&self) -> u16 {
        self.retention_days.unwrap_or(DEFAULT_DAYS)
    }

    /// Whether what this rule recognises is off the list.
    pub fn is_noise(&self, rule: &str) -> bool {
        !self.noise_off.iter().any(|off| off == rule)
    }
}

/// What is changed of a project; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProjectChange {
    pub name: Option<String>,
    pub origins: Option<Origins>,
    pub noise_off: Option<Vec<String>>,
    pub retention_days: Option<u16>,
    pub limits: ProjectLimits,
    /// How many objects take its events, from the day after this one on.
    pub objects: Option<(u16, UtcDay)>,
    /// Until when its events say the fingerprint of the version before as well.
    pub previous_until: Option<UnixMillis>,
}

/// Days of retention, unless a project has others.
pub const DEFAULT_DAYS: u16 = 90;
