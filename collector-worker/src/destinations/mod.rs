//! What it takes to bring a message to a destination: the requests of each service, mail, the seal around
//! secrets. Nothing here is stored.

mod chat;
mod message_text;
pub(crate) mod request;
pub(crate) mod seal;
pub(crate) mod signature;
pub(crate) mod smtp;
