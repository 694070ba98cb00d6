//! Buttons that copy what stands before them: `data-copy`, which is their label.
//!
//! They are hidden in the page and shown by `refresh::prepare`, since without a script they would
//! do nothing. That something was copied is said where screen readers listen, and on the
//! button. Where the page may not use the clipboard (http on another host than this machine),
//! the text is selected and copied as the browser's own menu does.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, Event, HtmlDocument, HtmlInputElement, HtmlTextAreaElement};

use crate::refresh::{document, on_click, one};

/// Milliseconds for which a button says that it copied: long enough to be read.
const SAID_MS: u32 = 2_000;
const COPIED: &str = "Copied";

/// Listens for as long as the page is there.
pub(crate) fn listen() {
    on_click(click);
}

fn click(event: &Event) -> Option<()> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let button = target.closest("[data-copy]").ok()??;
    let from = button.previous_element_sibling()?;
    let clipboard = web_sys::window()?.navigator().clipboard();
    // Asked within the click, after which the browser would refuse.
    let written = (!clipboard.is_undefined()).then(|| clipboard.write_text(&text(&from)));
    spawn_local(async move {
        let is_written = match written {
            Some(written) => JsFuture::from(written).await.is_ok(),
            None => false,
        };
        if is_written || select(&from).is_some() {
            say(&button).await;
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

async fn say(button: &Element) {
    let place = document().and_then(|page| one(&page, "[data-said]"));
    let say = |what: &str| place.iter().for_each(|place| place.set_text_content(Some(what)));
    button.set_text_content(Some(COPIED));
    say(COPIED);
    TimeoutFuture::new(SAID_MS).await;
    button.set_text_content(button.get_attribute("data-copy").as_deref());
    say(""); // so that the next time is news again
}
