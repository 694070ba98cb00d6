//! The columns of a snooze and of the user whom an issue is assigned to, and the table of what happened
//! to issues.

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // What ends the sleep of a snoozed issue: a moment, a number of its sessions, a new release.
    "ALTER TABLE issue ADD COLUMN snooze_until INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE issue ADD COLUMN snooze_sessions INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE issue ADD COLUMN snooze_release INTEGER NOT NULL DEFAULT 0",
    // When it last came back by itself; 0 once somebody decided again.
    "ALTER TABLE issue ADD COLUMN woke_at INTEGER NOT NULL DEFAULT 0",
    // The id of a user. The index has rows for assigned issues alone, and no event writes it.
    "ALTER TABLE issue ADD COLUMN assignee TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX issue_assignee ON issue (assignee) WHERE assignee <> ''",
    // `actor` is one JSON value, or empty. Clustered by issue, in the order of time.
    "CREATE TABLE activity (
    issue TEXT NOT NULL,
    at INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (issue, at, id)
) WITHOUT ROWID",
    // The same view as before, with these columns.
    "DROP VIEW shown",
    "CREATE VIEW shown AS SELECT
    id, type, title, noise, grouping, grouping_version, decided, merged_into, hour,
    events_level, sessions_level, began, place, fixed_in, fixed_now,
    snooze_until, snooze_release, assignee,
    snooze_sessions,
    CASE WHEN status = 'open' THEN woke_at ELSE 0 END AS woke_at,
    CASE WHEN more_first_seen IS NULL THEN first_release ELSE coalesce((
        SELECT min(part.first_release) FROM issue AS part
        WHERE part.first_release > 0 AND (part.id = issue.id OR part.id IN (
            SELECT member.id FROM issue AS member
            WHERE member.merged_into = issue.id AND member.merged_into <> ''))), 0)
    END AS first_release,
    CASE WHEN more_first_seen IS NULL THEN last_release ELSE coalesce((
        SELECT max(part.last_release) FROM issue AS part
        WHERE part.id = issue.id OR part.id IN (
            SELECT member.id FROM issue AS member
            WHERE member.merged_into = issue.id AND member.merged_into <> '')), 0)
    END AS last_release,
    CASE WHEN more_first_seen IS NULL THEN browsers ELSE browsers || coalesce((
        SELECT group_concat(',' || part.browsers, '') FROM issue AS part
        WHERE part.merged_into = issue.id AND part.merged_into <> ''), '')
    END AS browsers,
    CASE WHEN status = 'resolved' AND more_open > 0 THEN 'open' ELSE status END AS status,
    CASE
        WHEN status = 'open' AND regressed_at > 0 THEN regressed_at
        WHEN status NOT IN ('ignored', 'snoozed') AND more_open > 0 THEN coalesce((
            SELECT max(part.regressed_at) FROM issue AS part
            WHERE part.merged_into = issue.id AND part.merged_into <> '' AND part.status = 'open'), 0)
        ELSE 0
    END AS regressed_at,
    CASE
        WHEN status = 'open' AND regressed_at > 0 THEN regressed_in
        WHEN status NOT IN ('ignored', 'snoozed') AND more_open > 0 THEN coalesce((
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

/// A later version.
pub const INDEX_OF_COMMENTS: &[&str] = &[
    // Rows for comments alone, which are looked through by time. No event writes one.
    "CREATE INDEX comment_newest ON activity (at) WHERE kind = 'comment'",
];
