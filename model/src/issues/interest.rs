//! How much an issue matters by the operator's rules: more than usual, or less.
//!
//! An issue has a mark that names the edition of a rule, so that a rule which is switched off, removed
//! or changed needs no write: a mark of an edition that is not on counts as none.

use serde::{Deserialize, Serialize};

/// How much the events of a rule matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interest {
    /// Less than others: listed, and no reason for an alert.
    Low,
    /// More than others: listed under a tab of its own.
    High,
}

impl Interest {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Low, Self::High];

    /// Its word in forms, addresses and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::High => "high",
        }
    }

    /// The level of a word.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What an event or an issue has of it: the edition of the rule, above 0 if the interest is high, below
/// 0 if it is low, and 0 without a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InterestMark(pub i64);

impl InterestMark {
    /// The mark of a rule.
    pub fn of(interest: Interest, edition: u32) -> Self {
        match interest {
            Interest::Low => Self(-i64::from(edition)),
            Interest::High => Self(edition.into()),
        }
    }

    /// Whether the interest is low.
    pub fn is_low(self) -> bool {
        self.0 < 0
    }

    /// The edition of its rule; 0 without one.
    pub fn edition(self) -> u32 {
        u32::try_from(self.0.unsigned_abs()).unwrap_or_default()
    }

    /// The mark of an issue after another event: its interest is that of the event that matters most.
    pub fn after(self, event: Self) -> Self {
        let (before, now) = (self.0.signum(), event.0.signum());
        if now > before || (now == before && now != 0) { event } else { self }
    }

    /// The mark of an issue that several objects have: the highest.
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_matters_as_much_as_the_event_that_matters_most() {
        let [low, high] = Interest::ALL.map(|interest| InterestMark::of(interest, 7));
        let none = InterestMark::default();
        assert_eq!((low.after(none), low.after(high)), (none, high));
        assert_eq!((none.after(low), high.after(low), high.after(none)), (none, high, high));
        assert_eq!(low.after(InterestMark(-9)), InterestMark(-9), "a changed rule is another edition");
        assert_eq!((low.edition(), high.edition(), none.edition()), (7, 7, 0));
        assert!(low.is_low() && !high.is_low() && !none.is_low());
        assert_eq!(Interest::ALL.map(Interest::name).map(Interest::of_name), Interest::ALL.map(Some));
    }
}
