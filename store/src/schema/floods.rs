//! The columns of provisional issues (`delete/floods`).

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // The records of an issue's events, by which its sample is taken: a record may claim
    // any number of events. Those of before count as many as are kept.
    "ALTER TABLE issue ADD COLUMN records INTEGER NOT NULL DEFAULT 0",
    "UPDATE issue SET records = (SELECT count(*) FROM event WHERE event.issue = issue.id)",
    // Whether it was opened in the reserve, and in which turn, since times are of whole
    // minutes. The index costs nobody else anything.
    "ALTER TABLE issue ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX issue_provisional ON issue (provisional) WHERE provisional > 0",
];
