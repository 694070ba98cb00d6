//! People: invitations, passkeys, single sign-on, roles, logins, tokens, the admin token's switch, the access log.

mod access_log;
mod activity;
mod admin_token;
mod assigned_selection;
mod browser;
mod by_keyboard;
mod passkeys;
mod roles_on_pages;
mod sign_on;
mod teamwork;
mod tokens_of_users;
mod users;
