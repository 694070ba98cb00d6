//! The columns by which a list answers "new since which release", "for whom" and "where": the
//! releases and browsers of an issue, its place in the code, what fixed it, the deploys of a
//! release, and the sessions of an hour that met known noise only.
//!
//! All of them are in rows that an event writes anyway.

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    "ALTER TABLE session_hour ADD COLUMN noise INTEGER NOT NULL DEFAULT 0",
    // The time of the last deploy that was announced; 0 where none was.
    "ALTER TABLE release ADD COLUMN deployed INTEGER NOT NULL DEFAULT 0",
    // Numbers of `release`; 0 where no event named one.
    "ALTER TABLE issue ADD COLUMN first_release INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE issue ADD COLUMN last_release INTEGER NOT NULL DEFAULT 0",
    // Families of browsers, separated by commas.
    "ALTER TABLE issue ADD COLUMN browsers TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE issue ADD COLUMN place TEXT NOT NULL DEFAULT ''",
    // The release that fixed it, or nothing where the next one does or a decision says now.
    "ALTER TABLE issue ADD COLUMN fixed_in TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE issue ADD COLUMN fixed_now INTEGER NOT NULL DEFAULT 0",
    "UPDATE issue SET first_release = had.earliest, last_release = had.latest
     FROM (SELECT issue AS id, min(number) AS earliest, max(number) AS latest
        FROM issue_facet JOIN release ON name = value WHERE kind = 'r' GROUP BY issue) AS had
     WHERE issue.id = had.id",
    "UPDATE issue SET browsers = had.families
     FROM (SELECT issue AS id, group_concat(DISTINCT rtrim(value, '0123456789. ')) AS families
        FROM issue_facet WHERE kind = 'b' GROUP BY issue) AS had
     WHERE issue.id = had.id",
    // The same view as before, with these columns.
    "DROP VIEW shown",
    "CREATE VIEW shown AS SELECT
    id, type, title, noise, grouping, grouping_version, decided, merged_into, hour,
    events_level, sessions_level, began, place, fixed_in, fixed_now,
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

    use crate::{engine::Sql, native::Native, schema, write::fixtures::stored_issue};

    #[test]
    fn issues_of_an_older_build_get_their_releases_and_browsers() {
        let before = schema::PROJECT.iter().position(|version| *version == super::MIGRATION).unwrap();
        let sql = Native::with(&schema::PROJECT[..before]);
        let id = crate::write::fixtures::issue(1).to_string();
        for statement in [
            format!("INSERT INTO issue (id, type, title, events, first_seen, last_seen, grouping, grouping_version)
                VALUES ('{id}', 1, 'old', 3, 5, 6, '[]', 1)"),
            "INSERT INTO release (name, first_seen) VALUES ('1.0', 5), ('1.1', 6), ('1.2', 7)".to_owned(),
            format!("INSERT INTO issue_facet (kind, value, issue) VALUES ('r', '1.1', '{id}'), ('r', '1.2', '{id}'),
                ('b', 'Safari 17', '{id}'), ('b', 'Safari 26.1', '{id}'), ('b', 'Mobile Safari', '{id}')"),
        ] {
            sql.exec(&statement, &[]).unwrap();
        }
        schema::migrate(&sql, schema::PROJECT).unwrap();
        let issue = stored_issue(&sql, 1);
        let name = |release: Option<corncrake_model::issues::issue::Release>| release.unwrap().name;
        assert_eq!((name(issue.first_release), name(issue.last_release)), ("1.1".into(), "1.2".into()));
        assert_eq!(issue.browsers, ["Mobile Safari", "Safari"]);
    }
}
