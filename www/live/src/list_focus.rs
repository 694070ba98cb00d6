//! The place in a list: the line that had the focus has it again after Back, after an action and after its
//! undo; where it is gone, the line that took its place.
//!
//! What is remembered is the page's path, the line's name and its number, until the tab is closed.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, FocusOptions, HtmlElement, Storage};

use crate::dom::{LINE, ROWS, all, around, first, on, root};

const STORAGE_KEY: &str = "corncrake-row";
/// `PerformanceNavigation.TYPE_BACK_FORWARD`.
const BACK_OR_FORWARD: u16 = 2;

/// Listens for as long as the page lives, and goes to the remembered line.
pub(crate) fn listen() {
    forget_message_in_address();
    restore();
    on("focusin", note);
}

/// Notes the line that has the focus, or of which a box is ticked.
fn note(event: &Event) -> Option<()> {
    let line = around(event, LINE)?;
    let row = first(&line, ROWS)?.get_attribute("data-row")?;
    let index =
        all(&root()?, ROWS).iter().position(|one| one.get_attribute("data-row").as_ref() == Some(&row))?;
    storage()?.set_item(STORAGE_KEY, &format!("{}\n{row}\n{index}", path()?)).ok()
}

fn restore() -> Option<()> {
    let root = root()?;
    let came_back = web_sys::window()?.performance()?.navigation().type_() == BACK_OR_FORWARD;
    if !came_back && first(&root, ".notice.done").is_none() {
        return None;
    }
    let kept = storage()?.get_item(STORAGE_KEY).ok()??;
    let mut parts = kept.split('\n');
    let (own, row, index) = (parts.next()?, parts.next()?, parts.next()?.parse::<usize>().ok()?);
    if own != path()? {
        return None;
    }
    let rows = all(&root, ROWS);
    let same = rows.iter().find(|one| one.get_attribute("data-row").as_deref() == Some(row));
    focus(same.or_else(|| rows.get(index.min(rows.len().checked_sub(1)?)))?)
}

/// Gives a line the focus, without a jump where the browser has scrolled to it by itself.
fn focus(row: &Element) -> Option<()> {
    let options = FocusOptions::new();
    options.set_prevent_scroll(is_visible(row));
    row.dyn_ref::<HtmlElement>()?.focus_with_options(&options).ok()
}

fn is_visible(row: &Element) -> bool {
    let place = row.get_bounding_client_rect();
    let height = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64());
    place.top() >= 0.0 && height.is_some_and(|height| place.bottom() <= height)
}

/// Takes the message of an action out of the address, once it is shown: a reload or a copied link must not
/// repeat it.
fn forget_message_in_address() -> Option<()> {
    let window = web_sys::window()?;
    let location = window.location();
    let query = location.search().ok()?;
    let is_message = |pair: &&str| pair.starts_with("done") || pair.starts_with("undo=");
    let pairs: Vec<&str> = query.trim_start_matches('?').split('&').collect();
    if !pairs.iter().any(is_message) {
        return None;
    }
    let rest: Vec<&str> = pairs.into_iter().filter(|pair| !is_message(pair)).collect();
    let query = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
    let address = format!("{}{query}{}", location.pathname().ok()?, location.hash().ok()?);
    window.history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(&address)).ok()
}

fn path() -> Option<String> {
    web_sys::window()?.location().pathname().ok()
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
