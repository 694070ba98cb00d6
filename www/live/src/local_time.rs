//! Times in the operator's own zone beside UTC, in which the server writes them.
//!
//! Every `<time>` with a time of day gets both as its title; those with `data-clock` are written
//! in local time while the switch of the page is pressed. The state is stored nowhere: on the
//! next page times are UTC again, as they are in logs and in the API.

use js_sys::Date;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event};

use crate::dom::{document, first, on_click, within};

const SWITCH: &str = "[data-clock-switch]";

/// Listens for as long as the page lives.
pub(crate) fn listen() {
    on_click(click);
}

fn click(event: &Event) -> Option<()> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let switch = target.closest(SWITCH).ok()??;
    let pressed = if is_local() { "false" } else { "true" };
    switch.set_attribute("aria-pressed", pressed).ok()?;
    write(&document()?.document_element()?);
    Some(())
}

fn is_local() -> bool {
    let switch = document().and_then(|page| first(&page, SWITCH));
    switch.and_then(|switch| switch.get_attribute("aria-pressed")).is_some_and(|pressed| pressed == "true")
}

/// Writes the times of a page or a part.
pub(crate) fn write(part: &Element) {
    let is_local = is_local();
    for element in within(part, "time[datetime*=T]") {
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
            Some("time") => element.set_text_content(Some(&shown.time)),
            _ => {}
        }
    }
}

/// A moment in one time zone, as text.
struct ZonedTime {
    day: String,
    time: String,
    zone: String,
}

impl ZonedTime {
    fn local(date: &Date) -> Self {
        let ahead = -(date.get_timezone_offset() as i32);
        let (hours, minutes) = (ahead.abs() / 60, ahead.abs() % 60);
        let sign = if ahead < 0 { '−' } else { '+' };
        let zone = match (hours, minutes) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        };
        Self {
            day: day(date.get_full_year(), date.get_month(), date.get_date()),
            time: time(date.get_hours(), date.get_minutes(), date.get_seconds()),
            zone,
        }
    }

    fn utc(date: &Date) -> Self {
        Self {
            day: day(date.get_utc_full_year(), date.get_utc_month(), date.get_utc_date()),
            time: time(date.get_utc_hours(), date.get_utc_minutes(), date.get_utc_seconds()),
            zone: "UTC".to_owned(),
        }
    }

    fn full(&self) -> String {
        format!("{} {} {}", self.day, self.time, self.zone)
    }
}

fn day(year: u32, month: u32, day: u32) -> String {
    format!("{year:04}-{:02}-{day:02}", month + 1)
}

fn time(hours: u32, minutes: u32, seconds: u32) -> String {
    format!("{hours:02}:{minutes:02}:{seconds:02}")
}
