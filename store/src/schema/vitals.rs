//! What is counted of response times (`counts/vitals`), whose counts stand in the tables of usage.

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // The pages and names that are counted, as a JSON list of lines, and the first day that is not
    // published; without a row, nothing is counted.
    "CREATE TABLE vitals_list (list TEXT NOT NULL, next INTEGER NOT NULL)",
];
