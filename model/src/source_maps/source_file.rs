//! An uploaded source map or script, as it is listed.

use corncrake_core::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// What was kept of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredFile {
    /// The path under which it was uploaded.
    pub name: String,
    /// The debug id that a script and its map share, where the build wrote one.
    pub debug_id: Option<String>,
    /// The sources that the map refers to; 0 for a script.
    pub sources: u64,
    /// How many of the sources came with their text.
    pub sources_with_text: u64,
    /// The mappings that were read; 0 for a script.
    pub mappings: u64,
    /// How many bytes were uploaded, unpacked.
    pub bytes: u64,
}

/// An uploaded file, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadedFile {
    /// The figures of the file.
    pub stored: StoredFile,
    /// The time of the last upload under this release and name.
    pub uploaded: UnixMillis,
    /// The reason for which the file could not be read; none where it could.
    pub bad: Option<String>,
}
