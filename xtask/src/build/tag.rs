//! Puts the loader's lines in the place of its one call in the tag: the function around them, its
//! parameters and its arguments would be 8 bytes of the tag's 600. Both call the options and the
//! endpoint the same. It changes nothing else.

use anyhow::{Context, Result};

/// What esbuild makes of the beginning of the loader, of its end, and of the call in `script.js`.
const BEGIN: &str = "var early = (options, endpoint, importClient) => {\n";
const END: &str = "\n};\n";
const RESULT: &str = "  return ";
const CALL: &str = "self.corncrake = early(options, endpoint, () => ";
const CALLED: &str = ");\n";

/// The bundled tag, without that function.
pub(crate) fn in_place(bundled: &str) -> Result<String> {
    inlined(bundled).context("the tag is not bundled as it was: see tag.rs")
}

fn inlined(bundled: &str) -> Option<String> {
    let (head, rest) = bundled.split_once(BEGIN)?;
    let (lines, rest) = rest.split_once(END)?;
    let (lines, result) = lines.rsplit_once(RESULT)?;
    let (before, rest) = rest.split_once(CALL)?;
    let (import, after) = rest.split_once(CALLED)?;
    let lines = lines.replace("importClient()", import);
    Some(format!("{head}{before}{lines}self.corncrake = {result}\n{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_stand_where_the_call_was() {
        let bundled = "var PING = 5;\nvar early = (options, endpoint, importClient) => {\n  \
                       let load = () => importClient();\n  return self[endpoint] || load;\n};\ntry {\n  \
                       self.corncrake = early(options, endpoint, () => import(endpoint + \"/a.js\"));\n} catch {\n}\n";
        let expected = "var PING = 5;\ntry {\n    let load = () => import(endpoint + \"/a.js\");\n\
                        self.corncrake = self[endpoint] || load;\n} catch {\n}\n";
        assert_eq!(in_place(bundled).ok().as_deref(), Some(expected));
        assert!(in_place("var later = 1;").is_err());
    }
}
