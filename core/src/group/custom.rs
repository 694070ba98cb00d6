//! A custom fingerprint: what the site itself says that an event is grouped by, a line for each
//! part.
//!
//! Its parts count in their order, and nothing else does; the part `{default}` stands for what
//! would count without it. A second `{default}` adds nothing, so it is passed over. Then no two
//! fingerprints that differ have the same parts: those of the default never begin with `custom: `,
//! and the marker that leads the rest is no part of any default.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use crate::event::Event;

/// The part that stands for the default.
const DEFAULT: &str = "{default}";
/// Leads what is hashed of a custom fingerprint.
const MARKER: &str = "custom";

/// Whether an event is grouped as if the site said nothing: hashes of other versions and of
/// frames without source maps are of its bug only then.
pub fn is_default(event: &Event) -> bool {
    event.fingerprint.iter().flat_map(|parts| parts.split('\n')).all(|part| part == DEFAULT)
}

/// The parts that are hashed, led by the marker; `default` makes what would count without them.
pub(super) fn hashed_parts(custom: &str, default: impl FnOnce() -> Vec<String>) -> Vec<String> {
    let mut hashed = Vec::from([MARKER.to_owned()]);
    let mut default = Some(default);
    for part in custom.split('\n') {
        if part == DEFAULT {
            hashed.extend(default.take().map(|default| default()).into_iter().flatten());
        } else {
            hashed.push(format!("{MARKER}: {part}"));
        }
    }
    hashed
}
