//! The markup that `www/live` works with: the dialog of keyboard shortcuts, the status line of the copy buttons, and the module itself.
//!
//! All of it is hidden until the module runs (`data-scripted`): without the module it would do
//! nothing, and the page lacks nothing.

use maud::{Markup, html};

/// The keys and their actions. `www/live/src/shortcuts.rs` handles them, and finds the element
/// of a key by `data-key`.
const KEYS: [(&[&str], &str); 8] = [
    (&["j", "k"], "Next or previous line of a list; on an issue, an earlier or a later event"),
    (&["o", "Enter"], "Open the line"),
    (&["n", "p"], "On an issue, the next or the previous one of its list"),
    (&["u"], "Back to the list"),
    (&["/"], "Search"),
    (&["r"], "Show the changes that wait"),
    (&["t"], "Choose the time zone"),
    (&["?"], "This list"),
];

/// The keys of those who may triage.
const TRIAGE_KEYS: [(&[&str], &str); 4] = [
    (&["x"], "Select or deselect"),
    (&["e"], "Resolve the selected issues, or the line; on an issue, the issue"),
    (&["i"], "Ignore them"),
    (&["z"], "Undo the last action"),
];

/// The buttons of the footer.
pub(crate) fn footer_buttons() -> Markup {
    html! {
        p.tools hidden data-scripted {
            button.quiet type="button" data-keys-open aria-haspopup="dialog" { "Keys" }
        }
    }
}

/// The dialog over the page, the status line, and the module.
pub(crate) fn dialog_and_module(has_triage: bool) -> Markup {
    let triage = if has_triage { TRIAGE_KEYS.as_slice() } else { &[] };
    html! {
        p.said role="status" data-said {}
        dialog.keys #keys aria-labelledby="keys-title" {
            h2 #keys-title { "Keys" }
            dl {
                @for (keys, action) in KEYS.iter().chain(triage) {
                    div {
                        dt { @for key in *keys { kbd { (key) } " " } }
                        dd { (action) }
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
        let html = dialog_and_module(true).into_string();
        assert!(html.contains("<dialog ") && !html.contains(" open"), "{html}");
        assert!(
            html.matches("<dt>").count() == KEYS.len() + TRIAGE_KEYS.len() && html.contains("<kbd>?</kbd>"),
            "{html}"
        );
        let html = dialog_and_module(false).into_string();
        assert!(html.matches("<dt>").count() == KEYS.len() && !html.contains("Ignore"), "{html}");
    }
}
