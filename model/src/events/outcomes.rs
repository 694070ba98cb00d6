//! Outcomes of everything that was sent, as counts: nothing vanishes unseen.

use serde::{Deserialize, Serialize};

/// What did not happen need not be said on the way from an object.
fn is_none(count: &u64) -> bool {
    *count == 0
}

macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What was sent, by what became of it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Outcomes {
            $($(#[$doc])* #[serde(skip_serializing_if = "is_none")] pub $name: u64,)*
        }

        /// Their names, which are the columns' too.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        impl Outcomes {
            /// Their counts, in the order of their names.
            pub fn counts(&self) -> Vec<u64> {
                vec![$(self.$name),*]
            }

            /// What has these counts, in the order of their names.
            pub fn from_counts(mut counts: impl Iterator<Item = u64>) -> Self {
                Self { $($name: counts.next().unwrap_or_default()),* }
            }
        }
    };
}

outcomes! {
    /// Events kept with all they say.
    stored,
    /// Events counted, and not kept: their issue has enough of them.
    sampled,
    /// Events that were not kept because the project's storage is full; counted where their
    /// issue was known.
    full,
    /// Events sent once more after they were counted; not counted again.
    repeated,
    /// Events over a rate limit (429); their senders may come again.
    limited,
    /// Requests, and events of batches, that broke the contract.
    refused,
    /// Events that the client discarded before they could be sent, as it counted them.
    lost,
    /// Requests of bots: their events are above, their visits nowhere.
    bots,
}

impl Outcomes {
    /// Both together.
    pub fn and(&self, other: &Self) -> Self {
        Self::from_counts(self.counts().into_iter().zip(other.counts()).map(|(a, b)| a.saturating_add(b)))
    }

    /// Whether nothing happened.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Each with its name.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, u64)> {
        NAMES.iter().copied().zip(self.counts())
    }
}
