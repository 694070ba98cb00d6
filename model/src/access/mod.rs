//! Access: tokens and their scopes, people and their roles, tickets of logins, failed attempts, the log.

pub use corncrake_core::words::scope;

pub mod attempts;
pub mod identity;
pub mod log_entry;
pub mod role;
pub mod secret;
pub mod ticket;
pub mod token;
pub mod user;
