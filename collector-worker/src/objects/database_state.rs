//! The state of an object's own database, the same for every kind of object: its size, its alarm, and
//! whether SQLite finds it whole. It changes nothing, and says nothing of what is in it.

use corncrake_store::engine::{Sql, Value};
use worker::{Response, Storage};

use super::{
    incoming_request::answer,
    rpc::{DatabaseState, ReadDatabase},
};
use crate::{
    http::error::{CORRUPT_DATA, Fault},
    platform::{alarm, sqlite::Sqlite},
};

/// SQLite's own look at a database; one problem is enough to act on.
const QUICK_CHECK: &str = "PRAGMA quick_check(1)";
/// What it says where there is none.
const IS_WHOLE: &str = "ok";

/// Answers the request for it.
pub(crate) async fn read(ask: ReadDatabase, storage: &Storage) -> worker::Result<Response> {
    let state = state(&ask, storage).await;
    answer(ask, |_| state)
}

async fn state(ask: &ReadDatabase, storage: &Storage) -> Result<DatabaseState, Fault> {
    let sql = Sqlite::of(storage);
    let is_whole = if ask.is_thorough {
        match sql.exec(QUICK_CHECK, &[]).map_err(Fault::from) {
            Ok(rows) => {
                let first = rows.first().and_then(|row| row.0.first());
                Some(matches!(first, Some(Value::Text(text)) if text == IS_WHOLE))
            }
            Err(fault) if fault.code == CORRUPT_DATA => Some(false),
            // It was not looked at, as where it is busy.
            Err(fault) => return Err(fault),
        }
    } else {
        None
    };
    Ok(DatabaseState { bytes: sql.bytes(), is_whole, alarm: alarm::get(storage).await? })
}
