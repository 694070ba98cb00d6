//! The comments at a script's end about its map: where it is, and the debug id
//! that both share (ECMA-426, section 11, and the proposal of debug ids).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Bytes at the end of a script that are searched: comments that a tool put last.
const SEARCHED_BYTES: usize = 4 * 1024;
/// Lines from the end of a script that are searched.
const SEARCHED_LINES: usize = 8;

/// The id that a script and its map share: a UUID, in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebugId(String);

impl DebugId {
    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is no debug id.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no debug id")]
pub struct NoDebugId;

impl FromStr for DebugId {
    type Err = NoDebugId;

    fn from_str(text: &str) -> Result<Self, NoDebugId> {
        let is_uuid = text.len() == 36
            && text.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_hexdigit(),
            });
        if is_uuid { Ok(Self(text.to_ascii_lowercase())) } else { Err(NoDebugId) }
    }
}

impl fmt::Display for DebugId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The comments at the end of a script.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct ScriptComments<'a> {
    /// Its debug id.
    pub debug_id: Option<DebugId>,
    /// Where its map is.
    pub map: Option<&'a str>,
}

/// Reads the end of a script.
pub fn read_comments(script: &[u8]) -> ScriptComments<'_> {
    let end = script.get(script.len().saturating_sub(SEARCHED_BYTES)..).unwrap_or(script);
    // The cut may be in the middle of a character.
    let end =
        end.iter().position(|byte| byte & 0xC0 != 0x80).and_then(|at| end.get(at..)).unwrap_or_default();
    let Ok(end) = std::str::from_utf8(end) else { return ScriptComments::default() };
    let mut comments = ScriptComments::default();
    for line in end.trim_end().rsplit(['\n', '\r']).take(SEARCHED_LINES) {
        let comment = |name: &str| {
            let marked = ["//# ", "//@ "].into_iter().find_map(|mark| line.trim().strip_prefix(mark));
            marked.and_then(|marked| marked.strip_prefix(name)).map(str::trim)
        };
        if comments.debug_id.is_none() {
            comments.debug_id = comment("debugId=").and_then(|id| id.parse().ok());
        }
        comments.map = comments.map.or_else(|| comment("sourceMappingURL="));
    }
    comments
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn comments_at_the_end_are_read() {
        let id = "85314830-023f-4cf1-a267-535f4e37bb17";
        let script = format!("a()\n//# sourceMappingURL=app.js.map\n//# debugId={}\n\n", id.to_uppercase());
        assert_eq!(
            read_comments(script.as_bytes()),
            ScriptComments { debug_id: id.parse().ok(), map: Some("app.js.map") }
        );
        let long = format!("{}\n//# debugId={id}", "é".repeat(5_000));
        assert_eq!(read_comments(long.as_bytes()).debug_id, id.parse().ok());
        let far = format!("//# debugId={id}{}", "\n//".repeat(20));
        for script in ["", "//# debugId=1", "x //# sourceMappingURL=a", far.as_str()] {
            assert_eq!(read_comments(script.as_bytes()), ScriptComments::default(), "{script}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_no_harm(bytes: Vec<u8>) {
            read_comments(&bytes);
        }
    }
}
