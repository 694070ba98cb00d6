//! The tables, as migrations that only ever grow: an old database is brought to today's
//! shape when its object wakes, one version after the other.
//!
//! Every index is one more row written per event, which is what the edge charges for, so
//! there is none that no query needs. No table has a place for an IP or a User-Agent.

pub mod alerts;
pub mod daily_sums;
pub mod floods;
pub mod installations;
pub mod interest;
pub mod items;
pub mod logins;
pub mod operations;
pub mod orders;
pub mod people;
pub mod receipts;
pub mod refusals;
pub mod release_clock;
pub mod rules;
pub mod snooze;
pub mod source_maps;
pub mod triage;
pub mod usage;
pub mod visits;

use crate::engine::{Arg, Sql, SqlError};

/// Migrations: one list of statements a version.
pub type Migrations = [&'static [&'static str]];

/// A project's own database.
pub const PROJECT: &Migrations = &[
    &[
        // An issue is one bug. Counters are exact, whatever becomes of the events themselves.
        "CREATE TABLE issue (
        id TEXT PRIMARY KEY,
        type INTEGER NOT NULL,
        title TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'open',
        noise TEXT NOT NULL DEFAULT '',
        events INTEGER NOT NULL DEFAULT 0,
        sessions INTEGER NOT NULL DEFAULT 0,
        first_seen INTEGER NOT NULL,
        last_seen INTEGER NOT NULL,
        grouping TEXT NOT NULL,
        grouping_version INTEGER NOT NULL
    ) WITHOUT ROWID",
        "CREATE INDEX issue_newest ON issue (last_seen, id)",
        // Fingerprints point at issues, so that two can be merged and split again.
        "CREATE TABLE fingerprint (
        hash TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        issue TEXT NOT NULL
    ) WITHOUT ROWID",
        // Clustered by issue: an issue's events are read without an index of their own.
        "CREATE TABLE event (
        issue TEXT NOT NULL,
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (issue, number)
    ) WITHOUT ROWID",
        // Hashes live for their UTC day only; a session leaves a count in its hour.
        "CREATE TABLE session (
        hash BLOB PRIMARY KEY,
        day INTEGER NOT NULL,
        hour INTEGER NOT NULL,
        errored INTEGER NOT NULL
    ) WITHOUT ROWID",
        "CREATE TABLE issue_session (
        issue TEXT NOT NULL,
        hash BLOB NOT NULL,
        day INTEGER NOT NULL,
        PRIMARY KEY (issue, hash)
    ) WITHOUT ROWID",
        "CREATE TABLE session_hour (
        hour INTEGER PRIMARY KEY,
        sessions INTEGER NOT NULL,
        errored INTEGER NOT NULL
    )",
        // Reports that a browser may send again, for the rest of the day.
        "CREATE TABLE report (
        key BLOB PRIMARY KEY,
        day INTEGER NOT NULL
    ) WITHOUT ROWID",
        // The newest day a session was seen on; the hashes of earlier days are gone.
        "CREATE TABLE today (day INTEGER NOT NULL)",
    ],
    &[
        // Outcomes: one row an hour, whatever arrives in it.
        "CREATE TABLE outcome_hour (
        hour INTEGER PRIMARY KEY,
        stored INTEGER NOT NULL,
        sampled INTEGER NOT NULL,
        full INTEGER NOT NULL,
        repeated INTEGER NOT NULL,
        limited INTEGER NOT NULL,
        refused INTEGER NOT NULL,
        lost INTEGER NOT NULL,
        bots INTEGER NOT NULL
    )",
        // Sessions by country, a day at a time: never beside an event or a hash.
        "CREATE TABLE country_day (
        day INTEGER NOT NULL,
        country TEXT NOT NULL,
        sessions INTEGER NOT NULL,
        PRIMARY KEY (day, country)
    ) WITHOUT ROWID",
    ],
    &[
        // The hour of the latest event, by which the list is ordered (see the index).
        "DROP INDEX issue_newest",
        "ALTER TABLE issue ADD COLUMN hour INTEGER NOT NULL DEFAULT 0",
        // The number of the rows in `issue_facet`, which has a limit.
        "ALTER TABLE issue ADD COLUMN facets INTEGER NOT NULL DEFAULT 0",
        "UPDATE issue SET hour = last_seen - last_seen % 3600000",
        // An issue's trend and breakdown: one row for all of its events of an hour in a turn.
        "CREATE TABLE issue_hour (
        issue TEXT NOT NULL,
        hour INTEGER NOT NULL,
        events INTEGER NOT NULL,
        facets TEXT NOT NULL,
        PRIMARY KEY (issue, hour)
    ) WITHOUT ROWID",
        // The project's breakdown is in the row that is written for each hour anyway.
        "ALTER TABLE outcome_hour ADD COLUMN facets TEXT NOT NULL DEFAULT '{}'",
        // The list's filters: one row for the first event of an issue with a value.
        "CREATE TABLE issue_facet (
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        issue TEXT NOT NULL,
        PRIMARY KEY (kind, value, issue)
    ) WITHOUT ROWID",
        // The full-text index of substrings, written when an issue is opened. It does not store the
        // text; the row's number is the id.
        "CREATE VIRTUAL TABLE issue_text USING fts5(text, content='', contentless_delete=1, tokenize='trigram')",
        // The events of an issue mostly have one stack: it is stored once.
        "CREATE TABLE stack (
        issue TEXT NOT NULL,
        hash BLOB NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (issue, hash)
    ) WITHOUT ROWID",
        "ALTER TABLE event ADD COLUMN stack BLOB NOT NULL DEFAULT X''",
    ],
    triage::MIGRATION,
    &[
        // Retention in days; without a row, the default applies.
        "CREATE TABLE retention (days INTEGER NOT NULL)",
    ],
    &[
        // The running hour of an issue is in the issue's own row, which an event writes anyway;
        // `issue_hour` has the hours before it.
        "ALTER TABLE issue ADD COLUMN running_hour INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE issue ADD COLUMN running_events INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE issue ADD COLUMN running_facets TEXT NOT NULL DEFAULT '{}'",
        "UPDATE issue SET (running_hour, running_events, running_facets) = (
        SELECT hour, events, facets FROM issue_hour WHERE issue = id ORDER BY hour DESC LIMIT 1)
    WHERE id IN (SELECT issue FROM issue_hour)",
        "DELETE FROM issue_hour WHERE (issue, hour) IN (SELECT id, running_hour FROM issue)",
        "CREATE VIEW hour_of_issue AS SELECT issue, hour, events, facets FROM issue_hour
    UNION ALL SELECT id, running_hour, running_events, running_facets FROM issue WHERE running_events > 0",
    ],
    daily_sums::MIGRATION,
    orders::MIGRATION,
    &[
        // The project's own limits, as one JSON object; without a row, the operator's apply.
        "CREATE TABLE own_limits (limits TEXT NOT NULL)",
    ],
    &[
        // The export that is imported here, and its progress (`store/src/transfer/import.rs`).
        "CREATE TABLE import (id TEXT NOT NULL, state TEXT NOT NULL)",
    ],
    &[
        // No two tables or issues share a hash, and rows are in the order of the hashes. An older
        // build's hashes of today could be joined, so they go: today's visitors count once more.
        "DROP TABLE issue_session",
        "CREATE TABLE issue_session (
        hash BLOB PRIMARY KEY,
        issue TEXT NOT NULL,
        day INTEGER NOT NULL
    ) WITHOUT ROWID",
        "DELETE FROM session",
        "DELETE FROM report",
        // Published sessions by country of days that are over; the sum of all unnamed countries has no
        // letters. `country_day` counts the running day.
        "CREATE TABLE country_published (
        day INTEGER NOT NULL,
        country TEXT NOT NULL,
        sessions INTEGER NOT NULL,
        PRIMARY KEY (day, country)
    ) WITHOUT ROWID",
        // The day before which times and versions are coarse (`store/src/counts/coarsen.rs`).
        "CREATE TABLE coarse (day INTEGER NOT NULL)",
    ],
    floods::MIGRATION,
    operations::MIGRATION,
    items::MIGRATION,
    rules::MIGRATION,
    alerts::PROJECT_MIGRATION,
    release_clock::MIGRATION,
    interest::MIGRATION,
    visits::MIGRATION,
    usage::MIGRATION,
    snooze::MIGRATION,
    receipts::MIGRATION,
    installations::MIGRATION,
    usage::VITALS,
    triage::INDEX_OF_REGRESSED,
    snooze::INDEX_OF_COMMENTS,
];

