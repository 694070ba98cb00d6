//! The tables of a project's database with their columns.

use serde::Serialize;

use super::period::StoragePeriod::{self, Counts, Day, Errors, Project, Usage};

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StoredTable {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// How long its rows are stored: by each of these, where they differ by their kind.
    pub stored: &'static [StoragePeriod],
    /// Its columns.
    pub columns: &'static [&'static str],
}

const fn table(
    name: &'static str,
    stored: &'static [StoragePeriod],
    purpose: &'static str,
    columns: &'static [&'static str],
) -> StoredTable {
    StoredTable { name, purpose, stored, columns }
}

/// Each of them, by their names.
pub const TABLES: &[StoredTable] = &[
    table(
        "activity",
        &[Errors],
        "what happened to issues and who did it, by random ids of users and tokens, with the comments of people",
        &["issue", "at", "id", "kind", "actor", "detail"],
    ),
    table(
        "alert_fired",
        &[Errors, Project],
        "which rule of alerts told of which issue, and when; for a rule of the project as a whole, when it last did",
        &["rule", "issue", "at"],
    ),
    table("alert_night", &[Project], "when the work of the night is due", &["at"]),
    table(
        "alert_signal",
        &[Errors],
        "alerts that wait to be sent: titles, counts and times of issues",
        &["number", "id", "body"],
    ),
    table("alert_watch", &[Project], "the rules of alerts", &["watch"]),
    table(
        "breakdown_day",
        &[Errors, Counts],
        "sums of a day by type, release, environment, browser and system: of an issue as errors, of the project as counts",
        &["issue", "day", "facets"],
    ),
    table("coarse", &[Project], "the day before which times and versions are coarse", &["day"]),
    table("country_day", &[Day], "sessions of the running day by country", &["day", "country", "sessions"]),
    table(
        "country_published",
        &[Counts],
        "sessions of past days by country, with noise",
        &["day", "country", "sessions"],
    ),
    table(
        "event",
        &[Errors],
        "stored events: scrubbed texts, time to the minute, of past days to the hour; a hash of its own for a visitor's receipt",
        &["issue", "number", "at", "body", "stack", "receipt"],
    ),
    table(
        "fingerprint",
        &[Errors],
        "hashes of the parts that issues are grouped by",
        &["hash", "version", "issue"],
    ),
    table("import", &[Project], "the export that was imported here", &["id", "state"]),
    table("installation_switch", &[Project], "that installations are counted", &["next"]),
    table(
        "issue",
        &[Errors],
        "issues: title, place, exact counts, what was decided",
        &[
            "id",
            "type",
            "title",
            "status",
            "noise",
            "events",
            "sessions",
            "first_seen",
            "last_seen",
            "grouping",
            "grouping_version",
            "hour",
            "facets",
            "decided",
            "known_releases",
            "regressed_at",
            "regressed_in",
            "merged_into",
            "merged_under",
            "more_events",
            "more_sessions",
            "more_first_seen",
            "more_last_seen",
            "more_open",
            "running_hour",
            "running_events",
            "running_facets",
            "events_level",
            "sessions_level",
            "began",
            "records",
            "provisional",
            "hidden_by",
            "grouped_by",
            "first_release",
            "last_release",
            "browsers",
            "place",
            "fixed_in",
            "fixed_now",
            "interest",
            "snooze_until",
            "snooze_sessions",
            "snooze_release",
            "woke_at",
            "assignee",
        ],
    ),
    table(
        "issue_facet",
        &[Errors],
        "values by which the list of issues is filtered",
        &["kind", "value", "issue"],
    ),
    table(
        "issue_hour",
        &[Errors],
        "events of an issue by the hour, with its breakdown",
        &["issue", "hour", "events", "facets"],
    ),
    table("issue_session", &[Day], "hashes of the visitors of an issue", &["hash", "issue", "day"]),
    table("issue_text", &[Errors], "the full-text index: parts of words, without the text", &["text"]),
    table(
        "item_hour",
        &[Counts],
        "items of foreign SDKs that are not stored, by kind, and the ends of servers' sessions",
        &["hour", "kind", "outcome", "count"],
    ),
    table(
        "operation",
        &[Project],
        "work that takes several turns, such as an erasure",
        &["id", "first", "state", "operation", "reach", "answer"],
    ),
    table("operation_issue", &[Project], "issues that such work is about", &["issue"]),
    table(
        "outcome_hour",
        &[Counts],
        "what became of what was sent, by the hour, with the breakdown of the project",
        &["hour", "stored", "sampled", "full", "repeated", "limited", "refused", "lost", "bots", "facets"],
    ),
    table("own_limits", &[Project], "limits of the project", &["limits"]),
    table(
        "release",
        &[Errors, Counts],
        "releases in the order in which they were first seen: for the longer of both, for 90 days at least, and as long as something stored is of them",
        &["number", "name", "first_seen", "deployed"],
    ),
    table(
        "release_session",
        &[Day],
        "hashes of the visitors of a release, and whether they visited, erred or asked for privacy",
        &["hash", "day", "state"],
    ),
    table("report", &[Day], "keys by which batches and reports that come again are known", &["key", "day"]),
    table("retention", &[Project], "days of errors, of counts and of usage", &["days", "counts", "usage"]),
    table("schema", &[Project], "the version of the tables", &["version"]),
    table(
        "session",
        &[Day],
        "hashes of the visitors of the day, and what they met",
        &["hash", "day", "hour", "errored", "visit"],
    ),
    table("session_hour", &[Counts], "sessions by the hour", &["hour", "sessions", "errored", "noise"]),
    table("stack", &[Errors], "scrubbed stacks, once an issue", &["issue", "hash", "text"]),
    table("today", &[Project], "the newest day", &["day"]),
    table(
        "usage_day",
        &[Day],
        "visitors of the running day who used a feature, by name, value, release and platform; those who waited, by name, page, release, class of devices and span of time; and installations, by version, platform and runtime",
        &["day", "kind", "name", "key", "cell", "visitors"],
    ),
    table("usage_list", &[Project], "the names of usage that are counted", &["list", "next"]),
    table(
        "usage_published",
        &[Usage],
        "visitors of past days who used a feature or waited, and installations, with noise",
        &["day", "kind", "name", "key", "cell", "visitors"],
    ),
    table(
        "usage_session",
        &[Day],
        "hashes of the visitors of a feature or a page and of installations, and how many were counted of a visitor",
        &["hash", "day", "counted"],
    ),
    table(
        "visit_day",
        &[Counts],
        "visits by day, release, browser and system, and sessions that are in no share",
        &["day", "kind", "value", "environment", "visits", "errored", "privacy_control", "no_visit"],
    ),
    table(
        "vitals_list",
        &[Project],
        "the pages and names of response times that are counted",
        &["list", "next"],
    ),
];
