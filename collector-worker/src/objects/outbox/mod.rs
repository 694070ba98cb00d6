//! The outbox of a project's alerts: `object` takes signals over and is driven by its alarm, `send`
//! reaches one destination. No project's object ever waits for a receiver.

mod object;
mod send;

pub use object::Outbox;
