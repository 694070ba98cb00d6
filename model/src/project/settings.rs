//! The settings of a project, and a change of them.

use corncrake_core::{
    origin::Origins,
    time::{UnixMillis, UtcDay},
    usage_list::UsageList,
    vitals::list::VitalsList,
};
use serde::{Deserialize, Serialize};

use super::{
    limits::ProjectLimits,
    rule::{Rule, RuleAction, is_no_edition},
    rule_change::RuleChange,
};
use crate::{
    alerts::settings::AlertSettings,
    issues::interest::{Interest, InterestMark},
};

/// The settings of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Names of the rules whose issues are no noise here.
    pub noise_off: Vec<String>,
    /// For how many days errors are stored, if the project has a number of its own.
    pub retention_days: Option<u16>,
    /// For how many days counts are stored, if not as long as errors.
    pub count_retention_days: Option<u16>,
    /// For how many days usage is stored, if not as long as counts.
    pub usage_retention_days: Option<u16>,
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
    /// Whether usage is counted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub usage: bool,
    /// The names of usage that are counted.
    #[serde(skip_serializing_if = "UsageList::is_empty")]
    pub usage_list: UsageList,
    /// Whether installations of an application are counted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub installations: bool,
    /// Whether response times are counted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub vitals: bool,
    /// The pages by which response times are counted, and timings of its own.
    #[serde(skip_serializing_if = "VitalsList::is_empty")]
    pub vitals_list: VitalsList,
    /// Whether everybody may read its privacy page.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub has_public_privacy: bool,
}

impl Settings {
    /// For how many days errors are stored.
    pub fn retention_days(&self) -> u16 {
        self.retention_days.unwrap_or(DEFAULT_DAYS)
    }

    /// For how many days counts are stored.
    pub fn count_retention_days(&self) -> u16 {
        self.count_retention_days.unwrap_or(self.retention_days())
    }

    /// For how many days usage is stored.
    pub fn usage_retention_days(&self) -> u16 {
        self.usage_retention_days.unwrap_or(self.count_retention_days())
    }

    /// For how many days each kind of data is stored.
    pub fn retention(&self) -> Retention {
        Retention {
            errors: self.retention_days(),
            counts: self.count_retention_days(),
            usage: self.usage_retention_days(),
        }
    }

    /// What of usage, of installations and of response times is counted now: no name where usage is
    /// switched off.
    pub fn counted_usage(&self) -> CountedUsage {
        let list = if self.usage { self.usage_list.clone() } else { UsageList::default() };
        let vitals = self.vitals.then(|| self.vitals_list.clone());
        CountedUsage { list, installations: self.installations, vitals }
    }

    /// Whether what this rule recognises is off the list.
    pub fn is_noise(&self, rule: &str) -> bool {
        !self.noise_off.iter().any(|off| off == rule)
    }

    /// The editions of the operator's noise rules that are on: what they marked is off the list.
    pub fn hiding_editions(&self) -> Vec<u32> {
        self.rules.iter().filter(|rule| rule.hides()).map(|rule| rule.edition).collect()
    }

    /// The marks of the operator's rules that are on and say this interest.
    pub fn interest_marks(&self, interest: Interest) -> Vec<InterestMark> {
        let of_it = self.rules.iter().filter(|rule| rule.on && rule.action == RuleAction::Interest(interest));
        of_it.map(|rule| InterestMark::of(interest, rule.edition)).collect()
    }

    /// The interest that a mark stands for now: none if its rule is off, gone or changed.
    pub fn interest(&self, mark: InterestMark) -> Option<Interest> {
        Interest::ALL.into_iter().find(|interest| self.interest_marks(*interest).contains(&mark))
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
    /// Another retention of errors, in days.
    pub retention_days: Option<u16>,
    /// Another retention of counts, in days.
    #[serde(default)]
    pub count_retention_days: Option<u16>,
    /// Another retention of usage, in days.
    #[serde(default)]
    pub usage_retention_days: Option<u16>,
    /// Whether usage is counted from now on.
    #[serde(default)]
    pub usage: Option<bool>,
    /// The names of usage; they take the place of all earlier ones.
    #[serde(default)]
    pub usage_list: Option<UsageList>,
    /// Whether installations are counted from now on.
    #[serde(default)]
    pub installations: Option<bool>,
    /// Whether response times are counted from now on.
    #[serde(default)]
    pub vitals: Option<bool>,
    /// The pages and the timings of its own; they take the place of all earlier ones.
    #[serde(default)]
    pub vitals_list: Option<VitalsList>,
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
    /// Whether everybody may read its privacy page.
    #[serde(default)]
    pub has_public_privacy: Option<bool>,
}

/// What a project counts by day, beside errors and visits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedUsage {
    /// The names of usage.
    pub list: UsageList,
    /// Whether installations are counted.
    pub installations: bool,
    /// The pages and the names of response times; none where they are not counted.
    #[serde(default)]
    pub vitals: Option<VitalsList>,
}

/// For how many days each kind of data is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// Events with their stacks and texts, and issues with their hours.
    pub errors: u16,
    /// Sessions, visits, countries, outcomes and the breakdowns of the project.
    pub counts: u16,
    /// Usage, installations and response times of past days.
    pub usage: u16,
}

/// Days of retention, unless a project has others.
pub const DEFAULT_DAYS: u16 = 90;
