//! Breadcrumbs of Sentry's SDKs, as kinds and places only: which page, request, element or level of a
//! console it was. Messages, arguments and data are not read, and a category that is not listed is none:
//! it is a text of the site's own.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use serde_json::Value;

use super::fields;
use crate::{
    breadcrumbs::{self, Breadcrumb},
    json::Json,
};

/// Categories, then types, of SDKs, with the kind that each is here.
const KINDS: &[(&str, &str)] = &[
    ("navigation", "navigation"),
    ("fetch", "fetch"),
    ("xhr", "xhr"),
    ("http", "http"),
    ("http.client", "http"),
    ("httplib", "http"),
    ("net.http", "http"),
    ("httpx", "http"),
    ("okhttp", "http"),
    ("ui.click", "click"),
    ("ui.input", "input"),
    ("console", "console"),
    ("sentry.event", "error"),
    ("query", "query"),
    ("db", "query"),
    ("sql.active_record", "query"),
    ("redis", "redis"),
    ("subprocess", "subprocess"),
    ("app.lifecycle", "lifecycle"),
    ("error", "error"),
    ("log", "log"),
    ("debug", "log"),
];
/// Milliseconds of a tenth of a second.
const TENTH_MS: i64 = 100;

/// The breadcrumbs of an event that happened at a time, if it has any of a kind that is kept.
pub(super) fn of(sent: &Value, happened: Option<i64>) -> Option<Json> {
    let all = fields::values(sent, breadcrumbs::NAME);
    let known = all.into_iter().rev().filter_map(|one| read(one, happened));
    let mut newest: Vec<Breadcrumb> = known.take(breadcrumbs::MOST).collect();
    newest.reverse();
    (!newest.is_empty()).then(|| breadcrumbs::list(&newest))
}

fn read(crumb: &Value, happened: Option<i64>) -> Option<Breadcrumb> {
    let named = |name: &str| {
        let text = fields::text(crumb, name)?;
        KINDS.iter().find(|(theirs, _)| *theirs == text).map(|(_, kind)| *kind)
    };
    let kind = named("category").or_else(|| named("type"))?;
    let data = crumb.get("data").unwrap_or(&Value::Null);
    let of_data = |names: &[&str]| names.iter().find_map(|name| fields::text(data, name));
    let mut read = Breadcrumb { kind: kind.to_owned(), times: 1, ..Breadcrumb::default() };
    read.tenths_before = happened.zip(fields::millis(crumb, "timestamp")).and_then(|(event, crumb)| {
        u32::try_from(event.saturating_sub(crumb).max(0).checked_div(TENTH_MS)?).ok()
    });
    match kind {
        "navigation" => read.url = of_data(&["to"]).and_then(address),
        "fetch" | "xhr" | "http" => {
            read.url = of_data(&["url", "http.url"]).and_then(address);
            read.method =
                of_data(&["method", "http.method", "http.request.method"]).and_then(breadcrumbs::method);
            let status = ["status_code", "status", "http.response.status_code"];
            let status = status.iter().find_map(|name| data.get(*name)?.as_u64());
            read.status =
                status.and_then(|status| u16::try_from(status).ok()).filter(|status| *status < 1_000);
        }
        "click" | "input" => {
            read.selector = fields::text(crumb, "message").and_then(breadcrumbs::selector);
        }
        "console" | "log" => read.level = fields::text(crumb, "level").and_then(breadcrumbs::level),
        _ => {}
    }
    Some(read)
}

/// The pattern of an address; without a scheme it is a path, whatever signs it has.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let place = text.split(['?', '#']).next().unwrap_or_default();
    let is_scheme = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(&b))
    };
    let has_scheme = place.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme));
    if has_scheme || place.starts_with('/') || breadcrumbs::opaque_scheme(place).is_some() {
        return breadcrumbs::pattern(place);
    }
    breadcrumbs::pattern(&format!("/{place}"))
}
