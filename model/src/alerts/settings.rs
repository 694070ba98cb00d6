//! The alerts of a project, or of the collector as the default of all.

use serde::{Deserialize, Serialize};

use super::{destination::Destination, rule::AlertRule};

/// Rules of a project: as many as a person keeps in mind. Each costs a turn a comparison.
pub const MOST_RULES: usize = 30;
/// Destinations of a project.
pub const MOST_DESTINATIONS: usize = 20;

/// Rules, and where their alerts go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertSettings {
    /// The destinations, in the order in which they were made.
    pub destinations: Vec<Destination>,
    /// The rules, in the order in which they were made.
    pub rules: Vec<AlertRule>,
    /// The origin of the dashboard, as it was when somebody last changed these settings: messages
    /// link there.
    pub dashboard: String,
    /// Of a project: whether the rules of all projects are off here.
    pub is_without_defaults: bool,
}

impl AlertSettings {
    /// What counts for a project: its own, and the defaults of all unless it is without them.
    #[must_use]
    pub fn with_defaults(&self, defaults: &Self) -> Self {
        if self.is_without_defaults {
            return self.clone();
        }
        let both = |own: &str, other: &str| if own.is_empty() { other.to_owned() } else { own.to_owned() };
        Self {
            destinations: self.destinations.iter().chain(&defaults.destinations).cloned().collect(),
            rules: self.rules.iter().chain(&defaults.rules).cloned().collect(),
            dashboard: both(&self.dashboard, &defaults.dashboard),
            is_without_defaults: false,
        }
    }

    /// The rules that raise alerts.
    pub fn active(&self) -> Vec<AlertRule> {
        let goes_anywhere = |rule: &&AlertRule| rule.is_on && !rule.destinations.is_empty();
        self.rules.iter().filter(goes_anywhere).cloned().collect()
    }

    /// The same without secrets, as it may leave the collector.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        self.destinations.iter_mut().for_each(|one| one.sealed.clear());
        self
    }
}
