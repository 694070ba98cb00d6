//! How a turn may open an issue, and the numbers that an event gets in it.

/// How an issue may be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpeningMode {
    /// There is room for all it says.
    Whole,
    /// There is room in the reserve only.
    Provisional,
    /// There is none.
    Not,
}

/// What the count of an event came to, for its issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventNumbers {
    /// Its number among the events: that of the last, where it stands for several.
    pub(crate) number: u64,
    /// Its number among the records.
    pub(crate) record: u64,
}
