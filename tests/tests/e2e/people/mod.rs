//! People: invitations, passkeys, roles, logins, the admin token's switch, the access log.

mod access_log;
mod activity;
mod admin_token;
mod browser;
mod by_keyboard;
mod passkeys;
mod roles_on_pages;
mod teamwork;
mod users;
