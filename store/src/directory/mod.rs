//! The directory's tables: projects, their settings, tokens and logins.

pub mod alerts;
pub mod logins;
pub mod projects;
pub mod refusals;
pub mod settings;
pub mod tokens;
