//! Source maps: an uploaded file, and the original of a frame.

pub mod debug_ids;
pub mod frame_lookup;
pub mod source_file;
