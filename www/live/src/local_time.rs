//! Times in the operator's own zone beside UTC, in which the server writes them.
//!
//! Every `<time>` with a time of day gets both as its title; those with `data-clock` are written
//! in local time while the switch of the page is pressed. The state is stored nowhere: on the
//! next page times are UTC again, as they are in logs and in the API.

use js_sys::Date;
use wasm_bindgen::JsValue;
use web_sys::{Element, Event};

use crate::dom::{all, around, first, on, root};

const MINUTE_MS: f64 = 60_000.0;
/// The button that switches between both.
const SWITCH: &str = "[data-clock-switch]";

/// Listens for as long as the page lives.
pub(crate) fn listen() {
    on("click", click);
}

fn click(event: &Event) -> Option<()> {
    let switch = around(event, SWITCH)?;
    let pressed = if is_local() { "false" } else { "true" };
    switch.set_attribute("aria-pressed", pressed).ok()?;
    write(&root()?);
    Some(())
}

fn is_local() -> bool {
    let switch = root().and_then(|root| first(&root, SWITCH));
    switch.and_then(|switch| switch.get_attribute("aria-pressed")).is_some_and(|pressed| pressed == "true")
}

/// Writes the times of a page or a part.
pub(crate) fn write(part: &Element) {
    let is_local = is_local();
    for element in all(part, "time[datetime*=T]") {
        let at = element.get_attribute("datetime").unwrap_or_default();
        let date = Date::new(&JsValue::from_str(&at));
        if date.get_time().is_nan() {
            continue;
        }
        let (local, utc) = (ZonedTime::local(&date), ZonedTime::utc(&date));
        let _ = element.set_attribute("title", &format!("{}\n{}", local.full(), utc.full()));
        let shown = if is_local { local } else { utc };
        match element.get_attribute("data-clock").as_deref() {
            Some("full") => element.set_text_content(Some(&shown.full())),
            Some("time") => element.set_text_content(Some(shown.time())),
            _ => {}
        }
    }
}

/// A moment in one time zone, as text.
struct ZonedTime {
    /// The moment as ISO 8601 has it, in this zone.
    iso: String,
    zone: String,
}

impl ZonedTime {
    fn local(date: &Date) -> Self {
        let behind_ms = date.get_timezone_offset() * MINUTE_MS;
        let shifted = Date::new(&JsValue::from_f64(date.get_time() - behind_ms));
        let ahead = -(date.get_timezone_offset() as i32);
        let (hours, minutes) = (ahead.abs() / 60, ahead.abs() % 60);
        let sign = if ahead < 0 { '−' } else { '+' };
        let zone = match (hours, minutes) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        };
        Self { iso: shifted.to_iso_string().into(), zone }
    }

    fn utc(date: &Date) -> Self {
        Self { iso: date.to_iso_string().into(), zone: "UTC".to_owned() }
    }

    fn day(&self) -> &str {
        self.iso.get(..10).unwrap_or_default()
    }

    fn time(&self) -> &str {
        self.iso.get(11..19).unwrap_or_default()
    }

    fn full(&self) -> String {
        format!("{} {} {}", self.day(), self.time(), self.zone)
    }
}
