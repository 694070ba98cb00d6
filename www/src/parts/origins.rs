//! The origins that may send to a project.

use corncrake_core::origin::Origins;
use maud::{Markup, html};

/// Who may send, in words where it is everybody.
pub(crate) fn list(origins: &Origins) -> Markup {
    html! {
        @for (place, entry) in origins.entries().iter().enumerate() {
            @if place > 0 { ", " }
            @if entry == "*" { "every origin" } @else { code { (entry) } }
        }
    }
}
