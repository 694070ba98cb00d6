//! Buttons that copy the element before them: `data-copy` holds their label.
//!
//! They are hidden in the page and shown by `refresh::prepare`, since they need a script. A copy
//! is announced on the button and in a status line for screen readers. Where the page may not
//! use the clipboard (http on another host than this machine), the text is selected and copied
//! as by the browser's own menu.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, HtmlDocument, HtmlInputElement, HtmlTextAreaElement};

use crate::dom::{around, document, first, on, root};

/// Milliseconds for which a button announces the copy: long enough to be read.
const ANNOUNCED_MS: u32 = 2_000;
const COPIED: &str = "Copied";

/// Listens for as long as the page lives.
pub(crate) fn listen() {
    on("click", click);
}

fn click(event: &Event) -> Option<()> {
    let button = around(event, "[data-copy]")?;
    let from = button.previous_element_sibling()?;
    let clipboard = web_sys::window()?.navigator().clipboard();
    // Requested within the click, after which the browser would refuse.
    let written = (!clipboard.is_undefined()).then(|| clipboard.write_text(&text(&from)));
    spawn_local(async move {
        let is_written = match written {
            Some(written) => JsFuture::from(written).await.is_ok(),
            None => false,
        };
        if is_written || select(&from).is_some() {
            announce(&button).await;
        }
    });
    Some(())
}

fn text(from: &Element) -> String {
    let of_area = from.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value);
    let of_field = from.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value);
    of_area.or(of_field).or_else(|| from.text_content()).unwrap_or_default()
}

fn select(from: &Element) -> Option<()> {
    if let Some(area) = from.dyn_ref::<HtmlTextAreaElement>() {
        area.select();
    } else if let Some(field) = from.dyn_ref::<HtmlInputElement>() {
        field.select();
    } else {
        web_sys::window()?.get_selection().ok()??.select_all_children(from).ok()?;
    }
    let is_copied = document()?.dyn_into::<HtmlDocument>().ok()?.exec_command("copy").ok()?;
    is_copied.then_some(())
}

async fn announce(button: &Element) {
    let line = root().and_then(|root| first(&root, "[data-said]"));
    let set_status = |text: &str| line.iter().for_each(|line| line.set_text_content(Some(text)));
    button.set_text_content(Some(COPIED));
    set_status(COPIED);
    TimeoutFuture::new(ANNOUNCED_MS).await;
    button.set_text_content(button.get_attribute("data-copy").as_deref());
    set_status(""); // so that the next copy is a change again
}
