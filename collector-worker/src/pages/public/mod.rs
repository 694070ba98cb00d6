//! The pages that need no login: the demo, and what a project collects.

pub(super) mod demo;
mod privacy;

pub(crate) use demo::demo;
pub(crate) use privacy::privacy;
