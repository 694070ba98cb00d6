//! The triage status of an issue.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::ids::InvalidId;

/// An issue is open until somebody decides otherwise. Whether an open one was resolved once
/// and came back is no status of its own: it is a fact about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Something to look at.
    #[default]
    Open,
    /// Repaired; it opens again by itself when a later release has it.
    Resolved,
    /// Nothing to look at, whatever comes.
    Ignored,
    /// Nothing to look at for a while; it opens again by itself.
    Snoozed,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 4] = [Status::Open, Status::Resolved, Status::Ignored, Status::Snoozed];

    /// Its name, in the API, in addresses and in the store.
    pub fn name(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Resolved => "resolved",
            Status::Ignored => "ignored",
            Status::Snoozed => "snoozed",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Status {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::ALL.into_iter().find(|status| status.name() == text).ok_or(InvalidId("status"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_as_it_is_written() {
        for status in Status::ALL {
            assert_eq!(status.name().parse(), Ok(status));
            let json = serde_json::to_string(&status).unwrap_or_default();
            assert_eq!(json.trim_matches('"'), status.name());
        }
        assert!("Open".parse::<Status>().is_err() && "".parse::<Status>().is_err());
    }
}
