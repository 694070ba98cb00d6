//! Numbers, times and addresses as text.

pub(crate) mod links;
pub(crate) mod number;
pub(crate) mod time;
pub(crate) mod zone;
