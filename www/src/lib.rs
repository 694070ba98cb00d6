//! Corncrake's pages: view-models in, markup out.
//!
//! A page is a function of its view-model: no clock, no HTTP, no query. Each is complete
//! without JavaScript and fits a Content-Security-Policy without `'unsafe-inline'`, so no
//! page may hold an inline script, an inline style or a `style` attribute. Every text that
//! comes from outside goes through maud's escaping; `PreEscaped` is never used on data,
//! but for a comment's Markdown, whose elements and escaped texts are put together in one place.
//!
//! The folders, each of which imports from those above it alone:
//!
//! - `format`: numbers, times and addresses as text;
//! - `model`: the words of the domain that pages share;
//! - `chart`: series of counts as bars;
//! - `shell`: the document around the main part of a page;
//! - `parts`: what several pages draw;
//! - `pages`: the pages, one module each.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod chart;
mod format;
mod model;
mod pages;
mod parts;
mod shell;

pub use model::{permissions, range, release, series, sort};
pub use pages::{
    account, alerts, check, demo, error, inbox, install, installations, issue, issue_events, issues, live,
    login, overview, passkey_form, people, privacy, projects, receipt, release_notes, releases, reports,
    rules, sessions, settings, usage, vitals, zone,
};
pub use parts::published::{day_counts, timing_shares};
pub use parts::{breakdown, countries, facets, noise_rules, refusals, storage};
pub use shell::form_context;

#[cfg(test)]
mod hostile;
