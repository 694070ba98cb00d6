//! The life of a page with the client in it: a tab that is closed, and a document whose content is replaced.

mod closed_tab;
mod document_open;
