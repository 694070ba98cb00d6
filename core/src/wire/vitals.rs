//! The body of `POST /v1/:key/vitals`, as our own client writes it of how long a page's visitor waited:
//! `{"release"?, "device"?: {"memory"?, "cores"?, "connection"?, "viewport"?}, "timings": [{"name", "page",
//! "bucket"}]}`.
//!
//! No value of a measurement is in it, but the bucket of one. A page is a path whose ids are marks, as the
//! device made it: it is compared with the project's patterns and kept nowhere. A bad timing costs the others
//! nothing: it is an error in its place, which repeats nothing of it.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{WireError, label::label, trackx, usage::is_word};

/// Bytes of such a body: many times what so many timings take.
pub const VITALS_BYTES: usize = 32 * 1024;
/// Timings of one body: as many as our client holds.
pub const MOST_TIMINGS: usize = 50;
/// Characters of a page's path.
pub const PAGE_CHARS: usize = 200;
/// Buckets of a name (`vitals::bucket`).
pub const BUCKETS: usize = 6;

/// What a device is in one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceClass {
    /// The least third, about.
    Low,
    /// Between the two.
    Mid,
    /// The most.
    High,
}

impl DeviceClass {
    /// Each, the least first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Mid, Self::High];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Mid => "mid",
            Self::High => "high",
        }
    }
}

/// A dimension of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviceDimension {
    /// Its memory.
    Memory,
    /// The cores of its processor.
    Cores,
    /// Its connection to the network.
    Connection,
    /// The size of the page's viewport.
    Viewport,
}

impl DeviceDimension {
    /// Each, in their order.
    pub const ALL: [Self; 4] = [Self::Memory, Self::Cores, Self::Connection, Self::Viewport];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Cores => "cores",
            Self::Connection => "connection",
            Self::Viewport => "viewport",
        }
    }
}

/// What is said of a device: a class in each dimension, or none where a browser does not tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Its memory.
    pub memory: Option<DeviceClass>,
    /// The cores of its processor.
    pub cores: Option<DeviceClass>,
    /// Its connection to the network.
    pub connection: Option<DeviceClass>,
    /// The size of the page's viewport.
    pub viewport: Option<DeviceClass>,
}

impl Device {
    /// The dimensions that are known, each with its class.
    pub fn classes(self) -> impl Iterator<Item = (DeviceDimension, DeviceClass)> {
        let all = [self.memory, self.cores, self.connection, self.viewport];
        DeviceDimension::ALL.into_iter().zip(all).filter_map(|(dimension, class)| Some((dimension, class?)))
    }
}

/// How long a visitor waited for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timing {
    /// What was measured: one of the four that browsers define, or a word of the operator's.
    pub name: String,
    /// The path of the page, whose ids are marks.
    pub page: String,
    /// The bucket of the value, from 0.
    pub bucket: u8,
}

/// The timings of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VitalsBatch {
    /// The release of the site that the page runs.
    pub release: Option<String>,
    /// What the page runs on.
    pub device: Device,
    /// The timings, each read or refused.
    pub timings: Vec<Result<Timing, WireError>>,
}

/// Reads a body.
pub fn decode(body: &[u8]) -> Result<VitalsBatch, WireError> {
    let mut members = trackx::object(body)?;
    let release = match members.remove("release") {
        None | Some(Value::Null) => None,
        Some(Value::String(release)) => label(&release),
        Some(_) => return Err(WireError::Invalid { field: "release", rule: "must be a text" }),
    };
    let device = match members.remove("device") {
        None | Some(Value::Null) => Device::default(),
        Some(device) => read_device(device)?,
    };
    let timings = match members.remove("timings") {
        None => return Err(WireError::Missing("timings")),
        Some(Value::Array(timings)) if (1..=MOST_TIMINGS).contains(&timings.len()) => timings,
        Some(_) => {
            return Err(WireError::Invalid { field: "timings", rule: "must be a list of 1 to 50 timings" });
        }
    };
    trackx::nothing_else(&members)?;
    Ok(VitalsBatch { release, device, timings: timings.into_iter().map(timing).collect() })
}

