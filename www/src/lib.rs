//! Corncrake's pages: view-models in, markup out, one file a page.
//!
//! A page is a function of its view-model: no clock, no HTTP, no query. Each is complete
//! without JavaScript and fits a Content-Security-Policy without `'unsafe-inline'`, so no
//! page may hold an inline script, an inline style or a `style` attribute. Every text that
//! comes from outside goes through maud's escaping; `PreEscaped` is never used on data.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

// Pages.
pub mod demo;
pub mod error;
pub mod install;
pub mod issue;
pub mod issues;
pub mod live;
pub mod login;
pub mod overview;
pub mod projects;
pub mod reports;
pub mod sessions;
pub mod settings;

// Parts of pages, and what their view-models are made of.
pub mod actions;
pub mod breakdown;
pub mod countries;
pub mod facets;
pub mod filters;
mod follow;
pub mod frames;
pub mod markdown;
pub mod noise_rules;
pub mod outcomes;
pub mod range;
pub mod sort;
pub mod storage;
pub mod trend;

mod belongings;
mod causes;
mod erasure;
mod event;
mod field;
mod figures;
mod first_steps;
mod headers;
mod issue_table;
mod layout;
mod links;
mod logins;
mod meta;
mod number;
mod pager;
mod report_kind;
mod snippets;
mod source;
mod sparkline;
mod suggestion;
mod tabs;
mod time;
mod tokens;
mod tools;

#[cfg(test)]
mod hostile;
