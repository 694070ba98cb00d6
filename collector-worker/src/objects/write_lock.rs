//! Waits until the database of an object can be written. On one machine the launcher rewrites databases
//! once a week, so that nothing can be read of what was deleted (`npm/vacuum`); SQLite lets one process
//! write at a time, and answers others at once that it is busy.

use std::time::Duration;

use corncrake_store::engine::Sql;
use worker::Delay;

use crate::{http::error::Fault, platform::sqlite::Sqlite};

/// The interval of tries.
const TRY_EVERY: Duration = Duration::from_millis(50);
/// Tries until a request fails as it would have at the first: a minute, in which SQLite rewrites some
/// gigabytes.
const MOST_TRIES: usize = 1_200;
/// A statement that writes nothing, and takes the lock as one that writes does. It is held until the
/// turn ends, so what the turn writes next does not find it taken.
const TAKE_LOCK: &str = "DELETE FROM schema WHERE version < 0";

/// Waits while another process writes; any other fault is left to those who write.
pub(crate) async fn wait(sql: impl Fn() -> Result<Sqlite, Fault>) {
    for _ in 0..MOST_TRIES {
        let taken = sql().and_then(|sql| Ok(sql.exec(TAKE_LOCK, &[])?));
        if !taken.is_err_and(|fault| fault.is_locked()) {
            return;
        }
        Delay::from(TRY_EVERY).await;
    }
}
