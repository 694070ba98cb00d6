//! The columns, the view and the triggers behind decisions and merges.
//!
//! Every issue keeps its own row and its own counters, merged or not: that is what makes a
//! split exact. The issue that others are merged into holds their sums beside its own
//! counters, and triggers keep these, so that counting an event need not know of it.
//! The list of issues reads `shown`, where the sums are added up.

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // Numbers are in the order in which releases were first seen.
    "CREATE TABLE release (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    first_seen INTEGER NOT NULL
)",
    // The time of the last decision, and the newest release that was known then.
    "ALTER TABLE issue ADD COLUMN decided INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE issue ADD COLUMN known_releases INTEGER NOT NULL DEFAULT 0",
    // The time at which the issue last regressed (0: never), and the release.
    "ALTER TABLE issue ADD COLUMN regressed_at INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE issue ADD COLUMN regressed_in TEXT NOT NULL DEFAULT ''",
    // The issue that shows this one and is merged into none; and the issue that this one was merged
    // into itself, which may have been merged on since: a split takes its own branch along.
    "ALTER TABLE issue ADD COLUMN merged_into TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE issue ADD COLUMN merged_under TEXT NOT NULL DEFAULT ''",
    // Sums over the members of an issue.
    "ALTER TABLE issue ADD COLUMN more_events INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE issue ADD COLUMN more_sessions INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE issue ADD COLUMN more_first_seen INTEGER",
    "ALTER TABLE issue ADD COLUMN more_last_seen INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE issue ADD COLUMN more_open INTEGER NOT NULL DEFAULT 0",
    // Newest first costs an event no row: the index is over the hour in which an issue, or one
    // of its members, was last seen, which changes once an hour; `last_seen` orders the issues
    // within one.
    "CREATE INDEX issue_newest ON issue (hour) WHERE merged_into = ''",
    // Written when an issue is merged or opened as noise, and by no event.
    "CREATE INDEX issue_member ON issue (merged_into) WHERE merged_into <> ''",
    "CREATE INDEX issue_noise ON issue (noise) WHERE noise <> ''",
    // A resolved issue shows as open while one of its members is open.
    "CREATE VIEW shown AS SELECT
    id, type, title, noise, grouping, grouping_version, decided, merged_into, hour,
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
    "CREATE TRIGGER issue_counts_for_its_head
    AFTER UPDATE OF events, sessions, first_seen, last_seen, status ON issue
    WHEN NEW.merged_into <> '' AND NEW.merged_into = OLD.merged_into
    BEGIN
        UPDATE issue SET
            more_events = more_events + NEW.events - OLD.events,
            more_sessions = more_sessions + NEW.sessions - OLD.sessions,
            more_first_seen = min(coalesce(more_first_seen, NEW.first_seen), NEW.first_seen),
            more_last_seen = max(more_last_seen, NEW.last_seen),
            more_open = more_open + (NEW.status = 'open') - (OLD.status = 'open')
        WHERE id = NEW.merged_into;
        UPDATE issue SET hour = NEW.last_seen - NEW.last_seen % 3600000
        WHERE id = NEW.merged_into AND hour < NEW.last_seen - NEW.last_seen % 3600000;
    END",
    // Deleting a member subtracts its counts, and its own members move up. Deleting the head makes its
    // members stand for themselves again.
    "CREATE TRIGGER issue_leaves_its_group
    AFTER DELETE ON issue
    BEGIN
        UPDATE issue SET merged_under = OLD.merged_under
        WHERE OLD.merged_into <> '' AND merged_into = OLD.merged_into AND merged_into <> ''
            AND merged_under = OLD.id;
        UPDATE issue SET merged_into = '', merged_under = ''
        WHERE merged_into = OLD.id AND merged_into <> '';
        UPDATE issue SET (more_events, more_sessions, more_first_seen, more_last_seen, more_open) = (
            SELECT coalesce(sum(part.events), 0), coalesce(sum(part.sessions), 0), min(part.first_seen),
                coalesce(max(part.last_seen), 0), coalesce(sum(part.status = 'open'), 0)
            FROM issue AS part WHERE part.merged_into = OLD.merged_into AND part.merged_into <> '')
        WHERE id = OLD.merged_into;
        UPDATE issue SET hour = max(last_seen, more_last_seen) - max(last_seen, more_last_seen) % 3600000
        WHERE id = OLD.merged_into;
    END",
];

/// A later version.
pub const INDEX_OF_REGRESSED: &[&str] = &[
    // Rows for issues alone that ever came back. An event writes one that reopens its issue, and a
    // decision one of such an issue.
    "CREATE INDEX issue_regressed ON issue (status, regressed_at) WHERE regressed_at > 0",
];

#[cfg(test)]
mod tests {

    use corncrake_model::issues::issue_list::{Filter, Sort};

    use crate::{
        engine::{Arg, Sql},
        issues::list::issues,
        native::Native,
        schema,
    };

    #[test]
    fn a_database_of_an_older_build_keeps_its_issues() {
        let before = schema::PROJECT.iter().position(|version| *version == super::MIGRATION).unwrap();
        let sql = Native::with(&schema::PROJECT[..before]);
        for id in ["00000000000000aa", "00000000000000bb"] {
            sql.exec(
                "INSERT INTO issue (id, type, title, events, first_seen, last_seen, grouping, grouping_version)
                 VALUES (?, 1, 'old', 7, 5, 6, '[]', 1)",
                &[Arg::Text(id)],
            )
            .unwrap();
        }
        schema::migrate(&sql, schema::PROJECT).unwrap();
        let all = issues(&sql, &Filter::default(), Sort::Newest, None, 10).unwrap().issues;
        assert_eq!(
            all.iter().map(|issue| (issue.events, issue.last_seen.0)).collect::<Vec<_>>(),
            [(7, 6), (7, 6)]
        );
    }
}
