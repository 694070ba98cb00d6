//! Parts that several pages draw, each with its own values.

pub mod breakdown;
pub(crate) mod copy_button;
pub mod countries;
pub mod facets;
pub(crate) mod figures;
pub(crate) mod filter_form;
pub(crate) mod first_steps;
pub(crate) mod form_field;
pub(crate) mod issues;
pub mod noise_rules;
pub(crate) mod origins;
pub(crate) mod pager;
pub(crate) mod published;
pub(crate) mod range_links;
pub mod refusals;
pub(crate) mod reports;
pub(crate) mod role_note;
pub(crate) mod rule_links;
pub(crate) mod snippets;
pub mod storage;
pub(crate) mod wide_table;
