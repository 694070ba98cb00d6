//! Authentication and authorisation: the admin token, API tokens, logins, and how often a secret
//! may be guessed.

pub(crate) mod access;
pub(crate) mod admin;
pub(crate) mod attempts;
pub(crate) mod login;
