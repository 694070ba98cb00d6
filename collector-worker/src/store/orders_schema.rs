//! What the orders of the list stand on, besides the newest first: columns that change seldom,
//! with an index each, so that a page reads the issues near it and an event pays for none.
//!
//! An issue's level is the number of hexadecimal digits of its count: it changes with the
//! 16th event, the 256th and so on, and the issues of one level are sorted when they are read.
//! Triggers keep it, whoever counts, merges or splits.

/// One version of the project's schema.
pub(super) const MIGRATION: &[&str] = &[
    "ALTER TABLE issue ADD COLUMN events_level INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE issue ADD COLUMN sessions_level INTEGER NOT NULL DEFAULT 1",
    // The hour in which it, or one of its members, was first seen.
    "ALTER TABLE issue ADD COLUMN began INTEGER NOT NULL DEFAULT 0",
    "UPDATE issue SET
        events_level = length(printf('%x', events + more_events)),
        sessions_level = length(printf('%x', sessions + more_sessions)),
        began = min(first_seen, coalesce(more_first_seen, first_seen))
            - min(first_seen, coalesce(more_first_seen, first_seen)) % 3600000",
    "CREATE INDEX issue_events ON issue (events_level) WHERE merged_into = ''",
    "CREATE INDEX issue_sessions ON issue (sessions_level) WHERE merged_into = ''",
    "CREATE INDEX issue_began ON issue (began) WHERE merged_into = ''",
    // Written by decisions, and by no event but one that opens an issue again.
    "CREATE INDEX issue_decided ON issue (status) WHERE status <> 'open'",
    "CREATE TRIGGER issue_is_new AFTER INSERT ON issue
    BEGIN UPDATE issue SET began = NEW.first_seen - NEW.first_seen % 3600000 WHERE id = NEW.id; END",
    // One that begins with fewer events is where the defaults put it.
    "CREATE TRIGGER issue_begins_with_many AFTER INSERT ON issue WHEN NEW.events > 15 OR NEW.sessions > 15
    BEGIN
        UPDATE issue SET events_level = length(printf('%x', NEW.events)),
            sessions_level = length(printf('%x', NEW.sessions))
        WHERE id = NEW.id;
    END",
    "CREATE TRIGGER issue_has_more_events AFTER UPDATE OF events, more_events ON issue
    WHEN NEW.events_level <> length(printf('%x', NEW.events + NEW.more_events))
    BEGIN
        UPDATE issue SET events_level = length(printf('%x', NEW.events + NEW.more_events)) WHERE id = NEW.id;
    END",
    "CREATE TRIGGER issue_has_more_sessions AFTER UPDATE OF sessions, more_sessions ON issue
    WHEN NEW.sessions_level <> length(printf('%x', NEW.sessions + NEW.more_sessions))
    BEGIN
        UPDATE issue SET sessions_level = length(printf('%x', NEW.sessions + NEW.more_sessions))
        WHERE id = NEW.id;
    END",
    "CREATE TRIGGER issue_began_earlier AFTER UPDATE OF first_seen, more_first_seen ON issue
    WHEN NEW.began <> min(NEW.first_seen, coalesce(NEW.more_first_seen, NEW.first_seen))
        - min(NEW.first_seen, coalesce(NEW.more_first_seen, NEW.first_seen)) % 3600000
    BEGIN
        UPDATE issue SET began = min(NEW.first_seen, coalesce(NEW.more_first_seen, NEW.first_seen))
            - min(NEW.first_seen, coalesce(NEW.more_first_seen, NEW.first_seen)) % 3600000
        WHERE id = NEW.id;
    END",
    // As it was, with the three columns.
    "DROP VIEW shown",
    "CREATE VIEW shown AS SELECT
    id, type, title, noise, grouping, grouping_version, decided, merged_into, hour,
    events_level, sessions_level, began,
    CASE WHEN status = 'resolved' AND more_open > 0 THEN 'open' ELSE status END AS status,
    CASE
        WHEN status = 'open' AND regressed_at > 0 THEN regressed_at
        WHEN status <> 'ignored' AND more_open > 0 THEN coalesce((
            SELECT max(part.regressed_at) FROM issue AS part
            WHERE part.merged_into = issue.id AND part.merged_into <> '' AND part.status = 'open'), 0)
        ELSE 0
    END AS regressed_at,
    CASE
        WHEN status = 'open' AND regressed_at > 0 THEN regressed_in
        WHEN status <> 'ignored' AND more_open > 0 THEN coalesce((
            SELECT part.regressed_in FROM issue AS part
            WHERE part.merged_into = issue.id AND part.merged_into <> '' AND part.status = 'open'
            ORDER BY part.regressed_at DESC LIMIT 1), '')
        ELSE ''
    END AS regressed_in,
    events + more_events AS events,
    sessions + more_sessions AS sessions,
    min(first_seen, coalesce(more_first_seen, first_seen)) AS first_seen,
    max(last_seen, more_last_seen) AS last_seen
    FROM issue",
];
