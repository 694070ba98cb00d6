//! Names of people in paths: `/home/NAME`, `/Users/NAME`, `C:\Users\NAME`, in file URLs, behind
//! a development server's `/@fs`, and where other systems have their homes.
//!
//! `home` counts at the root of a path only: `https://host/home/news.js` is a site's page.

use super::kind::{FOLDER, PATH, SEPARATOR, SPACED_FOLDER, WIDE, is};
use super::spot::{Replacement, Spot};

const MARK: &str = "[user]";
/// The most separators between two folders: a backslash in JSON inside JSON is four.
const SEPARATORS: isize = 4;

/// A name right after a folder of homes.
pub(super) fn find(spot: &Spot<'_>) -> Option<Replacement> {
    let last = spot.at(-1);
    if !is(last, SEPARATOR) {
        return None;
    }
    let end = -spot.back_within(SEPARATORS, 0, SEPARATOR);
    // `/data/user/0` is the first user of an Android phone, and other numbers are others.
    let folder = spot.one_of(end - 4, b"home user").max(spot.one_of(end - 5, b"users"));
    let start = end - folder;
    if folder == 0 || !spot.is(start - 1, SEPARATOR) {
        return None;
    }
    let root = start - 1;
    let drive = start - spot.back_within(SEPARATORS, start, SEPARATOR) - 1;
    let is_root = |place| !spot.is(place - 1, PATH);
    let is_home = match folder {
        4 if spot.says(start, b"home") => {
            let above = spot.one_of(root - 4, b"/var /usr").max(spot.one_of(root - 7, b"/export"));
            last == b'/' && (is_root(root - above) || spot.says(root - 4, b"/@fs"))
        }
        4 => last == b'/' && spot.says(root - 5, b"/data"),
        _ => last == b'\\' || spot.at(start) == b'U' || spot.at(drive) == b':',
    };
    if !is_home {
        return None;
    }
    let name = spot.run(0, FOLDER);
    let mut spaced = name;
    // Where a path may end, and a sentence go on, the names of people have capitals.
    while name > 0
        && spot.at(spaced) == b' '
        && (last == b'\\' || spot.at(spaced + 1).is_ascii_uppercase() || spot.is(spaced + 1, WIDE))
    {
        spaced += 1 + spot.run(spaced + 1, if last == b'\\' { SPACED_FOLDER } else { FOLDER });
    }
    Replacement::ahead(if spot.at(spaced) == last { spaced } else { name }, MARK)
}
