//! One call of a stack, as every engine's line is read.

use alloc::string::String;

use serde::{Deserialize, Serialize};

/// One call on the stack; what an engine left out is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Frame {
    /// The function's name.
    pub function: Option<String>,
    /// The script's URL or path.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1; of WebAssembly the byte's offset in its module.
    pub column: Option<u32>,
    /// Whether it is the site's own code.
    pub in_app: bool,
}
