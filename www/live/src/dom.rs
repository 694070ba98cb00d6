//! The document: selectors and clicks.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, Event, NodeList};

/// The document of this window.
pub(crate) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Calls `handle` on each click, for as long as the page lives.
pub(crate) fn on_click(handle: fn(&Event) -> Option<()>) {
    let Some(page) = document() else { return };
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        handle(&event);
    });
    let _ = page.add_event_listener_with_callback("click", listener.as_ref().unchecked_ref());
    listener.forget();
}

/// The first element that a selector matches.
pub(crate) fn first(page: &Document, selector: &str) -> Option<Element> {
    page.query_selector(selector).ok().flatten()
}

/// All elements that a selector matches.
pub(crate) fn all(page: &Document, selector: &str) -> Vec<Element> {
    elements(page.query_selector_all(selector).ok())
}

/// All elements within a part that a selector matches.
pub(crate) fn within(part: &Element, selector: &str) -> Vec<Element> {
    elements(part.query_selector_all(selector).ok())
}

fn elements(nodes: Option<NodeList>) -> Vec<Element> {
    let Some(nodes) = nodes else { return Vec::new() };
    (0..nodes.length()).filter_map(|index| nodes.item(index)?.dyn_into().ok()).collect()
}
