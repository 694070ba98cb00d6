//! The orders of a list of issues, as the form calls them.

pub use corncrake_core::words::sort::Sort;

/// The label of an order in the form.
pub(crate) fn label(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "last seen",
        Sort::MostEvents => "most events",
        Sort::MostSessions => "most sessions",
        Sort::FirstSeen => "first seen",
    }
}
