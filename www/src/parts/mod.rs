//! Parts that several pages draw.

pub mod breakdown;
pub mod countries;
pub mod facets;
pub(crate) mod figures;
pub(crate) mod first_steps;
pub(crate) mod form_field;
pub(crate) mod issue_table;
pub mod noise_rules;
pub(crate) mod pager;
pub(crate) mod report_headers;
pub(crate) mod snippets;
pub mod storage;
pub(crate) mod suggestion;
