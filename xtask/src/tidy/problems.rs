//! What a rule found.

/// One sentence for each place that breaks a rule: where it is and what to do.
pub(super) type Problems = Vec<String>;
