//! The pages, one module each: its view-model, and `page`, which draws it.

pub mod account;
pub mod alerts;
pub mod check;
pub mod demo;
pub mod error;
pub mod inbox;
pub mod install;
pub mod installations;
pub mod issue;
pub mod issue_events;
pub mod issues;
pub mod live;
pub mod login;
pub mod overview;
pub mod passkey_form;
pub mod people;
pub mod privacy;
pub mod projects;
pub mod receipt;
pub mod releases;
pub mod reports;
pub mod rules;
pub mod sessions;
pub mod settings;
pub mod usage;
pub mod zone;
