//! The columns of the operator's rules (`issues/rules.rs`).

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // The edition of the noise rule that hides an issue, or 0. The index has rows for such issues
    // alone, and is written when an issue is opened, hidden or listed again, by no other event.
    "ALTER TABLE issue ADD COLUMN hidden_by INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX issue_hidden ON issue (hidden_by) WHERE hidden_by > 0",
    // The edition of the rule whose fingerprint opened an issue, or 0; only one page asks for it.
    "ALTER TABLE issue ADD COLUMN grouped_by INTEGER NOT NULL DEFAULT 0",
];
