//! The columns and tables of retention by kind (`delete/retention`) and of visits by release
//! (`counts/visits`).

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // Days for which counts are stored; 0 is as many as errors are.
    "ALTER TABLE retention ADD COLUMN counts INTEGER NOT NULL DEFAULT 0",
];
