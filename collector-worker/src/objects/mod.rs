//! The Durable Objects, and the contract between them and the stateless part.

pub(crate) mod database_state;
pub(crate) mod directory;
pub(crate) mod incoming_request;
pub(crate) mod outbox;
mod people_requests;
pub(crate) mod project;
pub(crate) mod rpc;
pub(crate) mod salt;
pub(crate) mod source_maps;
pub(crate) mod stub;
mod write_lock;
