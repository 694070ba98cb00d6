//! The words of the domain that several pages share; no markup.

pub(crate) mod course;
pub(crate) mod filters;
pub(crate) mod issue;
pub(crate) mod noise;
pub mod permissions;
pub(crate) mod project;
pub mod range;
pub mod release;
pub(crate) mod report_kind;
pub mod series;
pub mod sort;
pub(crate) mod status;
pub(crate) mod unknown_word;
