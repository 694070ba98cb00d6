//! The largest settings of a project, which the form, the API and the import all check.

/// The longest retention in days: two years, to compare a season with the last one.
pub const MOST_DAYS: u16 = 730;
/// The most objects of a project: an object takes some hundreds of events a second, and every
/// page queries all of them.
pub const MOST_OBJECTS: u16 = 64;
