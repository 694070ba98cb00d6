//! The limits of a project: the operator's are the largest and the defaults, a project's own may be
//! lower.

use serde::{Deserialize, Serialize};

/// How much a project may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ResourceLimits {
    /// Events and pings a second, in the long run.
    pub events_per_second: u32,
    /// Megabytes (of 10^6 bytes) of each of its databases.
    pub megabytes: u32,
    /// Events and pings that a session may send at once.
    pub session_events: u32,
}

impl Default for ResourceLimits {
    fn default() -> Self {
        Self {
            // Half of what one object can do.
            events_per_second: 500,
            // About a million stored events.
            megabytes: 1_000,
            // A visitor's storm. Generous, since visitors without a known address share a
            // session with everybody who has the same browser.
            session_events: 1_000,
        }
    }
}

impl ResourceLimits {
    /// What a project may use that wants this: no more than the most.
    pub fn within(self, own: ProjectLimits) -> Self {
        let least = |own: Option<u32>, most: u32| own.unwrap_or(most).min(most);
        Self {
            events_per_second: least(own.events_per_second, self.events_per_second),
            megabytes: least(own.megabytes, self.megabytes),
            session_events: least(own.session_events, self.session_events),
        }
    }

    /// The changes of a form that sends every number: one that was left as it stood is no change,
    /// so that it goes on following the operator's.
    pub fn changed(self, own: ProjectLimits, to: Self) -> ProjectLimits {
        let is = self.within(own);
        let new = |is: u32, to: u32| (is != to).then_some(to);
        ProjectLimits {
            events_per_second: new(is.events_per_second, to.events_per_second),
            megabytes: new(is.megabytes, to.megabytes),
            session_events: new(is.session_events, to.session_events),
        }
    }
}

/// What somebody said of a project's limits; what is absent is as for every project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectLimits {
    pub events_per_second: Option<u32>,
    pub megabytes: Option<u32>,
    pub session_events: Option<u32>,
}

impl ProjectLimits {
    /// These, where a change says nothing else.
    #[must_use]
    pub fn changed(self, by: Self) -> Self {
        Self {
            events_per_second: by.events_per_second.or(self.events_per_second),
            megabytes: by.megabytes.or(self.megabytes),
            session_events: by.session_events.or(self.session_events),
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_project_may_say_less_and_never_more() {
        let most = ResourceLimits { events_per_second: 50, megabytes: 10, session_events: 100 };
        assert_eq!(most.within(ProjectLimits::default()), most);
        let own = ProjectLimits { events_per_second: Some(7), megabytes: Some(11), session_events: None };
        let is = most.within(own);
        assert_eq!(is, ResourceLimits { events_per_second: 7, ..most });
        assert_eq!(most.changed(own, is), ProjectLimits::default());
        let change = most.changed(own, ResourceLimits { megabytes: 3, ..is });
        assert_eq!(change, ProjectLimits { megabytes: Some(3), ..ProjectLimits::default() });
    }
}
