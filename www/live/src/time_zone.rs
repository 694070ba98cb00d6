//! The browser's own time zone, remembered in a cookie of the operator: the server writes the times of every
//! page in it. A zone that was chosen on `/zone` is left as it is.
//!
//! A page that came before the cookie did is fetched once more and redrawn.

use js_sys::{Array, Intl, Object, Reflect};
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

use crate::dom::{document, first, root};

/// The name of the cookie; the collector reads it (`pages/zone.rs`).
const COOKIE: &str = "corncrake-zone=";
/// What stands before a zone that nobody chose.
const FOUND: &str = "~";
/// A year.
const COOKIE_SECONDS: u32 = 31_536_000;

/// Sets the cookie; whether the page shows times of another zone.
pub(crate) fn remember() -> Option<bool> {
    let shown = first(&root()?, "[data-zone]")?.get_attribute("data-zone")?;
    let page: HtmlDocument = document()?.dyn_into().ok()?;
    let own = browser_zone()?;
    match cookie(&page) {
        None if shown == own => return None,
        Some(known) if known.strip_prefix(FOUND).is_none_or(|found| found == own) => return None,
        _ => {}
    }
    let is_secure = page.location()?.protocol().ok()? == "https:";
    let tail = if is_secure { "; Secure" } else { "" };
    let value = format!("{COOKIE}{FOUND}{own}; Path=/; Max-Age={COOKIE_SECONDS}; SameSite=Strict{tail}");
    page.set_cookie(&value).ok()?;
    // Where cookies are refused, the page stays as it is.
    cookie(&page)?;
    Some(shown != own)
}

fn cookie(page: &HtmlDocument) -> Option<String> {
    let all = page.cookie().ok()?;
    all.split("; ").find_map(|pair| pair.strip_prefix(COOKIE)).map(str::to_owned)
}

fn browser_zone() -> Option<String> {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    let name = Reflect::get(&options, &"timeZone".into()).ok()?.as_string()?;
    // Machines without a zone of their own have one of these names.
    let is_utc = matches!(name.as_str(), "Etc/UTC" | "Etc/UCT" | "Etc/GMT" | "Etc/Universal" | "GMT" | "UCT");
    Some(if is_utc { "UTC".to_owned() } else { name })
}
