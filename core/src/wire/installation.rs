//! The body of `POST /v1/:key/installation`, as `corncrake/node` writes it of an application that people
//! install: `{"version", "platform", "runtime"}`, and nothing else.
//!
//! Platform and runtime are words of short lists, and a version has the form of one: free text is refused
//! here as it is on the device (`core/tests/installation_words.txt` has cases of both), and never repeated
//! in an answer.

use alloc::{
    format,
    string::{String, ToString},
};
use core::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{WireError, trackx};

/// Bytes of such a body: several times what its three words take.
pub const INSTALLATION_BYTES: usize = 1_024;
/// Characters of a version: a number with what a build adds to it, and no sentence.
pub const VERSION_CHARS: usize = 40;

/// The platforms that are told apart, by the alphabet; the others are one.
pub const PLATFORMS: [&str; 5] = ["android", "freebsd", "linux", "macos", "windows"];
/// The runtimes that are told apart, each with its major versions; the others are one.
pub const RUNTIMES: [(&str, RangeInclusive<u16>); 3] = [("bun", 1..=5), ("deno", 1..=5), ("node", 18..=32)];
/// What a client says of a platform or a runtime that is none of these.
const OTHER: &str = "other";
/// Digits of a runtime's major version.
const MAJOR_DIGITS: usize = 3;

/// An installed application, as it may be counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    /// Its version.
    pub version: String,
    /// The platform; empty where it is another one.
    pub platform: String,
    /// The runtime and its major version; empty where it is another one.
    pub runtime: String,
}

/// Whether a text has the form of a version: a letter or a digit, then letters, digits, dots, hyphens,
/// underscores and plus signs, with a digit among them.
pub fn is_version(text: &str) -> bool {
    text.len() <= VERSION_CHARS
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.contains(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+'))
}

/// The runtimes that are told apart, as they are sent: `node 22`.
pub fn runtimes() -> impl Iterator<Item = String> {
    RUNTIMES.into_iter().flat_map(|(name, majors)| majors.map(move |major| format!("{name} {major}")))
}

/// Reads a body.
pub fn decode(body: &[u8]) -> Result<Installation, WireError> {
    let mut members = trackx::object(body)?;
    let installation = Installation {
        version: version(&mut members)?,
        platform: platform(&mut members)?,
        runtime: runtime(&mut members)?,
    };
    trackx::nothing_else(&members)?;
    Ok(installation)
}

fn text(members: &mut Map<String, Value>, field: &'static str) -> Result<String, WireError> {
    match members.remove(field) {
        None => Err(WireError::Missing(field)),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(WireError::Invalid { field, rule: "must be a text" }),
    }
}

fn version(members: &mut Map<String, Value>) -> Result<String, WireError> {
    let version = text(members, "version")?;
    let rule = "must be 1 to 40 letters, digits, dots, hyphens, underscores and plus signs, with a digit among \
        them, and begin with a letter or a digit";
    if is_version(&version) { Ok(version) } else { Err(WireError::Invalid { field: "version", rule }) }
}

fn platform(members: &mut Map<String, Value>) -> Result<String, WireError> {
    let platform = text(members, "platform")?;
    match platform.as_str() {
        OTHER => Ok(String::new()),
        listed if PLATFORMS.contains(&listed) => Ok(platform),
        _ => Err(WireError::Invalid {
            field: "platform",
            rule: "must be android, freebsd, linux, macos, windows or other",
        }),
    }
}

fn runtime(members: &mut Map<String, Value>) -> Result<String, WireError> {
    let runtime = text(members, "runtime")?;
    if runtime == OTHER {
        return Ok(String::new());
    }
    let listed = runtime.split_once(' ').and_then(|(name, major)| {
        let (name, majors) = RUNTIMES.into_iter().find(|(listed, _)| *listed == name)?;
        let is_number = major.len() <= MAJOR_DIGITS && major.bytes().all(|b| b.is_ascii_digit());
        Some((name, majors, is_number.then(|| major.parse::<u16>().ok())??))
    });
    match listed {
        // A version that came after this build.
        Some((_, majors, major)) if !majors.contains(&major) => Ok(String::new()),
        Some((name, _, major)) => Ok([name, &major.to_string()].join(" ")),
        None => Err(WireError::Invalid {
            field: "runtime",
            rule: "must be bun, deno or node with a space and its major version, or other",
        }),
    }
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned;

    use super::*;

    fn body(version: &str, platform: &str, runtime: &str) -> String {
        serde_json::json!({ "version": version, "platform": platform, "runtime": runtime }).to_string()
    }

    #[test]
    fn an_installation_is_a_version_a_platform_and_a_runtime() {
        let read = |platform: &str, runtime: &str| {
            let one = decode(body("1.4.2", platform, runtime).as_bytes()).unwrap();
            assert_eq!(one.version, "1.4.2");
            (one.platform, one.runtime)
        };
        let texts = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(read("linux", "node 22"), texts("linux", "node 22"));
        assert_eq!(read("macos", "deno 2"), texts("macos", "deno 2"));
        assert_eq!(read("other", "other"), texts("", ""));
        for unlisted in ["node 16", "node 99", "bun 0", "deno 999"] {
            assert_eq!(read("windows", unlisted), texts("windows", ""));
        }
        assert_eq!(runtimes().count(), 25);
        assert!(runtimes().all(|one| read("linux", &one) == texts("linux", &one)));
        assert!(PLATFORMS.is_sorted() && PLATFORMS.iter().all(|one| read(one, "other") == texts(one, "")));
    }

    #[test]
    fn what_has_the_form_of_no_version_is_refused_as_on_the_device() {
        let cases = include_str!("../../tests/installation_words.txt");
        let mut read = 0;
        for line in cases.lines().filter(|line| !line.starts_with('#')) {
            let (is, text) = line.split_once(' ').unwrap();
            let Value::String(text) = serde_json::from_str(text).unwrap() else { continue };
            let taken = decode(body(&text, "linux", "node 22").as_bytes());
            assert_eq!(taken.is_ok(), is == "yes", "{text:?}");
            if let Err(error) = taken {
                let message = error.to_string();
                assert!(message.starts_with("version must be ") && message.len() < 200, "{message}");
            }
            read += 1;
        }
        assert!(read > 20);
    }

    #[test]
    fn free_text_and_anything_else_is_refused_in_words_that_do_not_repeat_it() {
        for (platform, runtime, rule) in [
            ("Linux", "node 22", "platform must be "),
            ("jane-laptop", "node 22", "platform must be "),
            ("", "node 22", "platform must be "),
            ("linux", "node", "runtime must be "),
            ("linux", "node 22.1", "runtime must be "),
            ("linux", "node 2222", "runtime must be "),
            ("linux", "node +22", "runtime must be "),
            ("linux", "node ", "runtime must be "),
            ("linux", "jane 22", "runtime must be "),
        ] {
            let message = decode(body("1", platform, runtime).as_bytes()).unwrap_err().to_string();
            assert!(message.starts_with(rule) && !message.contains("jane"), "{message}");
        }
        let good = body("1", "linux", "node 22");
        for (from, to) in [
            ("\"version\":\"1\"", "\"version\":1"),
            ("\"version\":\"1\"", "\"a\":\"1\""),
            ("{", "{\"hostname\":\"jane\","),
            ("{", "["),
        ] {
            assert!(decode(good.replacen(from, to, 1).as_bytes()).is_err(), "{from} {to}");
        }
        assert!(good.len() * 5 < INSTALLATION_BYTES);
    }
}
