//! The parts of the page that follow the server, and how they are refreshed.
//!
//! A part is an element with `data-live-part` and a name; the server's answer has the same
//! parts. `data-live` on any element holds the addresses to follow; `data-live-status` marks the
//! status line of the connection.

use gloo_net::http::{Request, Response};
use wasm_bindgen::JsCast;
use web_sys::{Document, DomParser, Element, HtmlElement, SupportedType, VisibilityState};

use crate::{
    dom::{all, document, first, root},
    local_time,
};

/// Shows the elements that need this module, and writes times as the page is set.
pub(crate) fn prepare(part: &Element) {
    for hidden in all(part, "[data-scripted]") {
        let _ = hidden.remove_attribute("hidden");
    }
    local_time::write(part);
}

/// The addresses of the WebSockets that the page follows.
pub(crate) fn socket_addresses() -> Option<Vec<String>> {
    let paths = first(&root()?, "[data-live]")?.get_attribute("data-live")?;
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    let host = location.host().ok()?;
    Some(paths.split(' ').map(|path| format!("{scheme}://{host}{path}")).collect())
}

/// Writes the status line of the connection.
pub(crate) fn set_connection(text: &str) {
    let line = root().and_then(|root| first(&root, "[data-live-status]"));
    // A screen reader announces each text that is set, the same one too.
    if let Some(line) = line.filter(|line| line.text_content().as_deref() != Some(text)) {
        line.set_text_content(Some(text));
    }
}

/// Requests the page again and replaces its parts.
pub(crate) async fn refresh() {
    let (Some(page), Some(root)) = (document(), root()) else { return };
    if page.visibility_state() == VisibilityState::Hidden {
        return; // the first message after the page is visible again refreshes it
    }
    let Some(new) = fetch(&page).await else { return };
    for old in all(&root, "[data-live-part]") {
        let name = old.get_attribute("data-live-part").unwrap_or_default();
        let Some(part) = first(&new, &format!("[data-live-part=\"{name}\"]")) else { continue };
        prepare(&part);
        if part.inner_html() != old.inner_html() && !is_in_use(&page, &old) {
            replace(&page, &old, &part);
        }
    }
}

/// The root element of the page as the server has it now.
async fn fetch(page: &Document) -> Option<Element> {
    let address = page.location()?.href().ok()?;
    let answer = Request::get(&address).send().await.ok().filter(Response::ok)?;
    let text = answer.text().await.ok()?;
    DomParser::new().ok()?.parse_from_string(&text, SupportedType::TextHtml).ok()?.document_element()
}

/// Whether a part has a ticked box, an open fold, or a field with the focus.
fn is_in_use(page: &Document, part: &Element) -> bool {
    let has_focused_field = page.active_element().is_some_and(|active| {
        part.contains(Some(&active)) && matches!(active.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
    });
    has_focused_field || first(part, "input:checked, details[open]").is_some()
}

/// Replaces a part; the focus returns to the same link.
fn replace(page: &Document, old: &Element, new: &Element) {
    let active = page.active_element().filter(|active| old.contains(Some(active)));
    // A link in a list has a name of its own: several lines may lead to one address.
    let same_link = active.and_then(|active| {
        let named = |name: &str| Some(format!("[{name}=\"{}\"]", active.get_attribute(name)?));
        ["data-row", "href"].into_iter().find_map(named)
    });
    if old.replace_with_with_node_1(new).is_err() {
        return;
    }
    let link = same_link.and_then(|selector| first(new, &selector));
    if let Some(element) = link.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
