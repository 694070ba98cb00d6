//! An uploaded source map or script, as it is listed.

use corncrake_core::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// What was kept of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    pub name: String,
    pub debug_id: Option<String>,
    pub sources: u64,
    /// How many of the sources came with their text.
    pub sources_with_text: u64,
    pub mappings: u64,
    /// How many bytes were uploaded, unpacked.
    pub bytes: u64,
}

/// An uploaded file, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadedFile {
    pub stored: StoredFile,
    pub uploaded: UnixMillis,
    pub bad: Option<String>,
}
