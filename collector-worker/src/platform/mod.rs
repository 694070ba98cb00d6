//! Doors to the runtime, one a file: clock, randomness, variables, SQLite, alarms, logs, the ways out. Callers
//! need not know the runtime's own habits.

pub(crate) mod alarm;
pub(crate) mod clock;
pub(crate) mod env;
pub(crate) mod log;
pub(crate) mod metrics;
pub(crate) mod operator_limits;
pub(crate) mod outbound;
pub(crate) mod private_hosts;
pub(crate) mod random;
pub(crate) mod request_log;
pub(crate) mod sqlite;
pub(crate) mod time_zone;
pub(crate) mod transaction;
pub(crate) mod warning;
