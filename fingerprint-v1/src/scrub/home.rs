//! Names of people in paths: `/home/NAME`, `/Users/NAME`, `C:\Users\NAME`, in file URLs and
//! behind a development server's `/@fs` as well.
//!
//! `home` counts at the root of a path only: `https://host/home/news.js` is a site's page.

use super::kind::{FOLDER, PATH, SPACED_FOLDER};
use super::spot::{Found, Spot};

const MARK: &str = "[user]";

/// A name right after a folder of homes.
pub(super) fn find(spot: &Spot<'_>) -> Option<Found> {
    let folder = match spot.at(-1) {
        b'/' => {
            let root = !spot.is(-7, PATH) || spot.says(-10, b"/@fs");
            spot.says(-7, b"/Users/") || root && spot.says(-6, b"/home/")
        }
        // One backslash, or two where the path was written as a string's literal.
        b'\\' => spot.says(-7, b"\\users\\") || spot.says(-8, b"\\users\\\\"),
        _ => false,
    };
    if !folder {
        return None;
    }
    let name = spot.run(0, FOLDER);
    let spaced = spot.run(name, SPACED_FOLDER);
    let has_spaces = name > 0 && spot.at(-1) == b'\\' && spot.at(name + spaced) == b'\\';
    Found::ahead(if has_spaces { name + spaced } else { name }, MARK)
}