fn read_device(value: Value) -> Result<Device, WireError> {
    let wrong = |rule| WireError::Invalid { field: "device", rule };
    let Value::Object(mut members) = value else { return Err(wrong("must be an object")) };
    let mut class = |dimension: DeviceDimension| match members.remove(dimension.word()) {
        None | Some(Value::Null) => Ok(None),
        Some(word) => DeviceClass::ALL
            .into_iter()
            .find(|class| word.as_str() == Some(class.word()))
            .map(Some)
            .ok_or_else(|| wrong("must have low, mid or high in each dimension")),
    };
    let device = Device {
        memory: class(DeviceDimension::Memory)?,
        cores: class(DeviceDimension::Cores)?,
        connection: class(DeviceDimension::Connection)?,
        viewport: class(DeviceDimension::Viewport)?,
    };
    // The names of other members are not repeated, here and below.
    if members.is_empty() {
        Ok(device)
    } else {
        Err(wrong("must have memory, cores, connection and viewport alone"))
    }
}

/// Whether a text is a path as the device makes it: without query, fragment and space.
fn is_page(text: &str) -> bool {
    text.starts_with('/')
        && text.chars().take(PAGE_CHARS + 1).count() <= PAGE_CHARS
        && !text.contains(|c: char| matches!(c, '?' | '#') || c.is_whitespace() || c.is_control())
}

fn timing(value: Value) -> Result<Timing, WireError> {
    let Value::Object(mut members) = value else {
        return Err(WireError::Invalid { field: "a timing", rule: "must be a JSON object" });
    };
    let name = match members.remove("name") {
        None => return Err(WireError::Missing("name")),
        Some(Value::String(name)) if is_word(&name) => name,
        Some(_) => {
            let rule = "must be 1 to 40 small letters, digits, dots, hyphens and underscores, and begin with a letter";
            return Err(WireError::Invalid { field: "name", rule });
        }
    };
    let page = match members.remove("page") {
        None => return Err(WireError::Missing("page")),
        Some(Value::String(page)) if is_page(&page) => page,
        Some(_) => {
            let rule = "must be a path of at most 200 characters without query, fragment and spaces";
            return Err(WireError::Invalid { field: "page", rule });
        }
    };
    let bucket = match members.remove("bucket") {
        None => return Err(WireError::Missing("bucket")),
        Some(bucket) => bucket
            .as_u64()
            .and_then(|bucket| u8::try_from(bucket).ok())
            .filter(|bucket| usize::from(*bucket) < BUCKETS)
            .ok_or(WireError::Invalid { field: "bucket", rule: "must be a whole number from 0 to 5" })?,
    };
    if members.is_empty() {
        Ok(Timing { name, page, bucket })
    } else {
        Err(WireError::Invalid { field: "a timing", rule: "must have a name, a page and a bucket alone" })
    }
}

#[cfg(test)]
mod tests {
    use alloc::{string::ToString, vec};

    use proptest::{collection::vec as many, prelude::*};

    use super::*;