/// The directory of a collector's projects.
pub const DIRECTORY: &Migrations = &[
    &[
        "CREATE TABLE project (
        key TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        origins TEXT NOT NULL,
        created INTEGER NOT NULL
    ) WITHOUT ROWID",
        // The collector's key secret: random bytes that guard no personal data.
        "CREATE TABLE key_secret (secret BLOB NOT NULL)",
    ],
    &[
        // The time of deletion. The key stays, so that no other project gets it.
        "ALTER TABLE project ADD COLUMN deleted INTEGER",
    ],
    &[
        // The project's number of shards; null is one.
        "ALTER TABLE project ADD COLUMN spread TEXT NOT NULL DEFAULT ''",
    ],
    &[
        // API tokens, by a digest of each. `used` is a day, or 0.
        "CREATE TABLE token (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,
        created INTEGER NOT NULL,
        used INTEGER NOT NULL,
        digest TEXT NOT NULL
    ) WITHOUT ROWID",
    ],
    &[
        // The operator's other settings, as one JSON object (`store/src/directory/settings.rs`).
        "ALTER TABLE project ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'",
    ],
    &[
        // Whether the project has source maps: for most the answer is no, and lookups are skipped.
        "ALTER TABLE project ADD COLUMN maps INTEGER NOT NULL DEFAULT 0",
    ],
    logins::MIGRATION,
    &[
        // The key of the only project that a token may use; null is all projects.
        "ALTER TABLE token ADD COLUMN project TEXT NOT NULL DEFAULT ''",
    ],
    &[
        // The time until which the project's events carry the previous version's fingerprint as well: 0
        // for a new project, and below 0 for one of an older build until the directory wakes.
        "ALTER TABLE project ADD COLUMN previous_until INTEGER NOT NULL DEFAULT -1",
    ],
    alerts::DIRECTORY_MIGRATION,
    refusals::MIGRATION,
    people::MIGRATION,
    people::IDENTITIES,
];

