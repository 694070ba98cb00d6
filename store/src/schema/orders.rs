//! The columns behind the orders of the list, besides the newest first: they change seldom and have
//! an index each, so that a page reads the issues near it and an event pays for none.
//!
//! An issue's level is the number of hexadecimal digits of its count: it changes with the
//! 16th event, the 256th and so on, and the issues of one level are sorted when they are read.
//! Triggers keep it through counts, merges and splits.

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
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

#[cfg(test)]
mod tests {

    use corncrake_model::issues::issue_list::{Filter, Sort};

    use crate::{
        engine::Sql,
        issues::{
            list::issues,
            merge::{merge, split},
        },
        native::Native,
        schema,
        write::fixtures::{TestEvent, bug, issue, receive},
    };

    /// Issues that do not stand where their counts and times put them.
    fn misplaced(sql: &Native) -> i64 {
        sql.first(
            "SELECT count(*) FROM shown WHERE events_level <> length(printf('%x', events))
                OR sessions_level <> length(printf('%x', sessions)) OR began <> first_seen - first_seen % 3600000",
            &[],
        )
        .unwrap()
        .unwrap()
        .integer(0)
        .unwrap()
    }

    #[test]
    fn an_issue_stands_where_its_counts_put_it_whatever_happens() {
        let sql = Native::project();
        for (number, at, count, visitor) in
            [(1, 9_000_000, 1, 1), (2, 0, 300, 1), (3, 5, 15, 2), (3, 6, 1, 3), (4, 7_200_000, 20_000, 4)]
        {
            receive(&sql, TestEvent { count, visitor, ..bug(number, at) });
            assert_eq!(misplaced(&sql), 0, "{number}");
        }
        for visitor in 10..40 {
            receive(&sql, TestEvent { visitor, ago: 3_600_000, ..bug(1, 9_000_000) });
        }
        assert_eq!(misplaced(&sql), 0);
        for (from, into) in [(2, 1), (1, 3), (4, 3)] {
            merge(&sql, issue(from), issue(into)).unwrap();
            assert_eq!(misplaced(&sql), 0, "{from} into {into}");
            receive(&sql, TestEvent { count: 5_000, ..bug(from, 9_000_001) });
            assert_eq!(misplaced(&sql), 0, "a member counts for its head");
        }
        for part in [1, 4] {
            split(&sql, issue(part)).unwrap();
            assert_eq!(misplaced(&sql), 0, "{part} by itself");
        }
    }

    #[test]
    fn issues_of_an_older_build_are_put_where_they_stand() {
        let before = schema::PROJECT.iter().position(|version| *version == super::MIGRATION).unwrap();
        let sql = Native::with(&schema::PROJECT[..before]);
        for (id, events) in [("00000000000000aa", 7), ("00000000000000bb", 70_000), ("00000000000000cc", 400)]
        {
            sql.exec(
                &format!(
                    "INSERT INTO issue (id, type, title, events, first_seen, last_seen, grouping, grouping_version)
                     VALUES ('{id}', 1, 'old', {events}, 7200001, 7200001, '[]', 1)"
                ),
                &[],
            )
            .unwrap();
        }
        schema::migrate(&sql, schema::PROJECT).unwrap();
        assert_eq!(misplaced(&sql), 0);
        let all = issues(&sql, &Filter::default(), Sort::MostEvents, None, 10).unwrap().issues;
        assert_eq!(all.iter().map(|issue| issue.events).collect::<Vec<_>>(), [70_000, 400, 7]);
    }
}
