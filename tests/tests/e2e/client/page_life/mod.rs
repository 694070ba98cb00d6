//! The life of a page with the client in it: a tab that is closed.

mod closed_tab;
