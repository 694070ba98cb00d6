//! The columns and tables of retention by kind (`delete/retention`) and of visits by release
//! (`counts/visits`).

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // Days for which counts are stored; 0 is as many as errors are.
    "ALTER TABLE retention ADD COLUMN counts INTEGER NOT NULL DEFAULT 0",
    // What is known of a session of today beside what it met: bits of `VisitState`.
    "ALTER TABLE session ADD COLUMN visit INTEGER NOT NULL DEFAULT 0",
    // Visitors of today in a release and its environment, for its UTC day only. No other table has such
    // a hash, and rows are in the order of the hashes.
    "CREATE TABLE release_session (
        hash BLOB PRIMARY KEY,
        day INTEGER NOT NULL,
        state INTEGER NOT NULL
    ) WITHOUT ROWID",
    // Sessions of a day that said that they were visited, and those that are in no share.
    "CREATE TABLE visit_day (
        day INTEGER NOT NULL,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        environment TEXT NOT NULL,
        visits INTEGER NOT NULL,
        errored INTEGER NOT NULL,
        privacy_control INTEGER NOT NULL,
        no_visit INTEGER NOT NULL,
        PRIMARY KEY (day, kind, value, environment)
    ) WITHOUT ROWID",
];
