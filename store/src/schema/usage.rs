//! The tables of usage counters (`counts/usage`), and their days of retention; and what is counted of response
//! times (`counts/vitals`), whose counts stand in the same tables.

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // Days for which usage is stored; 0 is as many as counts are.
    "ALTER TABLE retention ADD COLUMN usage INTEGER NOT NULL DEFAULT 0",
    // The names that are counted, as a JSON list of lines, and the first day that is not published;
    // without a row, nothing is counted.
    "CREATE TABLE usage_list (list TEXT NOT NULL, next INTEGER NOT NULL)",
    // Visitors of today among those who used a feature, for its UTC day only. No other table has such a
    // hash, and rows are in the order of the hashes.
    "CREATE TABLE usage_session (
        hash BLOB PRIMARY KEY,
        day INTEGER NOT NULL,
        counted INTEGER NOT NULL
    ) WITHOUT ROWID",
    // The running day, never beside a hash.
    "CREATE TABLE usage_day (
        day INTEGER NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        key TEXT NOT NULL,
        cell TEXT NOT NULL,
        visitors INTEGER NOT NULL,
        PRIMARY KEY (day, kind, name, key, cell)
    ) WITHOUT ROWID",
    // Days that are over, with noise; the sum of all that are not named has no cell.
    "CREATE TABLE usage_published (
        day INTEGER NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        key TEXT NOT NULL,
        cell TEXT NOT NULL,
        visitors INTEGER NOT NULL,
        PRIMARY KEY (day, kind, name, key, cell)
    ) WITHOUT ROWID",
];

/// A later version, with response times.
pub const VITALS: &[&str] = &[
    // The pages and names that are counted, as a JSON list of lines, and the first day that is not
    // published; without a row, nothing is counted.
    "CREATE TABLE vitals_list (list TEXT NOT NULL, next INTEGER NOT NULL)",
];
