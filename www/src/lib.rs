//! Corncrake's pages: view-models in, markup out, one file a page.
//!
//! A page is a function of its view-model: no clock, no HTTP, no query. Each is complete
//! without JavaScript and fits a Content-Security-Policy without `'unsafe-inline'`, so no
//! page may hold an inline script, an inline style or a `style` attribute. Every text that
//! comes from outside goes through maud's escaping; `PreEscaped` is never used on data.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod actions;
pub mod demo;
pub mod error;
pub mod frames;
pub mod issue;
pub mod issues;
pub mod login;
pub mod noise_rules;
pub mod projects;

mod chart;
mod figures;
mod install;
mod layout;
mod links;
mod meta;
mod number;
mod source;
mod time;

#[cfg(test)]
mod hostile;
