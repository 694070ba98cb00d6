//! The directory's tables: projects, their settings, tokens, logins, people, the access log.

pub mod access_log;
pub mod alerts;
pub mod identities;
pub mod logins;
pub mod passkeys;
pub mod people;
pub mod projects;
pub mod refusals;
pub mod settings;
pub mod tokens;
pub mod trim;
pub mod user_logins;
pub mod users;
