//! The orders that a list of issues can stand in.

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Those that happened last first.
    #[default]
    Newest,
    /// Those with the most events first.
    Events,
    /// Those that most sessions met first.
    Sessions,
    /// Those that are newest to the project first.
    FirstSeen,
}

impl Sort {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Sort; 4] = [Sort::Newest, Sort::Events, Sort::Sessions, Sort::FirstSeen];

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Newest => "newest",
            Sort::Events => "events",
            Sort::Sessions => "sessions",
            Sort::FirstSeen => "first_seen",
        }
    }

    /// The order of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.name() == name)
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Sort::Newest => "last seen",
            Sort::Events => "most events",
            Sort::Sessions => "most sessions",
            Sort::FirstSeen => "first seen",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_has_its_name() {
        for sort in Sort::ALL {
            assert_eq!(Sort::of(sort.name()), Some(sort));
        }
        assert_eq!(Sort::of(""), None);
    }
}
