//! Which events are the same bug. (Being built.)

use crate::{event::Event, ids::FingerprintHash, stack::Frame};
use alloc::{string::String, vec::Vec};

/// The version of the algorithm.
pub const VERSION: u32 = 1;

/// Why an event belongs to its issue.
#[derive(Debug, Clone, PartialEq)]
pub struct Fingerprint {
    /// What is compared.
    pub hash: FingerprintHash,
    /// What was hashed, in order, for a person to read.
    pub parts: Vec<String>,
}

/// The fingerprint of an event and its frames.
pub fn fingerprint(_event: &Event, _frames: &[Frame]) -> Fingerprint {
    Fingerprint { hash: FingerprintHash([0; 16]), parts: Vec::new() }
}

/// What an issue is called: the name and the first line of the message.
pub fn title(_event: &Event) -> String {
    String::new()
}
