//! Corncrake's pages: view-models in, markup out, one file a page.
//!
//! A page is a function of its view-model: no clock, no HTTP, no query. Each is complete
//! without JavaScript and fits a Content-Security-Policy without `'unsafe-inline'`, so no
//! page may hold an inline script, an inline style or a `style` attribute. Every text that
//! comes from outside goes through maud's escaping; `PreEscaped` is never used on data.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod chart;
mod format;
mod model;
mod pages;
mod parts;
mod shell;

pub use chart::trend;
pub use model::{filters, range, sort};
pub use pages::{
    demo, error, install, issue,
    issue::{frames, markdown, triage as actions},
    issues, live, login, overview,
    overview::outcomes,
    projects, reports, sessions, settings,
};
pub use parts::{breakdown, countries, facets, noise_rules, storage};

use chart::sparkline;
use format::{links, number, time};
use model::report_kind;
use pages::{
    issue::{causes, meta, source},
    settings::{erasure, export_import as belongings, tokens},
};
use parts::{
    figures, first_steps, form_field as field, issue_table, pager, report_headers as headers, snippets,
    suggestion,
};
use shell::{keys as tools, layout, live_parts as follow, tabs};

#[cfg(test)]
mod hostile;
