//! One text of several. `format!` would cost more than all that is joined here.

use alloc::string::String;

/// The parts, one behind the other.
#[inline(never)]
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}
