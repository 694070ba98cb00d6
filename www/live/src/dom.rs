//! The document: selectors and events.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, Event};

/// The links of the lines of a list.
pub(crate) const ROWS: &str = "[data-row]";
/// A line of a list, around its link.
pub(crate) const LINE: &str = "tr, li";

/// The document of this window.
pub(crate) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Its root element.
pub(crate) fn root() -> Option<Element> {
    document()?.document_element()
}

/// Calls `handle` on each event of a kind, such as `click`, for as long as the page lives.
pub(crate) fn on(kind: &str, handle: fn(&Event) -> Option<()>) {
    let Some(page) = document() else { return };
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        handle(&event);
    });
    let _ = page.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref());
    listener.forget();
}

/// The element around an event's target that a selector matches.
pub(crate) fn around(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// The first element within a part that a selector matches.
pub(crate) fn first(part: &Element, selector: &str) -> Option<Element> {
    part.query_selector(selector).ok()?
}

/// All elements within a part that a selector matches.
pub(crate) fn all(part: &Element, selector: &str) -> Vec<Element> {
    let Ok(nodes) = part.query_selector_all(selector) else { return Vec::new() };
    (0..nodes.length()).filter_map(|index| nodes.item(index)?.dyn_into().ok()).collect()
}
