//! Reads the stack an engine wrote into frames. (Being built.)

use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// The most frames that are read of one stack.
pub const MAX_FRAMES: usize = 40;

/// One call on the stack; what an engine did not tell is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Frame {
    /// The function's name.
    pub function: Option<String>,
    /// The script's URL or path.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1.
    pub column: Option<u32>,
    /// Whether it is the site's own code.
    pub in_app: bool,
}

/// The frames of a stack, innermost first.
pub fn parse(_stack: &str) -> Vec<Frame> {
    Vec::new()
}
