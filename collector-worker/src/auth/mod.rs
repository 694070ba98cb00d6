//! Who may do what: the admin token, API tokens, users by passkey or single sign-on, and logins.

pub(crate) mod access;
pub(crate) mod actor;
pub(crate) mod admin;
pub(crate) mod admin_switch;
pub(crate) mod attempts;
pub(crate) mod cookie;
pub(crate) mod login;
pub(crate) mod passkey;
pub(crate) mod sign_on;
pub(crate) mod user_login;
