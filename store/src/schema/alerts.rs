//! The tables of alerts. None is written by an event, unless a rule fires.

/// One version of the project's schema.
pub const PROJECT_MIGRATION: &[&str] = &[
    // The rules that are on, as one JSON object; without a row there are none.
    "CREATE TABLE alert_watch (watch TEXT NOT NULL)",
    // Signals on their way to the outbox.
    "CREATE TABLE alert_signal (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
)",
    // When a rule last fired for an issue, so that it does not fire again at once; the issue is empty
    // where a rule is about none.
    "CREATE TABLE alert_fired (
    rule TEXT NOT NULL,
    issue TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (rule, issue)
) WITHOUT ROWID",
    // When the night's work is due, where an alert has the object's alarm meanwhile.
    "CREATE TABLE alert_night (at INTEGER NOT NULL)",
];

/// One version of the directory's schema.
pub const DIRECTORY_MIGRATION: &[&str] = &[
    // The alerts of all projects, as one JSON object.
    "CREATE TABLE alert_defaults (settings TEXT NOT NULL)",
];

/// The outbox of a project's alerts.
pub const OUTBOX: &[&[&str]] = &[&[
    "CREATE TABLE project (key TEXT NOT NULL)",
    // Alerts as they were raised. `due` is when one goes out; `state` is empty until it was planned.
    "CREATE TABLE alert (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    state TEXT NOT NULL,
    issue TEXT NOT NULL,
    body TEXT NOT NULL
)",
    "CREATE INDEX alert_open ON alert (due) WHERE state IN ('', 'scheduled')",
    // Messages to one destination each. `id` is what a receiver knows one by that comes again.
    "CREATE TABLE delivery (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL,
    destination TEXT NOT NULL,
    at INTEGER NOT NULL,
    begun INTEGER NOT NULL,
    next INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    state TEXT NOT NULL,
    error TEXT NOT NULL,
    issue TEXT NOT NULL,
    message TEXT NOT NULL
)",
    "CREATE INDEX delivery_open ON delivery (next) WHERE state = 'waiting'",
    // What a rule sent and held back in the hour that began with its first alert.
    "CREATE TABLE rule_hour (
    rule TEXT PRIMARY KEY,
    began INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    held INTEGER NOT NULL
) WITHOUT ROWID",
]];
