//! The dashboard by keyboard: single keys that do what a link, a button or a field of the page
//! does, and two that walk through its list.
//!
//! What a key does stands in the page: `data-key` on what it presses or goes to, `data-row` on
//! the link of each line of a list. Where one is, is the real focus, so that screen readers
//! follow. It must never take a key from somebody who types, nor one with Ctrl, Alt or Meta;
//! and whoever has no use for keys turns them off (WCAG 2.2, criterion 2.1.4). That this was
//! done is the one thing that is kept in the operator's browser: asked for on every page, it
//! would be no way to turn them off.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Document, Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent, Storage,
};

use crate::refresh::{document, every, on_click, one};

/// Where it is kept that the keys are off.
const KEPT: &str = "corncrake-keys";
const OFF: &str = "off";
/// A line of a list, around its link.
const LINE: &str = "tr, li";
/// Where single keys are letters.
const TYPED_INTO: &str = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

/// Listens for as long as the page is there.
pub(crate) fn listen() {
    let Some(page) = document() else { return };
    show_state(&page);
    let pressed = Closure::<dyn Fn(KeyboardEvent)>::new(|event: KeyboardEvent| {
        if press(&event).is_some() {
            event.prevent_default();
        }
    });
    let _ = page.add_event_listener_with_callback("keydown", pressed.as_ref().unchecked_ref());
    pressed.forget();
    on_click(click);
}

/// Does what a key is for, where it is for anything.
fn press(event: &KeyboardEvent) -> Option<()> {
    let is_combined = event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing();
    if is_combined || event.default_prevented() || is_typed(event) {
        return None;
    }
    let (page, key) = (document()?, event.key());
    if one(&page, "dialog[open]").is_some() || (is_off() && key != "?") {
        return None;
    }
    match key.as_str() {
        "j" => step(&page, 1).or_else(|| act(&page, "j")),
        "k" => step(&page, -1).or_else(|| act(&page, "k")),
        _ if event.repeat() => None,
        "?" => open(&page),
        "o" => here(&page).map(|row| row.click()),
        "x" => choice(&here(&page)?).map(|choice| choice.click()),
        "e" | "i" => decide(&page, &key),
        "/" | "t" | "z" => act(&page, &key),
        _ => None,
    }
}

fn is_typed(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(TYPED_INTO).ok().flatten().is_some())
}

/// The links of the list's lines.
fn rows(page: &Document) -> Vec<HtmlElement> {
    every(page, "[data-row]").into_iter().filter_map(|row| row.dyn_into().ok()).collect()
}

/// The place of the line that the focus is in.
fn place(page: &Document, rows: &[HtmlElement]) -> Option<usize> {
    let active = page.active_element()?;
    rows.iter()
        .position(|row| row.closest(LINE).ok().flatten().is_some_and(|line| line.contains(Some(&active))))
}

fn here(page: &Document) -> Option<HtmlElement> {
    let rows = rows(page);
    rows.get(place(page, &rows)?).cloned()
}

/// To the next line or the one before; to the first, where one is at none.
fn step(page: &Document, by: isize) -> Option<()> {
    let rows = rows(page);
    let last = rows.len().checked_sub(1)?;
    let to = place(page, &rows).map_or(0, |at| at.saturating_add_signed(by).min(last));
    rows.get(to)?.focus().ok()
}

/// The box by which a line is chosen.
fn choice(row: &HtmlElement) -> Option<HtmlInputElement> {
    row.closest(LINE).ok()??.query_selector("input[type=checkbox]").ok()??.dyn_into().ok()
}

/// Decides about what is chosen; where nothing is, about the line that one is at.
fn decide(page: &Document, key: &str) -> Option<()> {
    let has_boxes = one(page, "input.choose").is_some();
    if has_boxes && one(page, "input.choose:checked").is_none() {
        choice(&here(page)?)?.click();
    }
    act(page, key)
}

/// Presses what a key is for, or goes there, where it is a field.
fn act(page: &Document, key: &str) -> Option<()> {
    let found: HtmlElement = one(page, &format!("[data-key={key:?}]"))?.dyn_into().ok()?;
    match found.dyn_ref::<HtmlInputElement>() {
        Some(field) => {
            field.focus().ok()?;
            field.select();
        }
        None => found.click(),
    }
    Some(())
}

fn open(page: &Document) -> Option<()> {
    one(page, "dialog#keys")?.dyn_into::<HtmlDialogElement>().ok()?.show_modal().ok()
}

/// The two buttons that are about keys: what they are, and whether they are on.
fn click(event: &Event) -> Option<()> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let page = document()?;
    if target.closest("[data-keys-open]").ok()?.is_some() {
        return open(&page);
    }
    target.closest("[data-keys-switch]").ok()??;
    let storage = storage()?;
    match is_off() {
        true => storage.remove_item(KEPT).ok()?,
        false => storage.set_item(KEPT, OFF).ok()?,
    }
    show_state(&page)
}

fn show_state(page: &Document) -> Option<()> {
    let pressed = if is_off() { "false" } else { "true" };
    one(page, "[data-keys-switch]")?.set_attribute("aria-pressed", pressed).ok()
}

fn is_off() -> bool {
    storage().and_then(|storage| storage.get_item(KEPT).ok()?).is_some_and(|kept| kept == OFF)
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
