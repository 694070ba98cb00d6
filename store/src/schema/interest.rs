//! The column of the operator's rules about how much an issue matters (`issues/rules.rs`).

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // The edition of the rule, below 0 if the interest is low; 0 without one. The index has rows for
    // marked issues alone.
    "ALTER TABLE issue ADD COLUMN interest INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX issue_interest ON issue (interest) WHERE interest <> 0",
];
