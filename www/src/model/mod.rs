//! What several pages share of the domain.

pub mod filters;
pub mod range;
pub(crate) mod report_kind;
pub mod sort;