/// The keeper of the salt: one half of each day's, where it is kept in halves.
pub const SALT: &Migrations = &[&["CREATE TABLE salt_half (day INTEGER PRIMARY KEY, half BLOB NOT NULL)"]];

/// What an older build says of newer data, which it must not touch.
pub const NEWER: &str = "the data was written by a newer version of Corncrake";

/// Brings a database to the last version.
pub fn migrate(sql: &impl Sql, migrations: &Migrations) -> Result<(), SqlError> {
    sql.exec("CREATE TABLE IF NOT EXISTS schema (version INTEGER NOT NULL)", &[])?;
    let done = match sql.first("SELECT version FROM schema", &[])? {
        Some(row) => row.integer(0)?,
        None => {
            sql.exec("INSERT INTO schema VALUES (0)", &[])?;
            0
        }
    };
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    if done > known {
        return Err(SqlError(format!("{NEWER} (its schema is {done}, this build knows {known})")));
    }
    for (version, statements) in (1_i64..).zip(migrations).filter(|(version, _)| *version > done) {
        for statement in *statements {
            sql.exec(statement, &[])?;
        }
        sql.exec("UPDATE schema SET version = ?", &[Arg::Integer(version)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {

    use corncrake_model::manifest::stored::TABLES;

    use super::*;
    use crate::native::Native;

    #[test]
    fn the_manifest_names_every_table_and_column_and_no_other() {
        let sql = Native::project();
        let texts = |statement: &str| -> Vec<String> {
            let rows = sql.exec(statement, &[]).unwrap();
            rows.iter().map(|row| row.text(0).unwrap().to_owned()).collect()
        };
        // The engine's own tables, and those below the full-text index, which have parts of its words.
        let tables = texts(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'
             AND name NOT LIKE 'issue\\_text\\_%' ESCAPE '\\' ORDER BY name",
        );
        let named: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        assert_eq!(tables, named);
        for table in TABLES {
            let columns =
                texts(&format!("SELECT name FROM pragma_table_info('{}') ORDER BY cid", table.name));
            assert_eq!(columns, table.columns, "{}", table.name);
        }
    }

    #[test]
    fn migrating_twice_is_migrating_once() {
        let sql = Native::project();
        migrate(&sql, PROJECT).unwrap();
        let version = sql.first("SELECT version FROM schema", &[]).unwrap().unwrap();
        assert_eq!(version.integer(0).unwrap(), i64::try_from(PROJECT.len()).unwrap());
    }

    #[test]
    fn an_older_build_refuses_newer_data_and_changes_nothing() {
        let sql = Native::project();
        let older = &PROJECT[..PROJECT.len() - 1];
        let refused = migrate(&sql, older).unwrap_err().to_string();
        assert!(refused.contains(NEWER) && refused.contains(&PROJECT.len().to_string()), "{refused}");
        migrate(&sql, PROJECT).unwrap();
    }
}
