//! The settings of a project, and a change of them.

use corncrake_core::{
    origin::Origins,
    time::{UnixMillis, UtcDay},
};
use serde::{Deserialize, Serialize};

use super::{
    limits::ProjectLimits,
    rule::{Rule, is_no_edition},
    rule_change::RuleChange,
};
use crate::alerts::settings::AlertSettings;

/// The settings of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Names of the rules whose issues are no noise here.
    pub noise_off: Vec<String>,
    /// For how many days things are kept, where somebody said so.
    pub retention_days: Option<u16>,
    /// Names of tags, and of members of `extra`, that are kept of events of Sentry's SDKs.
    pub kept_tags: Vec<String>,
    /// How much it may use, where somebody said less than the operator.
    pub limits: ProjectLimits,
    /// The operator's own rules, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// The last number that a rule or an edition of one got here.
    #[serde(skip_serializing_if = "is_no_edition")]
    pub rule_editions: u32,
    /// Its own alerts.
    pub alerts: AlertSettings,
    /// The address of a new ticket, with `{title}` and the like; empty where there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ticket_link: String,
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

    /// The editions of the operator's noise rules that are on: what they marked is off the list.
    pub fn hiding_editions(&self) -> Vec<u32> {
        self.rules.iter().filter(|rule| rule.hides()).map(|rule| rule.edition).collect()
    }
}

/// What is changed of a project; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProjectChange {
    /// Another name for people to read.
    pub name: Option<String>,
    /// The origins that take the place of all earlier ones.
    pub origins: Option<Origins>,
    /// The noise rules that are off; they take the place of all earlier ones.
    pub noise_off: Option<Vec<String>>,
    /// The tags that are kept; they take the place of all earlier ones.
    #[serde(default)]
    pub kept_tags: Option<Vec<String>>,
    /// Another retention, in days.
    pub retention_days: Option<u16>,
    /// The limits that change; a limit that is absent stays.
    pub limits: ProjectLimits,
    /// How many objects take its events, from the day after this one on.
    pub objects: Option<(u16, UtcDay)>,
    /// Until when its events say the fingerprint of the version before as well.
    pub previous_until: Option<UnixMillis>,
    /// A change of the operator's rules.
    pub rules: Option<RuleChange>,
    /// The alerts that take the place of the earlier ones.
    #[serde(default)]
    pub alerts: Option<AlertSettings>,
    /// Another address of new tickets.
    #[serde(default)]
    pub ticket_link: Option<String>,
}

/// Days of retention, unless a project has others.
pub const DEFAULT_DAYS: u16 = 90;
