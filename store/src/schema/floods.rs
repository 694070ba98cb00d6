//! The columns of provisional issues (`delete/floods`).

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // The number of an issue's records, which decides its sample: a record may stand for any number of
    // events. Issues of older builds begin with the number of their stored events.
    "ALTER TABLE issue ADD COLUMN records INTEGER NOT NULL DEFAULT 0",
    "UPDATE issue SET records = (SELECT count(*) FROM event WHERE event.issue = issue.id)",
    // Whether an issue was opened in the reserve, and in which turn: times are of whole minutes. The
    // index has rows for such issues alone.
    "ALTER TABLE issue ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX issue_provisional ON issue (provisional) WHERE provisional > 0",
];
