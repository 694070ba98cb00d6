//! What the rules of noise recognise in a project.

use corncrake_core::noise::Rule;

/// How much is known as noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoiseCount {
    /// Issues.
    pub issues: u64,
    /// Their events.
    pub events: u64,
}

/// A rule, as a project has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoiseRuleRow {
    /// The rule.
    pub rule: Rule,
    /// Whether what it recognises is left out of the issues.
    pub is_on: bool,
    /// Issues that it recognised.
    pub issues: u64,
    /// Their events.
    pub events: u64,
}
