//! Noise of a project: its rules and their counts.

use corncrake_core::{noise::NoiseRule, time::UnixMillis};

/// The issues that noise rules match, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoiseCount {
    /// Issues.
    pub issues: u64,
    /// Their events.
    pub events: u64,
}

/// A noise rule of a project, with its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoiseRuleRow {
    /// The rule.
    pub rule: NoiseRule,
    /// Whether its matches are hidden from the list of issues.
    pub is_on: bool,
    /// Issues that it matched.
    pub issues: u64,
    /// Their events.
    pub events: u64,
}

/// Noise that the range has and the one before it had not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusualNoise {
    /// Its sessions.
    pub sessions: u64,
    /// Its rule, in words.
    pub rule: String,
    /// From when to when it was seen.
    pub span: Option<(UnixMillis, UnixMillis)>,
}
