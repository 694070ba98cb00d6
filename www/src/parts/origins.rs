//! The origins that may send to a project.

use corncrake_core::origin::Origins;
use maud::{Markup, html};

/// The allowed origins; `*` in words.
pub(crate) fn list(origins: &Origins) -> Markup {
    html! {
        @for (index, entry) in origins.entries().iter().enumerate() {
            @if index > 0 { ", " }
            @if entry == "*" { "every origin" } @else { code { (entry) } }
        }
    }
}
