//! Access: tokens and their scopes, tickets of logins, failed attempts.

pub mod attempts;
pub mod scope;
pub mod secret;
pub mod ticket;
pub mod token;
