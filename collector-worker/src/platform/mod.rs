//! Doors to what the runtime does for us, one a file: whoever goes through one need not know
//! the runtime's own habits.

pub(crate) mod alarm;
pub(crate) mod warning;
