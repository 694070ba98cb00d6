//! The parts of the page that follow the server, and how they are refreshed.
//!
//! A part is an element with `data-live-part` and a name; the server's answer has the same
//! parts. `data-live` on any element holds the addresses to follow; `data-live-status` marks the
//! status line of the connection.

use gloo_net::http::{Request, Response};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Document, DomParser, Element, Event, HtmlElement, HtmlInputElement, SupportedType, VisibilityState,
};

use crate::{
    dom::{all, around, document, first, root},
    waiting::{self, Difference},
};

/// Shows the elements that need this module.
pub(crate) fn prepare(part: &Element) {
    for hidden in all(part, "[data-scripted]") {
        let _ = hidden.remove_attribute("hidden");
    }
}

/// The addresses of the WebSockets that the page follows.
pub(crate) fn socket_addresses() -> Option<Vec<String>> {
    let paths = first(&root()?, "[data-live]")?.get_attribute("data-live")?;
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    let host = location.host().ok()?;
    Some(paths.split(' ').map(|path| format!("{scheme}://{host}{path}")).collect())
}

/// Whether the page has parts that follow.
pub(crate) fn has_parts() -> bool {
    root().is_some_and(|root| first(&root, "[data-live-part]").is_some())
}

/// Writes the status line of the connection.
pub(crate) fn set_connection(text: &str) {
    let line = root().and_then(|root| first(&root, "[data-live-status]"));
    // A screen reader announces each text that is set, the same one too.
    if let Some(line) = line.filter(|line| line.text_content().as_deref() != Some(text)) {
        line.set_text_content(Some(text));
    }
}

/// Requests the page again and replaces its parts; what somebody looks at waits, unless it was asked for.
pub(crate) async fn refresh(is_wanted: bool) {
    let (Some(page), Some(root)) = (document(), root()) else { return };
    if page.visibility_state() == VisibilityState::Hidden {
        return; // the first message after the page is visible again refreshes it
    }
    let Some(new) = fetch(&page).await else { return };
    let mut waits = false;
    for old in all(&root, "[data-live-part]") {
        let name = old.get_attribute("data-live-part").unwrap_or_default();
        let Some(part) = first(&new, &format!("[data-live-part=\"{name}\"]")) else { continue };
        prepare(&part);
        if part.inner_html() == old.inner_html() {
            continue;
        }
        if is_wanted || !waiting::is_in_use(&page, &old) {
            replace(&page, &old, &part);
            continue;
        }
        let difference = Difference::of(&old, &part);
        if !difference.is_none() {
            waits = true;
            waiting::show(difference);
        }
    }
    if !waits {
        waiting::hide();
    }
}

/// Requests the page again and redraws all of it, as where the zone of its times became known.
pub(crate) async fn redraw() {
    let (Some(page), Some(root)) = (document(), root()) else { return };
    if first(&root, "main script").is_some() {
        // A script of a part that is replaced would not run.
        let _ = web_sys::window().map(|window| window.location().reload());
        return;
    }
    let Some(new) = fetch(&page).await else { return };
    for part in ["main", ".foot"] {
        if let (Some(old), Some(new)) = (first(&root, part), first(&new, part)) {
            prepare(&new);
            let _ = old.replace_with_with_node_1(&new);
        }
    }
}

/// The button of the bar: shows what waits, or the whole page anew where it has no parts.
pub(crate) fn click(event: &Event) -> Option<()> {
    around(event, "[data-live-show]")?;
    if !has_parts() {
        return web_sys::window()?.location().reload().ok();
    }
    spawn_local(async {
        refresh(true).await;
        // The button is gone; the focus goes on in the list.
        let page = document();
        let is_lost =
            page.as_ref().and_then(|page| page.active_element()).is_none_or(|one| one.tag_name() == "BODY");
        if let Some(row) =
            root().filter(|_| is_lost).and_then(|root| first(&root, "[data-live-part] [data-row]"))
        {
            let _ = row.dyn_into::<HtmlElement>().map(|row| row.focus());
        }
    });
    Some(())
}

/// The root element of the page as the server has it now.
async fn fetch(page: &Document) -> Option<Element> {
    let address = page.location()?.href().ok()?;
    let answer = Request::get(&address).send().await.ok().filter(Response::ok)?;
    let text = answer.text().await.ok()?;
    DomParser::new().ok()?.parse_from_string(&text, SupportedType::TextHtml).ok()?.document_element()
}

/// Replaces a part; the focus returns to the same link, and ticks to their boxes.
fn replace(page: &Document, old: &Element, new: &Element) {
    let active = page.active_element().filter(|active| old.contains(Some(active)));
    // A link in a list has a name of its own: several lines may lead to one address.
    let same_link = active.and_then(|active| {
        let named = |name: &str| Some(format!("[{name}=\"{}\"]", active.get_attribute(name)?));
        ["data-row", "href"].into_iter().find_map(named)
    });
    for ticked in all(old, "input:checked") {
        let value = ticked.get_attribute("value").unwrap_or_default();
        let same = first(new, &format!("input[type=checkbox][value=\"{value}\"]"));
        if let Some(same) = same.and_then(|same| same.dyn_into::<HtmlInputElement>().ok()) {
            same.set_checked(true);
        }
    }
    if old.replace_with_with_node_1(new).is_err() {
        return;
    }
    let link = same_link.and_then(|selector| first(new, &selector));
    if let Some(element) = link.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
