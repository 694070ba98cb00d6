//! Changes that wait: while somebody points at a list, has the focus in it or a box ticked, nothing of it
//! moves. A bar says how much changed, to screen readers too, and shows it when it is pressed.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element};

use crate::dom::{LINE, ROWS, all, first, root};

/// How the lines of a part differ from those of its next version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    changed: u32,
    new: u32,
}

impl Difference {
    /// Between a part and its next version. Times of a line pass by themselves, and are no change.
    pub(crate) fn of(old: &Element, new: &Element) -> Self {
        let before = lines(old);
        let mut difference = Self::default();
        for (name, text) in lines(new) {
            match before.iter().find(|(known, _)| *known == name) {
                None => difference.new += 1,
                Some((_, known)) if *known != text => difference.changed += 1,
                Some(_) => {}
            }
        }
        difference
    }

    pub(crate) fn is_none(self) -> bool {
        self == Self::default()
    }

    fn text(self) -> String {
        match (self.changed, self.new) {
            (0, new) => format!("{new} new"),
            (changed, 0) => format!("{changed} changed"),
            (changed, new) => format!("{changed} changed, {new} new"),
        }
    }
}

/// The lines of a part: the name and the content of each.
fn lines(part: &Element) -> Vec<(String, String)> {
    let line = |row: Element| {
        let name = row.get_attribute("data-row")?;
        let line = row.closest(LINE).ok()??;
        Some((name, without_times(&line)))
    };
    all(part, ROWS).into_iter().filter_map(line).collect()
}

fn without_times(line: &Element) -> String {
    let copy = line.clone_node_with_deep(true).ok().and_then(|copy| copy.dyn_into::<Element>().ok());
    let Some(copy) = copy else { return line.inner_html() };
    all(&copy, "time").iter().for_each(Element::remove);
    copy.inner_html()
}

/// Whether somebody looks at a part or uses it: it has the pointer, the focus, a ticked box or an open fold.
pub(crate) fn is_in_use(page: &Document, part: &Element) -> bool {
    let has_focus = page.active_element().is_some_and(|active| part.contains(Some(&active)));
    let has_pointer = part.matches(":hover").unwrap_or(false);
    has_focus || has_pointer || first(part, "input:checked, details[open]").is_some()
}

/// Shows the bar with what waits.
pub(crate) fn show(difference: Difference) {
    set(&difference.text());
}

/// Shows the bar of a page that has no part: so many events came.
pub(crate) fn show_events(events: u32) {
    set(&format!("{events} new {}", if events == 1 { "event" } else { "events" }));
}

fn set(text: &str) {
    let Some(root) = root() else { return };
    let Some(bar) = first(&root, "[data-live-waiting]") else { return };
    let _ = bar.remove_attribute("hidden");
    for line in all(&root, "[data-live-waiting-text]") {
        if line.text_content().as_deref() != Some(text) {
            line.set_text_content(Some(text));
        }
    }
}

/// Hides the bar: nothing waits.
pub(crate) fn hide() {
    let Some(root) = root() else { return };
    if let Some(bar) = first(&root, "[data-live-waiting]") {
        let _ = bar.set_attribute("hidden", "");
    }
    all(&root, "[data-live-waiting-text]").iter().for_each(|line| line.set_text_content(Some("")));
}
