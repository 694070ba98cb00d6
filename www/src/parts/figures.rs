//! The few figures that head a page, each a name and a value.

use maud::{Markup, html};

/// The figures, in a row that wraps.
pub(crate) fn row(figures: &[(&str, Markup)]) -> Markup {
    html! {
        dl.figures {
            @for (name, value) in figures {
                div { dt { (name) } dd { (value) } }
            }
        }
    }
}
