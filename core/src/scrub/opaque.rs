//! Addresses that hold their content themselves (`data:`, RFC 2397), code (`javascript:`) or
//! what only this page can read (`blob:`): of these only the kind stays, and a place in them.

use super::kind::{LINE, MARGIN, MEDIA_TYPE, QUOTE, URL};
use super::spot::{Replacement, Spot};
use super::url;

/// An address of these.
pub(super) fn find(spot: &Spot<'_>) -> Option<Replacement> {
    // Its type is looked for only behind `data:`, which no type has in it.
    let is_data = spot.says(0, b"data:");
    let comma = if is_data { 5 + spot.run(5, MEDIA_TYPE) } else { 0 };
    let is_blob = spot.says(0, b"blob:") && spot.is(5, URL);
    let mark = if is_blob {
        "blob:[cut]"
    } else if is_data && spot.at(comma) == b',' {
        "data:[cut]"
    } else if spot.says(0, b"javascript:") && spot.is(11, URL) {
        "javascript:[cut]"
    } else {
        return None;
    };
    // Content may have spaces and quotes in it; it ends at the quote that stands before it, or
    // with the line. A blob's name has none, nor has base64.
    let mut end = 0;
    if is_blob || spot.says(comma - 7, b";base64") {
        end = url::end(spot);
    } else {
        let quote = if spot.is(-1, MARGIN | QUOTE) { spot.at(-1) } else { 0 };
        while spot.is(end, LINE) && spot.at(end) != quote {
            end += 1;
        }
        // The parentheses of a frame stand behind its place.
        let mut frame = end;
        while spot.at(frame - 1) == b')' {
            frame -= 1;
        }
        end = if url::script_position(spot, frame) > 0 { frame } else { end };
    }
    Replacement::ahead(end - url::script_position(spot, end), mark)
}
