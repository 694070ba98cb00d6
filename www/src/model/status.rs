//! The status of an issue: as pages show it, and as a list is filtered by it.

use core::{fmt, str::FromStr};

use corncrake_core::{noise::NoiseRule, status::Status};

use super::unknown_word::UnknownWord;

/// The status of an issue as pages show it. An open issue that came back, or that a noise
/// filter matches, is shown as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueStatus {
    /// As somebody set it; open at first.
    Triaged(Status),
    /// Open again: it came back after it was resolved.
    Regressed,
    /// Open again: its snooze ended by itself.
    CameBack,
    /// Open, and hidden as noise by this rule.
    Noise(NoiseRule),
    /// Open, and hidden by a rule of the operator.
    HiddenByRule,
}

impl IssueStatus {
    /// The status of an issue that a rule of the operator hides: an open one says so.
    pub fn hidden_by_rule(self) -> Self {
        if self.is_open() { Self::HiddenByRule } else { self }
    }

    /// Whether it needs no word of its own: most issues are open.
    pub(crate) fn is_open(self) -> bool {
        self == Self::Triaged(Status::Open)
    }
}

impl fmt::Display for IssueStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Triaged(status) => status.fmt(f),
            Self::Regressed => f.write_str("regressed"),
            Self::CameBack => f.write_str("back from snooze"),
            Self::Noise(rule) => write!(f, "noise: {}", rule.label()),
            Self::HiddenByRule => f.write_str("noise: your rule"),
        }
    }
}

/// The issues that a list shows, by their status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusFilter {
    /// Those with this status.
    Only(Status),
    /// All of them.
    Any,
}

impl StatusFilter {
    pub(crate) const ALL: [StatusFilter; 5] = [
        StatusFilter::Only(Status::Open),
        StatusFilter::Only(Status::Resolved),
        StatusFilter::Only(Status::Ignored),
        StatusFilter::Only(Status::Snoozed),
        StatusFilter::Any,
    ];

    /// Its word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            StatusFilter::Only(status) => status.name(),
            StatusFilter::Any => "any",
        }
    }

    /// The status that an issue must have; none where any will do.
    pub fn status(self) -> Option<Status> {
        match self {
            StatusFilter::Only(status) => Some(status),
            StatusFilter::Any => None,
        }
    }
}

impl Default for StatusFilter {
    fn default() -> Self {
        Self::Only(Status::Open)
    }
}

impl FromStr for StatusFilter {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|filter| filter.as_str() == text).ok_or(UnknownWord("status"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_has_its_word() {
        let words = [
            IssueStatus::Triaged(Status::Resolved),
            IssueStatus::Regressed,
            IssueStatus::Noise(NoiseRule::About),
            IssueStatus::Triaged(Status::Open).hidden_by_rule(),
        ];
        assert_eq!(
            words.map(|status| status.to_string()),
            ["resolved", "regressed", "noise: about: pages", "noise: your rule"]
        );
        assert!(IssueStatus::Triaged(Status::Open).is_open() && !IssueStatus::Regressed.is_open());
    }

    #[test]
    fn a_filter_reads_as_it_is_written() {
        for filter in StatusFilter::ALL {
            assert_eq!(filter.as_str().parse(), Ok(filter));
        }
        assert!("Open".parse::<StatusFilter>().is_err());
    }
}
