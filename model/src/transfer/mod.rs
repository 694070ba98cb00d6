//! Export and import: the lines of a file, and the outcomes of an import.

pub mod activity_line;
pub mod export_line;
pub mod export_time;
pub mod import;
pub mod line_merge;
mod optional_member;
pub mod project_line;
pub mod session_count;
pub mod usage_line;
