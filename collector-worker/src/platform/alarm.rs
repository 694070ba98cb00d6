//! The one door to the runtime's alarms: an alarm is set for a moment, never for a distance
//! from now, which is what the runtime's bindings make of a plain number.

use corncrake_core::time::UnixMillis;
use worker::{Result, ScheduledTime, Storage, js_sys::Date, wasm_bindgen::JsValue};

/// Sets the alarm of an object; it has one, so the one before is gone.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
pub(crate) async fn set(storage: &Storage, at: UnixMillis) -> Result<()> {
    storage.set_alarm(ScheduledTime::new(date(at))).await
}

/// When the alarm of an object rings, where one is set.
pub(crate) async fn get(storage: &Storage) -> Result<Option<UnixMillis>> {
    Ok(storage.get_alarm().await?.map(UnixMillis))
}

/// Takes the alarm of an object away.
pub(crate) async fn delete(storage: &Storage) -> Result<()> {
    storage.delete_alarm().await
}

/// A double holds every millisecond of the next 285,000 years.
fn date(at: UnixMillis) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}
