//! What `www/live` adds to a page and the server writes: the keys and what they do, the switch
//! of the clock, where it is said that something was copied, and the module itself.
//!
//! All of it is hidden until the module is there (`data-scripted`): without it, nothing here
//! would do anything, and nothing is missing.

use maud::{Markup, html};

/// Keys, and what they do. `www/live/src/keys.rs` hears them, and finds what they press by
/// `data-key`.
const KEYS: [(&[&str], &str); 9] = [
    (&["j", "k"], "Next or previous line of a list; on an issue, an earlier or a later event"),
    (&["o", "Enter"], "Open the line"),
    (&["x"], "Select or deselect"),
    (&["e"], "Resolve the selected issues, or the line; on an issue, the issue"),
    (&["i"], "Ignore them"),
    (&["z"], "Undo the last action"),
    (&["/"], "Search"),
    (&["t"], "Local time, and UTC again"),
    (&["?"], "This list"),
];

/// The buttons of the footer.
pub(crate) fn footer_buttons() -> Markup {
    html! {
        p.tools hidden data-scripted {
            button.quiet type="button" data-clock-switch data-key="t" aria-pressed="false" { "Local time" }
            button.quiet type="button" data-keys-open aria-haspopup="dialog" { "Keys" }
        }
    }
}

/// What is shown over the page, and the module.
pub(crate) fn dialog_and_module() -> Markup {
    html! {
        p.said role="status" data-said {}
        dialog.keys #keys aria-labelledby="keys-title" {
            h2 #keys-title { "Keys" }
            dl {
                @for (keys, does) in KEYS {
                    div {
                        dt { @for key in keys { kbd { (key) } " " } }
                        dd { (does) }
                    }
                }
            }
            div.act {
                form method="dialog" { button { "Close" } }
                button.quiet type="button" data-keys-switch aria-pressed="true" { "Shortcuts: on" }
            }
        }
        script type="module" src="/assets/live.js" {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_the_module_is_hidden_without_it() {
        let html = footer_buttons().into_string();
        assert!(html.contains(" hidden data-scripted"), "{html}");
        let html = dialog_and_module().into_string();
        assert!(html.contains("<dialog ") && !html.contains(" open"), "{html}");
        assert!(html.matches("<dt>").count() == KEYS.len() && html.contains("<kbd>?</kbd>"), "{html}");
    }
}
