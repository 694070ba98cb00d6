//! Keyboard shortcuts: single keys that press a link, a button or a field of the page, and two
//! that walk through its list.
//!
//! The page defines the action of a key: `data-key` marks its element, `data-row` the link of
//! each line of a list. The current line is the one with the real focus, so that screen readers
//! follow. A shortcut must never take a key from a field that is typed into, nor one with Ctrl,
//! Alt or Meta, and all of them can be turned off (WCAG 2.2, criterion 2.1.4). That switch is
//! the only state that the module stores in the operator's browser.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Document, Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent, Storage,
};

use crate::dom::{all, document, first, on_click};

/// The storage key of the switch.
const STORAGE_KEY: &str = "corncrake-keys";
const OFF: &str = "off";
/// A line of a list, around its link.
const LINE: &str = "tr, li";
/// Elements in which single keys are letters.
const TEXT_FIELDS: &str = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

/// Listens for as long as the page lives.
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

/// Performs the action of a key, where it has one.
fn press(event: &KeyboardEvent) -> Option<()> {
    let is_combined = event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing();
    if is_combined || event.default_prevented() || is_typing(event) {
        return None;
    }
    let (page, key) = (document()?, event.key());
    if first(&page, "dialog[open]").is_some() || (is_off() && key != "?") {
        return None;
    }
    match key.as_str() {
        "j" => step(&page, 1).or_else(|| activate(&page, "j")),
        "k" => step(&page, -1).or_else(|| activate(&page, "k")),
        _ if event.repeat() => None,
        "?" => open(&page),
        "o" => current_row(&page).map(|row| row.click()),
        "x" => checkbox(&current_row(&page)?).map(|checkbox| checkbox.click()),
        "e" | "i" => triage(&page, &key),
        "/" | "t" | "z" => activate(&page, &key),
        _ => None,
    }
}

fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(TEXT_FIELDS).ok().flatten().is_some())
}

/// The links of the list's lines.
fn rows(page: &Document) -> Vec<HtmlElement> {
    all(page, "[data-row]").into_iter().filter_map(|row| row.dyn_into().ok()).collect()
}

/// The index of the line with the focus.
fn current_index(page: &Document, rows: &[HtmlElement]) -> Option<usize> {
    let active = page.active_element()?;
    rows.iter()
        .position(|row| row.closest(LINE).ok().flatten().is_some_and(|line| line.contains(Some(&active))))
}

fn current_row(page: &Document) -> Option<HtmlElement> {
    let rows = rows(page);
    rows.get(current_index(page, &rows)?).cloned()
}

/// Moves the focus to the next line or the one before; to the first, where no line has it.
fn step(page: &Document, by: isize) -> Option<()> {
    let rows = rows(page);
    let last = rows.len().checked_sub(1)?;
    let to = current_index(page, &rows).map_or(0, |at| at.saturating_add_signed(by).min(last));
    rows.get(to)?.focus().ok()
}

/// The checkbox that selects a line.
fn checkbox(row: &HtmlElement) -> Option<HtmlInputElement> {
    row.closest(LINE).ok()??.query_selector("input[type=checkbox]").ok()??.dyn_into().ok()
}

/// Presses a triage key on the selected issues; where none is, on the current line.
fn triage(page: &Document, key: &str) -> Option<()> {
    let has_boxes = first(page, "input.choose").is_some();
    if has_boxes && first(page, "input.choose:checked").is_none() {
        checkbox(&current_row(page)?)?.click();
    }
    activate(page, key)
}

/// Presses the element of a key, or focuses it, where it is a field.
fn activate(page: &Document, key: &str) -> Option<()> {
    let element: HtmlElement = first(page, &format!("[data-key=\"{key}\"]"))?.dyn_into().ok()?;
    match element.dyn_ref::<HtmlInputElement>() {
        Some(field) => {
            field.focus().ok()?;
            field.select();
        }
        None => element.click(),
    }
    Some(())
}

fn open(page: &Document) -> Option<()> {
    first(page, "dialog#keys")?.dyn_into::<HtmlDialogElement>().ok()?.show_modal().ok()
}

/// The two buttons: one opens the list of shortcuts, the other turns them on and off.
fn click(event: &Event) -> Option<()> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let page = document()?;
    if target.closest("[data-keys-open]").ok()?.is_some() {
        return open(&page);
    }
    target.closest("[data-keys-switch]").ok()??;
    let storage = storage()?;
    match is_off() {
        true => storage.remove_item(STORAGE_KEY).ok()?,
        false => storage.set_item(STORAGE_KEY, OFF).ok()?,
    }
    show_state(&page)
}

fn show_state(page: &Document) -> Option<()> {
    let pressed = if is_off() { "false" } else { "true" };
    first(page, "[data-keys-switch]")?.set_attribute("aria-pressed", pressed).ok()
}

fn is_off() -> bool {
    storage().and_then(|storage| storage.get_item(STORAGE_KEY).ok()?).is_some_and(|state| state == OFF)
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
