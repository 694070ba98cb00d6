//! The orders of a list of issues.

use core::str::FromStr;

use super::unknown_word::UnknownWord;

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The last seen first.
    Newest,
    /// The most events in the range first.
    Events,
    /// The most sessions in the range first: whom it hits.
    #[default]
    Sessions,
    /// The first seen last, first: new issues on top.
    FirstSeen,
}

impl Sort {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Sort; 4] = [Sort::Sessions, Sort::Events, Sort::Newest, Sort::FirstSeen];

    /// Its word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Newest => "newest",
            Sort::Events => "events",
            Sort::Sessions => "sessions",
            Sort::FirstSeen => "first_seen",
        }
    }

    /// Its label in the form.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Sort::Newest => "last seen",
            Sort::Events => "most events",
            Sort::Sessions => "most sessions",
            Sort::FirstSeen => "first seen",
        }
    }
}

impl FromStr for Sort {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text).ok_or(UnknownWord("sort"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_has_its_name() {
        for sort in Sort::ALL {
            assert_eq!(sort.as_str().parse(), Ok(sort));
        }
        assert!("".parse::<Sort>().is_err());
    }
}