    #[test]
    fn timings_as_the_client_sends_them() {
        let body = br#"{"release":" 1.4.2 ","device":{"memory":"low","viewport":"high","cores":null},
            "timings":[{"name":"lcp","page":"/orders/:id","bucket":5},{"name":"search","page":"/","bucket":0}]}"#;
        let read = decode(body).unwrap();
        assert_eq!(read.release.as_deref(), Some("1.4.2"));
        let classes: Vec<_> = read.device.classes().collect();
        let expected =
            [(DeviceDimension::Memory, DeviceClass::Low), (DeviceDimension::Viewport, DeviceClass::High)];
        assert_eq!(classes, expected);
        let one = |name: &str, page: &str, bucket| Timing { name: name.into(), page: page.into(), bucket };
        assert_eq!(read.timings, [Ok(one("lcp", "/orders/:id", 5)), Ok(one("search", "/", 0))]);
        assert_eq!(decode(br#"{"timings":[{}]}"#).unwrap().device, Device::default());
    }

    #[test]
    fn a_bad_timing_costs_the_others_nothing_and_is_not_repeated() {
        let good = r#"{"name":"lcp","page":"/","bucket":1}"#;
        let long = ["/", &"a".repeat(PAGE_CHARS)].concat();
        let name = "name must be 1 to 40 small letters, digits, dots, hyphens and underscores, and begin with a letter";
        let page = "page must be a path of at most 200 characters without query, fragment and spaces";
        let bucket = "bucket must be a whole number from 0 to 5";
        for (bad, said) in [
            ("7", "a timing must be a JSON object"),
            ("{}", "name is required"),
            (r#"{"name":"Jane Doe","page":"/","bucket":1}"#, name),
            (r#"{"name":7,"page":"/","bucket":1}"#, name),
            (r#"{"name":"lcp","bucket":1}"#, "page is required"),
            (r#"{"name":"lcp","page":"orders","bucket":1}"#, page),
            (r#"{"name":"lcp","page":"/a?who=jane","bucket":1}"#, page),
            (r##"{"name":"lcp","page":"/a#jane","bucket":1}"##, page),
            (r#"{"name":"lcp","page":"/jane doe","bucket":1}"#, page),
            (&[r#"{"name":"lcp","page":""#, &long, r#"","bucket":1}"#].concat(), page),
            (r#"{"name":"lcp","page":"/"}"#, "bucket is required"),
            (r#"{"name":"lcp","page":"/","bucket":6}"#, bucket),
            (r#"{"name":"lcp","page":"/","bucket":-1}"#, bucket),
            (r#"{"name":"lcp","page":"/","bucket":1.5}"#, bucket),
            (r#"{"name":"lcp","page":"/","bucket":"1"}"#, bucket),
            (
                r#"{"name":"lcp","page":"/","bucket":1,"jane":1}"#,
                "a timing must have a name, a page and a bucket alone",
            ),
        ] {
            let body = [r#"{"timings":["#, bad, ",", good, "]}"].concat();
            let read = decode(body.as_bytes()).unwrap().timings;
            let [Err(error), Ok(_)] = read.as_slice() else { panic!("{bad}: {read:?}") };
            assert_eq!(error.to_string(), said, "{bad}");
        }
    }

    #[test]
    fn what_is_no_list_of_timings_is_refused_as_a_whole() {
        let good = r#"{"name":"lcp","page":"/","bucket":1}"#;
        let most = [r#"{"timings":["#, &vec![good; MOST_TIMINGS].join(","), "]}"].concat();
        assert_eq!(decode(most.as_bytes()).unwrap().timings.len(), MOST_TIMINGS);
        let more = [r#"{"timings":["#, &vec![good; MOST_TIMINGS + 1].join(","), "]}"].concat();
        let with = |members: &str| [r#"{"timings":["#, good, "],", members, "}"].concat();
        for body in [
            String::new(),
            "[]".into(),
            "{}".into(),
            r#"{"timings":[]}"#.into(),
            r#"{"timings":{}}"#.into(),
            with(r#""who":"jane""#),
            with(r#""release":1"#),
            with(r#""device":"low""#),
            with(r#""device":{"memory":"8"}"#),
            with(r#""device":{"memory":8}"#),
            with(r#""device":{"model":"low"}"#),
            more,
        ] {
            assert!(decode(body.as_bytes()).is_err(), "{body}");
        }
    }

    proptest! {
        /// Whatever comes: no panic, and what is read is a word, a path and a bucket, in bounded number.
        #[test]
        fn what_is_read_is_a_word_a_path_and_a_bucket(
            text in any::<String>(),
            names in many("[a-zA-Z0-9._ -]{0,42}", 0..60),
            page in "/?[a-z0-9:/?# ]{0,250}",
            bucket in any::<i64>(),
        ) {
            let timings: Vec<Value> = names
                .iter()
                .map(|name| serde_json::json!({ "name": name, "page": page, "bucket": bucket % 8 }))
                .chain([serde_json::json!({ "name": "lcp", "page": text, "bucket": bucket })])
                .collect();
            for body in [text.clone(), serde_json::json!({ "timings": timings }).to_string()] {
                let Ok(read) = decode(body.as_bytes()) else { continue };
                prop_assert!(read.timings.len() <= MOST_TIMINGS);
                for one in read.timings.iter().flatten() {
                    prop_assert!(is_word(&one.name) && usize::from(one.bucket) < BUCKETS);
                    prop_assert!(one.page.starts_with('/') && one.page.chars().count() <= PAGE_CHARS);
                    prop_assert!(!one.page.contains(['?', '#', ' ']));
                }
            }
        }
    }
}
