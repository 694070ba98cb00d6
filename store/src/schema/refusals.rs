//! The table of refused requests (`directory/refusals`).

/// One version of the directory's schema.
pub const MIGRATION: &[&str] = &[
    // Counts by project, reason and, for an origin that is not allowed, the origin. Times are of whole
    // minutes.
    "CREATE TABLE refusal (
        project TEXT NOT NULL,
        reason TEXT NOT NULL,
        origin TEXT NOT NULL,
        count INTEGER NOT NULL,
        since INTEGER NOT NULL,
        last INTEGER NOT NULL,
        PRIMARY KEY (project, reason, origin)
    ) WITHOUT ROWID",
];
