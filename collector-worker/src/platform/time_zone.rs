//! Time zones by their names, as the runtime knows them (`Intl`): each is read once a day, and its changes of
//! the last two years and more are found by halving.

use std::cell::RefCell;

use corncrake_core::time::{DAY_MS, MINUTE_MS, UnixMillis, UtcDay};
use corncrake_model::bounded_map::BoundedMap;
use corncrake_www::zone::Zone;
use worker::{
    js_sys::{Array, Function, Object, Reflect, global},
    wasm_bindgen::{JsCast, JsValue},
};

/// How far back changes are known: the longest time that a project keeps anything, 730 days, and the range
/// before it.
const BACK_DAYS: i64 = 830;
/// Days between two looks at an offset: no zone changes twice within a week.
const STEP_DAYS: i64 = 7;
/// Zones that an isolate remembers; operators are in a few.
const REMEMBERED: usize = 64;
/// Bytes of a name: the longest has 32.
const MOST_BYTES: usize = 64;

thread_local! {
    static ZONES: RefCell<BoundedMap<String, (UtcDay, Option<Zone>), REMEMBERED>> = RefCell::default();
}

/// The zone of a name such as `Europe/Berlin`; nothing where the runtime knows none.
pub(crate) fn named(name: &str, now: UnixMillis) -> Option<Zone> {
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
    if name.is_empty() || name.len() > MOST_BYTES || !name.bytes().all(is_name) {
        return None;
    }
    if let Some((day, zone)) = ZONES.with_borrow(|all| all.get(name).cloned())
        && day == now.day()
    {
        return zone;
    }
    let zone = read(name, now);
    ZONES.with_borrow_mut(|all| {
        all.insert(name.to_owned(), (now.day(), zone.clone()), |(day, _)| *day != now.day());
    });
    zone
}

/// The names of all zones that the runtime knows.
pub(crate) fn names() -> Vec<String> {
    let all = intl("supportedValuesOf").and_then(|names| {
        names.call1(&JsValue::NULL, &JsValue::from_str("timeZone")).ok()?.dyn_into::<Array>().ok()
    });
    all.map(|all| all.iter().filter_map(|name| name.as_string()).collect()).unwrap_or_default()
}

fn intl(member: &str) -> Option<Function> {
    let intl = Reflect::get(&global(), &"Intl".into()).ok()?;
    Reflect::get(&intl, &member.into()).ok()?.dyn_into().ok()
}

fn read(name: &str, now: UnixMillis) -> Option<Zone> {
    let offset = Offsets::of(name)?;
    let start = UnixMillis(now.0.saturating_sub(BACK_DAYS * DAY_MS));
    let first = offset.at(start)?;
    let (mut known, mut changes) = ((start, first), Vec::new());
    let steps = BACK_DAYS / STEP_DAYS + 1;
    for step in 1..=steps {
        let next = UnixMillis(start.0.saturating_add(step.saturating_mul(STEP_DAYS * DAY_MS)));
        let minutes = offset.at(next)?;
        if minutes != known.1 {
            changes.push((offset.change_between(known.0, next, minutes)?, minutes));
        }
        known = (next, minutes);
    }
    Some(Zone::new(name.to_owned(), first, changes))
}

/// The offsets of a zone.
struct Offsets(Function);

impl Offsets {
    /// The runtime throws where it does not know the name.
    fn of(name: &str) -> Option<Self> {
        let options = Object::new();
        for (member, value) in [("timeZone", name), ("timeZoneName", "longOffset")] {
            Reflect::set(&options, &member.into(), &value.into()).ok()?;
        }
        let args = Array::of2(&"en-US".into(), &options);
        let format = Reflect::construct(&intl("DateTimeFormat")?, &args).ok()?;
        Reflect::get(&format, &"format".into()).ok()?.dyn_into().ok().map(Self)
    }

    /// The minutes ahead of UTC at a moment: a date ends with `GMT`, `GMT+05:30` or `GMT-03:30`.
    fn at(&self, at: UnixMillis) -> Option<i32> {
        let text = self.0.call1(&JsValue::NULL, &JsValue::from_f64(at.0 as f64)).ok()?.as_string()?;
        minutes(&text)
    }

    /// The minute from which on the offset is this one.
    fn change_between(&self, before: UnixMillis, after: UnixMillis, minutes: i32) -> Option<UnixMillis> {
        let (mut before, mut after) = (before.0.div_euclid(MINUTE_MS), after.0.div_euclid(MINUTE_MS));
        while after - before > 1 {
            let middle = before + (after - before) / 2;
            if self.at(UnixMillis(middle.saturating_mul(MINUTE_MS)))? == minutes {
                after = middle;
            } else {
                before = middle;
            }
        }
        Some(UnixMillis(after.saturating_mul(MINUTE_MS)))
    }
}

fn minutes(text: &str) -> Option<i32> {
    let (_, offset) = text.rsplit_once("GMT")?;
    if offset.is_empty() {
        return Some(0);
    }
    let (sign, rest) = match offset.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let mut parts = rest.split(':').map(str::parse::<i32>);
    let (hours, minutes) = (parts.next()?.ok()?, parts.next().and_then(Result::ok).unwrap_or_default());
    Some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn an_offset_is_read_as_the_runtime_writes_it() {
        for (text, expected) in [
            ("11/21/2026, GMT", Some(0)),
            ("11/21/2026, GMT+05:30", Some(330)),
            ("11/21/2026, GMT-03:30", Some(-210)),
            ("11/21/2026, GMT+1", Some(60)),
            ("1/1/1900, GMT+00:53:28", Some(53)),
            ("11/21/2026", None),
            ("11/21/2026, GMTx", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
