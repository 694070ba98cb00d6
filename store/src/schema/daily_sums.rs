//! The tables of sums of past days (`counts/daily_sums`).

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // Of an issue by itself; of the project where the issue is ''.
    "CREATE TABLE breakdown_day (
    issue TEXT NOT NULL,
    day INTEGER NOT NULL,
    facets TEXT NOT NULL,
    PRIMARY KEY (issue, day)
) WITHOUT ROWID",
    "CREATE TRIGGER outcome_hour_is_new AFTER INSERT ON outcome_hour
    BEGIN DELETE FROM breakdown_day WHERE issue = '' AND day = NEW.hour / 86400000; END",
    "CREATE TRIGGER outcome_hour_is_other AFTER UPDATE OF facets ON outcome_hour
    BEGIN DELETE FROM breakdown_day WHERE issue = '' AND day = NEW.hour / 86400000; END",
    "CREATE TRIGGER outcome_hour_is_gone AFTER DELETE ON outcome_hour
    BEGIN DELETE FROM breakdown_day WHERE issue = '' AND day = OLD.hour / 86400000; END",
    "CREATE TRIGGER issue_hour_is_new AFTER INSERT ON issue_hour
    BEGIN DELETE FROM breakdown_day WHERE issue = NEW.issue AND day = NEW.hour / 86400000; END",
    "CREATE TRIGGER issue_hour_is_other AFTER UPDATE OF facets ON issue_hour
    BEGIN DELETE FROM breakdown_day WHERE issue = NEW.issue AND day = NEW.hour / 86400000; END",
    "CREATE TRIGGER issue_hour_is_gone AFTER DELETE ON issue_hour
    BEGIN DELETE FROM breakdown_day WHERE issue = OLD.issue AND day = OLD.hour / 86400000; END",
    // The hour that goes on may be of a past day, where nothing came since.
    "CREATE TRIGGER running_hour_is_other AFTER UPDATE OF running_facets ON issue
    BEGIN DELETE FROM breakdown_day
    WHERE issue = NEW.id AND day IN (OLD.running_hour / 86400000, NEW.running_hour / 86400000); END",
];
