//! Rules of alerts: what raises one, and for which events.

use serde::{Deserialize, Serialize};
use wildmatch::WildMatchPattern;

use super::schedule::AlertSchedule;

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRule {
    /// Its name in addresses: 12 hexadecimal digits.
    pub id: String,
    /// The name that a person gave it.
    pub name: String,
    /// Whether it raises alerts.
    pub is_on: bool,
    /// What raises an alert.
    pub trigger: AlertTrigger,
    /// The events that it is about.
    pub filter: AlertFilter,
    /// The ids of the destinations that its alerts go to.
    pub destinations: Vec<String>,
    /// When its alerts go out.
    pub schedule: AlertSchedule,
}

/// What raises an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "on", rename_all = "snake_case", deny_unknown_fields)]
pub enum AlertTrigger {
    /// An issue is opened that no rule of noise knows.
    NewIssue {},
    /// A resolved issue comes back.
    Regression {},
    /// An open issue reached so many sessions within so many hours.
    Sessions {
        /// How many sessions.
        sessions: u32,
        /// The clock hours in which they are counted, the running one included.
        hours: u16,
    },
    /// An open issue has, in the running hour, so many sessions at least, and so many times as many as
    /// in its average hour of the week before.
    Spike {
        /// The fewest sessions of the hour.
        sessions: u32,
        /// How many times the average.
        times: u32,
    },
    /// A browser sends a report of a type that the project never had.
    NewReport {},
    /// A database of the project is filled to this share.
    Storage {
        /// Percent of its limit.
        percent: u8,
    },
    /// Nothing was received for so many hours.
    Silence {
        /// How many hours.
        hours: u16,
    },
}

/// Days of the past that a spike is compared with.
pub const SPIKE_HOURS: u16 = 7 * 24;
/// Hours that an issue must have been known for before a spike can be told from a beginning.
pub const SPIKE_FEWEST_HOURS: i64 = 24;

impl AlertTrigger {
    /// Its name in the API and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::NewIssue {} => "new_issue",
            Self::Regression {} => "regression",
            Self::Sessions { .. } => "sessions",
            Self::Spike { .. } => "spike",
            Self::NewReport {} => "new_report",
            Self::Storage { .. } => "storage",
            Self::Silence { .. } => "silence",
        }
    }

    /// The rule in words.
    pub fn sentence(self) -> String {
        match self {
            Self::NewIssue {} => "A new issue appears.".to_owned(),
            Self::Regression {} => "A resolved issue comes back.".to_owned(),
            Self::Sessions { sessions, hours } => {
                format!("An open issue reaches {sessions} sessions within {hours} h.")
            }
            Self::Spike { sessions, times } => format!(
                "An open issue has at least {sessions} sessions in one hour, and {times} times as many as in \
                 its average hour of the last 7 days."
            ),
            Self::NewReport {} => "Browsers send a type of report that was never seen here.".to_owned(),
            Self::Storage { percent } => format!("The storage is filled to {percent}%."),
            Self::Silence { hours } => format!("Nothing was received for {hours} h."),
        }
    }
}

/// The events that a rule is about; an empty list is all. It says nothing of storage and silence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertFilter {
    /// Environments.
    pub environments: Vec<String>,
    /// Releases, as patterns with `*` and `?`.
    pub releases: Vec<String>,
    /// Numbers of types.
    pub types: Vec<u8>,
    /// A pattern that the title matches, with `*` and `?`, in any case; empty is every title.
    pub title: String,
}

/// What a filter looks at.
#[derive(Debug, Clone, Copy)]
pub struct FilteredEvent<'a> {
    /// The event's environment.
    pub environment: Option<&'a str>,
    /// The event's release.
    pub release: Option<&'a str>,
    /// The number of the issue's type.
    pub kind: u8,
    /// The issue's title.
    pub title: &'a str,
}

impl AlertFilter {
    /// Whether an event is one that the rule is about.
    pub fn matches(&self, event: FilteredEvent<'_>) -> bool {
        let named = |all: &[String], value: Option<&str>| {
            all.is_empty() || value.is_some_and(|value| all.iter().any(|one| is_like(one, value)))
        };
        let is_environment = self.environments.is_empty()
            || event.environment.is_some_and(|value| self.environments.iter().any(|one| one == value));
        is_environment
            && named(&self.releases, event.release)
            && (self.types.is_empty() || self.types.contains(&event.kind))
            && (self.title.is_empty() || is_like(&self.title, event.title))
    }
}

/// Whether a text fits a pattern with `*` and `?`, in any case.
fn is_like(pattern: &str, text: &str) -> bool {
    WildMatchPattern::<'*', '?'>::new_case_insensitive(pattern).matches(text)
}

#[cfg(test)]
mod tests {

    use super::*;

    const EVENT: FilteredEvent<'_> = FilteredEvent {
        environment: Some("production"),
        release: Some("4.2.1"),
        kind: 1,
        title: "TypeError: cart/item is undefined",
    };

    #[test]
    fn a_filter_takes_what_fits_all_of_it() {
        let list = |text: &str| vec![text.to_owned()];
        assert!(AlertFilter::default().matches(EVENT));
        let all = AlertFilter {
            environments: list("production"),
            releases: list("4.*"),
            types: vec![1, 2],
            title: "typeerror*CART*".into(),
        };
        assert!(all.matches(EVENT));
        for other in [
            AlertFilter { environments: list("staging"), ..all.clone() },
            AlertFilter { releases: list("4.3.?"), ..all.clone() },
            AlertFilter { types: vec![3], ..all.clone() },
            AlertFilter { title: "cart".into(), ..all.clone() },
        ] {
            assert!(!other.matches(EVENT), "{other:?}");
        }
        assert!(!all.matches(FilteredEvent { environment: None, ..EVENT }));
    }

    #[test]
    fn a_trigger_has_one_name_and_reads_what_it_writes() {
        for json in [
            r#"{"on":"new_issue"}"#,
            r#"{"on":"regression"}"#,
            r#"{"on":"sessions","sessions":5,"hours":1}"#,
            r#"{"on":"spike","sessions":10,"times":5}"#,
            r#"{"on":"new_report"}"#,
            r#"{"on":"storage","percent":80}"#,
            r#"{"on":"silence","hours":24}"#,
        ] {
            let trigger: AlertTrigger = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&trigger).unwrap(), json);
            assert!(json.contains(trigger.name()) && trigger.sentence().ends_with('.'));
        }
        assert!(serde_json::from_str::<AlertTrigger>(r#"{"on":"new_issue","hours":1}"#).is_err());
    }
}
