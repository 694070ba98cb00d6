//! Whose code a frame is: the site's, or an engine's, an extension's, a package's, ours.

use super::find::{self, Lines};

/// How a URL of no site begins: extensions (of whose scripts Safari shows only a mask), and
/// the engines' own scripts.
const FOREIGN_PREFIXES: &str = "\
chrome-extension:
moz-extension:
safari-extension:
safari-web-extension:
ms-browser-extension:
extension:
webkit-masked-url:
user-script:
chrome:
resource:
self-hosted
node:
internal/
bun:
native:
ext:
pptr:
evalmachine.<anonymous>
InternalBytecode.js
[native code]";

/// Folders and modules whose code the site did not write, wherever its bundler puts them.
const FOREIGN_PARTS: &str = "\
/node_modules/
/~/
/webpack/bootstrap
/webpack/runtime/
/@vite/client
/@react-refresh
/corncrake/dist/";

/// Our own scripts as the collector serves them.
const OWN_SCRIPTS: &str = "\
/client/corncrake.js
/client/corncrake_bg.wasm
/client/corncrake_client.js
/client/corncrake_fallback.js
/client/script.js";

/// Whether a script is the site's own code.
pub fn is_in_app(file: &str) -> bool {
    let path = find::split(file, "?").map_or(file, |(path, _)| path);
    let path = find::split(path, "#").map_or(path, |(path, _)| path);
    !find::begins_as_one_of(file, FOREIGN_PREFIXES)
        && !Lines(FOREIGN_PARTS).any(|part| contains(path, part))
        && !Lines(OWN_SCRIPTS).any(|script| find::before(path, script).is_some())
}

/// Whether a path holds a part; a path may begin without the part's first slash, and
/// Windows writes slashes the other way.
fn contains(path: &str, part: &str) -> bool {
    let same = |a: u8, b: u8| a == b || a == b'\\' && b == b'/';
    let (path_bytes, part_bytes) = (path.as_bytes(), part.as_bytes());
    let stands = |at: usize| {
        let rest = path_bytes.get(at..).unwrap_or_default();
        rest.len() >= part.len() && rest.iter().zip(part_bytes).all(|(a, b)| same(*a, *b))
    };
    let relative = find::after(part, "/").unwrap_or(part);
    (0..path.len()).any(stands) || find::after(path, relative).is_some()
}
