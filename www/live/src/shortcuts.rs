//! Keyboard shortcuts: single keys that press a link, a button or a field of the page, and two
//! that walk through its list.
//!
//! The page defines the action of a key: `data-key` marks its element, `data-row` the link of
//! each line of a list. The current line is the one with the real focus, so that screen readers
//! follow. A shortcut must never take a key from a field that is typed into, nor one with Ctrl,
//! Alt or Meta, and all of them can be turned off (WCAG 2.2, criterion 2.1.4). That switch is
//! the only state that the module stores in the operator's browser.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement, HtmlInputElement, Storage};

use crate::{
    dom::{LINE, ROWS, all, around, document, first, on, root},
    key_press::{Command, KeyPress},
};

/// The storage key of the switch.
const STORAGE_KEY: &str = "corncrake-keys";
const OFF: &str = "off";
/// Elements in which single keys are letters.
const TEXT_FIELDS: &str = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";

/// Listens for as long as the page lives.
pub(crate) fn listen() {
    show_state();
    on("keydown", press);
    on("click", click);
}

/// Performs the command of a key, where it has one.
fn press(event: &Event) -> Option<()> {
    perform(event)?;
    event.prevent_default();
    Some(())
}

fn perform(event: &Event) -> Option<()> {
    let press: KeyPress = serde_wasm_bindgen::from_value(event.into()).ok()?;
    let command = press.command(is_off())?;
    let root = root()?;
    if around(event, TEXT_FIELDS).is_some() || first(&root, "dialog[open]").is_some() {
        return None;
    }
    let key = press.key.as_str();
    match command {
        Command::Step(by) => step(&root, by).or_else(|| activate(&root, key)),
        Command::Help => open(&root),
        Command::Open => current_row(&root).map(|row| row.click()),
        Command::Select => checkbox(&current_row(&root)?).map(|checkbox| checkbox.click()),
        Command::Triage => triage(&root, key),
        Command::Activate => activate(&root, key),
    }
}

/// The index of the row whose line has the focus.
fn current_index(rows: &[Element]) -> Option<usize> {
    let active = document()?.active_element()?;
    rows.iter()
        .position(|row| row.closest(LINE).ok().flatten().is_some_and(|line| line.contains(Some(&active))))
}

fn current_row(root: &Element) -> Option<HtmlElement> {
    let rows = all(root, ROWS);
    rows.get(current_index(&rows)?)?.clone().dyn_into().ok()
}

/// Moves the focus to the next line or the one before; to the first, where no line has it.
fn step(root: &Element, by: isize) -> Option<()> {
    let rows = all(root, ROWS);
    let last = rows.len().checked_sub(1)?;
    let to = current_index(&rows).map_or(0, |at| at.saturating_add_signed(by).min(last));
    rows.get(to)?.dyn_ref::<HtmlElement>()?.focus().ok()
}

/// The checkbox that selects a line.
fn checkbox(row: &HtmlElement) -> Option<HtmlInputElement> {
    first(&row.closest(LINE).ok()??, "input[type=checkbox]")?.dyn_into().ok()
}

/// Presses a triage key on the selected issues; where none is, on the current line, which may have a
/// button of its own.
fn triage(root: &Element, key: &str) -> Option<()> {
    if first(root, "li [data-key=e]").is_some() {
        return activate(&current_row(root)?.closest(LINE).ok()??, key);
    }
    let has_boxes = first(root, "input.choose").is_some();
    if has_boxes && first(root, "input.choose:checked").is_none() {
        checkbox(&current_row(root)?)?.click();
    }
    activate(root, key)
}

/// Presses the element of a key, or focuses it, where it is a field.
fn activate(root: &Element, key: &str) -> Option<()> {
    let element: HtmlElement = first(root, &format!("[data-key=\"{key}\"]"))?.dyn_into().ok()?;
    match element.dyn_ref::<HtmlInputElement>() {
        Some(field) => {
            field.focus().ok()?;
            field.select();
        }
        None => element.click(),
    }
    Some(())
}

fn open(root: &Element) -> Option<()> {
    first(root, "dialog#keys")?.dyn_into::<HtmlDialogElement>().ok()?.show_modal().ok()
}

/// The two buttons: one opens the list of shortcuts, the other turns them on and off.
fn click(event: &Event) -> Option<()> {
    if around(event, "[data-keys-open]").is_some() {
        return open(&root()?);
    }
    around(event, "[data-keys-switch]")?;
    let storage = storage()?;
    match is_off() {
        true => storage.remove_item(STORAGE_KEY).ok()?,
        false => storage.set_item(STORAGE_KEY, OFF).ok()?,
    }
    show_state()
}

fn show_state() -> Option<()> {
    let pressed = if is_off() { "false" } else { "true" };
    first(&root()?, "[data-keys-switch]")?.set_attribute("aria-pressed", pressed).ok()
}

fn is_off() -> bool {
    storage().and_then(|storage| storage.get_item(STORAGE_KEY).ok()?).is_some_and(|state| state == OFF)
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
