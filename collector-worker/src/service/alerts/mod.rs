//! Alerts, as pages, API and outbox share them: what is checked and changed, how secrets are sealed, and
//! the requests that reach each service.

pub(crate) mod change;
pub(crate) mod check;
pub(crate) mod private_hosts;
pub(crate) mod request;
pub(crate) mod seal;
pub(crate) mod signature;
pub(crate) mod smtp;

mod chat;
