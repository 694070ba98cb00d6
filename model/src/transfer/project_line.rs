//! The settings of a project in the first line of an export (`docs/export.md`). Older files lack what
//! has a default.

use serde::{Deserialize, Serialize};

use corncrake_core::{usage_list::UsageList, vitals::list::VitalsList};

use crate::alerts::settings::AlertSettings;
use crate::project::rule::{Rule, is_no_edition};

/// The project's settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectLine {
    /// The name that a person gave it.
    pub name: String,
    /// The origins whose pages may send events to it.
    pub origins: Vec<String>,
    /// The noise rules that are off.
    pub noise_off: Vec<String>,
    /// Days for which errors are stored, and counts as well if they have no number of their own.
    pub retention_days: u16,
    /// Days for which counts are stored, if they have a number of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count_retention_days: Option<u16>,
    /// Days for which usage is stored, if it has a number of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_retention_days: Option<u16>,
    /// The number of its shards.
    pub objects: u16,
    /// Names of tags that are kept of events of Sentry's SDKs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept_tags: Vec<String>,
    /// The largest number of shards that it ever had: so many follow.
    pub objects_ever: u16,
    /// Its own limit of events and pings a second, 1 or more, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events_per_second: Option<u32>,
    /// Its own limit of megabytes (of 10^6 bytes) a database, 1 or more, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub megabytes: Option<u32>,
    /// Its own limit of events that a session sends at once, 1 or more, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_events: Option<u32>,
    /// The operator's own rules, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// The last number that a rule or an edition of one got.
    #[serde(default, skip_serializing_if = "is_no_edition")]
    pub rule_editions: u32,
    /// Its own alerts, without secrets, if it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alerts: Option<AlertSettings>,
    /// The address of a new ticket, if it has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ticket_link: String,
    /// Whether usage is counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub usage: bool,
    /// The names of usage that are counted, a line each.
    #[serde(default, skip_serializing_if = "UsageList::is_empty")]
    pub usage_list: UsageList,
    /// Whether installations are counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub installations: bool,
    /// Whether response times are counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vitals: bool,
    /// The pages and the timings of its own, a line each.
    #[serde(default, skip_serializing_if = "VitalsList::is_empty")]
    pub vitals_list: VitalsList,
    /// Whether everybody may read its privacy page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub privacy_page: bool,
}
