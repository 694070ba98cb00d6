//! The page: what it follows, and how its parts are renewed.
//!
//! A part is an element with `data-live-part` and a name; the server's answer has the same
//! parts. `data-live` on any element are the addresses to follow, `data-live-status` where it
//! is said how that goes.

use gloo_net::http::Request;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, DomParser, Element, Event, HtmlElement, NodeList, SupportedType, VisibilityState};

use crate::local_time;

pub(crate) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Has each click on the page go there, for as long as the page is there.
pub(crate) fn on_click(act: fn(&Event) -> Option<()>) {
    let Some(page) = document() else { return };
    let clicked = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        act(&event);
    });
    let _ = page.add_event_listener_with_callback("click", clicked.as_ref().unchecked_ref());
    clicked.forget();
}

/// The first that a selector finds.
pub(crate) fn one(page: &Document, selector: &str) -> Option<Element> {
    page.query_selector(selector).ok().flatten()
}

/// All that a selector finds.
pub(crate) fn every(page: &Document, selector: &str) -> Vec<Element> {
    elements(page.query_selector_all(selector).ok())
}

/// All that a selector finds in a part.
pub(crate) fn within(part: &Element, selector: &str) -> Vec<Element> {
    elements(part.query_selector_all(selector).ok())
}

fn elements(found: Option<NodeList>) -> Vec<Element> {
    let Some(found) = found else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}

/// Shows what is of use only with this module, and writes times as the page is set.
pub(crate) fn prepare(part: &Element) {
    for hidden in within(part, "[data-scripted]") {
        let _ = hidden.remove_attribute("hidden");
    }
    local_time::write(part);
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
    let place = document().and_then(|page| one(&page, "[data-live-status]"));
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
    for old in every(&page, "[data-live-part]") {
        let name = old.get_attribute("data-live-part").unwrap_or_default();
        let Some(found) = one(&new, &format!("[data-live-part={name:?}]")) else { continue };
        prepare(&found);
        if found.inner_html() != old.inner_html() && !is_used(&page, &old) {
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
    // A link in a list has a name of its own: several lines may lead to one place.
    let same = at.and_then(|active| {
        let named = |name: &str| Some(format!("[{name}={:?}]", active.get_attribute(name)?));
        named("data-row").or_else(|| named("href"))
    });
    if old.replace_with_with_node_1(new).is_err() {
        return;
    }
    let found = same.and_then(|same| new.query_selector(&same).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
