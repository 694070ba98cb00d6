//! The migrations of people: users, passkeys, invitations, logins, the switch of the admin token, and
//! the access log; then identities and the tokens of users.

/// The statements of this version.
pub const MIGRATION: &[&str] = &[
    // `grants` is one JSON object. `seen` is a day, or 0.
    "CREATE TABLE user (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        email TEXT NOT NULL,
        grants TEXT NOT NULL,
        created INTEGER NOT NULL,
        seen INTEGER NOT NULL
    ) WITHOUT ROWID",
    "CREATE TABLE passkey (
        id TEXT PRIMARY KEY,
        user TEXT NOT NULL,
        rp_id TEXT NOT NULL,
        public_key BLOB NOT NULL,
        counter INTEGER NOT NULL,
        created INTEGER NOT NULL,
        used INTEGER NOT NULL
    ) WITHOUT ROWID",
    // One at most of each user; it goes once it is used.
    "CREATE TABLE invitation (
        user TEXT PRIMARY KEY,
        id TEXT NOT NULL,
        digest TEXT NOT NULL,
        expires INTEGER NOT NULL
    ) WITHOUT ROWID",
    "CREATE TABLE user_login (
        id TEXT PRIMARY KEY,
        user TEXT NOT NULL,
        digest TEXT NOT NULL,
        created INTEGER NOT NULL,
        seen INTEGER NOT NULL,
        expires INTEGER NOT NULL
    ) WITHOUT ROWID",
    // Challenges that were answered, until they expire.
    "CREATE TABLE used_challenge (id TEXT PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID",
    // A row means that the admin token is off.
    "CREATE TABLE admin_token_off (at INTEGER NOT NULL)",
    // `actor` is one JSON value.
    "CREATE TABLE access_log (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        project TEXT NOT NULL
    )",
];

/// Identities, which are accounts at providers of logins; and tokens that belong to a user.
pub const IDENTITIES: &[&str] = &[
    // `created` and `used` are days.
    "CREATE TABLE identity (
        issuer TEXT NOT NULL,
        subject TEXT NOT NULL,
        id TEXT NOT NULL,
        user TEXT NOT NULL,
        created INTEGER NOT NULL,
        used INTEGER NOT NULL,
        PRIMARY KEY (issuer, subject)
    ) WITHOUT ROWID",
    // The user whose token it is, and whose role it never exceeds; empty for one of the collector.
    "ALTER TABLE token ADD COLUMN user TEXT NOT NULL DEFAULT ''",
];
