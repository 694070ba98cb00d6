//! The orders of a list of issues.

use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::InvalidId;

/// What a list of issues begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Sort {
    /// The issue that was seen last.
    Newest,
    /// The greatest number of events, members included.
    MostEvents,
    /// The greatest number of sessions, members included. Pages begin with it.
    #[default]
    MostSessions,
    /// The issue that was first seen last.
    FirstSeen,
}

impl Sort {
    /// All of them, in the order in which pages offer them.
    pub const ALL: [Sort; 4] = [Sort::MostSessions, Sort::MostEvents, Sort::Newest, Sort::FirstSeen];

    /// Its name, in the API and in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Newest => "newest",
            Sort::MostEvents => "events",
            Sort::MostSessions => "sessions",
            Sort::FirstSeen => "first_seen",
        }
    }
}

impl FromStr for Sort {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::ALL.into_iter().find(|sort| sort.name() == text).ok_or(InvalidId("sort"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_reads_as_it_is_written() {
        for sort in Sort::ALL {
            assert_eq!(sort.name().parse(), Ok(sort));
        }
        assert!("".parse::<Sort>().is_err() && "Newest".parse::<Sort>().is_err());
    }
}
