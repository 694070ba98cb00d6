//! The page: what it follows, and how its parts are renewed.
//!
//! A part is an element with `data-live-part` and a name; the server's answer has the same
//! parts. `data-live` on any element are the addresses to follow, `data-live-status` where it
//! is said how that goes.

use gloo_net::http::Request;
use wasm_bindgen::JsCast;
use web_sys::{Document, DomParser, Element, HtmlElement, SupportedType, VisibilityState};

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The addresses that the page follows, as WebSockets'.
pub(crate) fn followed() -> Vec<String> {
    addresses().unwrap_or_default()
}

fn addresses() -> Option<Vec<String>> {
    let paths = document()?.query_selector("[data-live]").ok()??.get_attribute("data-live")?;
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    let host = location.host().ok()?;
    Some(paths.split(' ').map(|path| format!("{scheme}://{host}{path}")).collect())
}

/// Says how it goes.
pub(crate) fn say(what: &str) {
    let place = document().and_then(|page| page.query_selector("[data-live-status]").ok().flatten());
    if let Some(place) = place.filter(|place| place.text_content().as_deref() != Some(what)) {
        place.set_text_content(Some(what));
    }
}

/// Asks for the page once more, and puts its parts in the place of the old ones.
pub(crate) async fn renew() {
    let Some(page) = document() else { return };
    if page.visibility_state() == VisibilityState::Hidden {
        return; // it is renewed by the first event that is told once somebody looks
    }
    let Some(new) = fetch(&page).await else { return };
    let Ok(parts) = page.query_selector_all("[data-live-part]") else { return };
    for place in 0..parts.length() {
        let Some(old) = parts.item(place).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        let name = old.get_attribute("data-live-part").unwrap_or_default();
        let found = new.query_selector(&format!("[data-live-part={name:?}]")).ok().flatten();
        if let Some(found) =
            found.filter(|found| found.inner_html() != old.inner_html() && !is_used(&page, &old))
        {
            replace(&page, &old, &found);
        }
    }
}

async fn fetch(page: &Document) -> Option<Document> {
    let address = page.location()?.href().ok()?;
    let answer = Request::get(&address).send().await.ok().filter(gloo_net::http::Response::ok)?;
    let text = answer.text().await.ok()?;
    DomParser::new().ok()?.parse_from_string(&text, SupportedType::TextHtml).ok()
}

/// Whether somebody is doing something with a part.
fn is_used(page: &Document, part: &Element) -> bool {
    let has = |selector| part.query_selector(selector).ok().flatten().is_some();
    let typed = page.active_element().is_some_and(|active| {
        part.contains(Some(&active)) && matches!(active.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
    });
    typed || has("input:checked") || has("details[open]")
}

/// Replaces a part; who was at a link in it is at the same link again.
fn replace(page: &Document, old: &Element, new: &Element) {
    let at = page.active_element().filter(|active| old.contains(Some(active)));
    let link = at.and_then(|active| active.get_attribute("href"));
    if old.replace_with_with_node_1(new).is_err() {
        return;
    }
    if let Some(link) = link {
        let same = new.query_selector(&format!("[href={link:?}]")).ok().flatten();
        if let Some(element) = same.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    }
}
