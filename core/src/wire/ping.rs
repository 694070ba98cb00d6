//! The body of `POST /v1/:key/ping`: none, as TrackX's clients send it, or what our own client says of
//! the page: its release and its environment, with a comma behind each, as a loader's batch begins
//! (`loader`). An environment has no comma, and each may be empty.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::{
    WireError,
    label::{is_json, label},
};

/// Bytes of such a body: several times both fields, at four bytes a character. A longer field is cut.
pub const PING_BYTES: usize = 4 * 1024;

/// What a ping says of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PingLabels {
    /// The release of the site that the page runs.
    pub release: Option<String>,
    /// The environment that the page runs in.
    pub environment: Option<String>,
}

/// Reads a body; it is empty where nothing is said.
pub fn decode(body: &[u8]) -> Result<PingLabels, WireError> {
    let invalid = |rule| WireError::Invalid { field: "the body of a ping", rule };
    let text = core::str::from_utf8(body).map_err(|_| invalid("must be UTF-8"))?;
    if is_json(text) {
        return Err(invalid("must be empty, or a release, a comma and an environment"));
    }
    let text = text.strip_suffix(',').unwrap_or(text);
    let (release, environment) = text.rsplit_once(',').unwrap_or((text, ""));
    Ok(PingLabels { release: label(release), environment: label(environment) })
}

/// Writes the body of a ping.
pub fn encode(release: Option<String>, environment: Option<String>) -> String {
    let mut body = release.unwrap_or_default();
    body.push_str(",");
    body.push_str(&environment.unwrap_or_default());
    body.push_str(",");
    body
}

#[cfg(test)]
mod tests {
    use super::{super::limits, *};
    use alloc::{borrow::ToOwned, string::ToString};

    fn labels(release: &str, environment: &str) -> PingLabels {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        PingLabels { release: some(release), environment: some(environment) }
    }

    #[test]
    fn a_ping_names_a_release_and_an_environment_or_nothing() {
        for (body, release, environment) in [
            ("", "", ""),
            (",", "", ""),
            (",,", "", ""),
            ("1.4.2,production,", "1.4.2", "production"),
            ("1.4.2,,", "1.4.2", ""),
            (",beta,", "", "beta"),
            ("a,b,beta,", "a,b", "beta"),
            ("1.4.2,production", "1.4.2", "production"),
            ("1.4.2,", "1.4.2", ""),
            (",beta", "", "beta"),
            ("1.4.2", "1.4.2", ""),
            ("a,b,beta", "a,b", "beta"),
            (" 1.0 , beta ", "1.0", "beta"),
            ("1.0\n,beta\r\n,", "1.0", "beta"),
            ("a\nb\0,,", "a b", ""),
            ("[next] 1.0,beta,", "[next] 1.0", "beta"),
            ("{1.0},,", "{1.0}", ""),
        ] {
            assert_eq!(decode(body.as_bytes()), Ok(labels(release, environment)), "{body:?}");
        }
        let long = "é".repeat(limits::RELEASE_CHARS);
        assert_eq!(decode(alloc::format!("{long}!,x").as_bytes()), Ok(labels(&long, "x")));
    }

    #[test]
    fn what_it_writes_it_reads() {
        for (release, environment) in [("", ""), ("1.0", ""), ("", "beta"), ("1,0", "beta")] {
            let said = labels(release, environment);
            let body = encode(said.release.clone(), said.environment.clone());
            assert_eq!(decode(body.as_bytes()), Ok(said));
        }
    }

    #[test]
    fn anything_else_is_refused_in_words() {
        for body in [&b"\xff"[..], b"{}", b"[1]", b" \n{\"a\":1}", b"[\"1.0\""] {
            let said = decode(body).unwrap_err().to_string();
            assert!(said.starts_with("the body of a ping must be "), "{said}");
        }
    }
}
