//! Words of the domain that the collector, its objects and its pages share.

pub mod scope;
pub mod sort;
