//! What several pages draw of issues: the table of a list, and the tags of one.

pub(crate) mod table;
pub(crate) mod tags;
