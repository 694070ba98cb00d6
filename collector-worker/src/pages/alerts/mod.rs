//! The pages of alerts, of a project or of all, and their forms. A refused form is answered with the
//! page and what was entered, but for what is secret.

mod form;
mod page;

pub(crate) use page::alerts;
