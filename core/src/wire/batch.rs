//! The body of `POST /v1/:key/batch`, as our own client writes it of what it gathered:
//! `{"id"?, "lost"?, "events": [...]}`, each event as `trackx` has it, with `fingerprint?`,
//! `count?` and `ago?`.
//!
//! A bad event costs the others nothing: it is an error in its place. Only a body that is
//! no batch at all is refused as a whole.

use alloc::{string::String, vec::Vec};

use serde_json::{Map, Value};

pub use super::batch_event::{Batch, BatchEvent};
use super::{WireError, limits, loader, trackx};
use crate::{
    event::Event,
    json::{write_digit, write_number},
};

/// Reads a batch from a body: JSON, or the list of a loader whose module never came.
pub fn decode(body: &[u8]) -> Result<Batch, WireError> {
    if let Some(batch) = loader::decode(body) {
        return Ok(batch);
    }
    let mut members = trackx::object(body)?;
    let id = match members.remove("id") {
        None | Some(Value::Null) => None,
        Some(id) => {
            let rule =
                WireError::Invalid { field: "id", rule: "must be 16 hexadecimal digits in small letters" };
            Some(id.as_str().and_then(|id| id.parse().ok()).ok_or(rule)?)
        }
    };
    let lost = whole(&mut members, "lost", 0, "must be a whole number")?;
    let events = match members.remove("events") {
        None => return Err(WireError::Missing("events")),
        Some(Value::Array(events))
            if events.len() <= limits::BATCH_EVENTS && (lost > 0 || !events.is_empty()) =>
        {
            events
        }
        Some(_) => {
            return Err(WireError::Invalid { field: "events", rule: "must be a list of 1 to 50 events" });
        }
    };
    trackx::nothing_else(&members)?;
    let (mut lost, mut read) = (lost, Vec::with_capacity(events.len()));
    for event in events {
        read.push(self::event(event, &mut lost));
    }
    Ok(Batch { id, lost: small(lost.min(limits::LOST.into())), events: read })
}

/// Reads an event; what it counts beyond the limit is lost.
fn event(value: Value, lost: &mut u64) -> Result<BatchEvent, WireError> {
    let Value::Object(mut members) = value else {
        return Err(WireError::Invalid { field: "an event", rule: "must be a JSON object" });
    };
    let count = match whole(&mut members, "count", 1, "must be a whole number from 1")? {
        0 => return Err(WireError::Invalid { field: "count", rule: "must be a whole number from 1" }),
        count => count,
    };
    let ago =
        whole(&mut members, "ago", 0, "must be a whole number of milliseconds")?.min(limits::AGO_MS.into());
    let fingerprint = fingerprint(members.remove("fingerprint"))?;
    let event = Event { fingerprint, ..trackx::event(members)? };
    let counted = count.min(limits::COUNT.into());
    *lost = lost.saturating_add(count - counted);
    Ok(BatchEvent { event, count: small(counted), ago: small(ago) })
}

/// The parts of a custom fingerprint, a line for each: from a list, or as our own client writes them,
/// which does not count characters; none where there is none.
fn fingerprint(value: Option<Value>) -> Result<Option<String>, WireError> {
    let rule = "must be a list of at most 8 texts of at most 128 characters each";
    let refused = WireError::Invalid { field: "fingerprint", rule };
    let parts = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(lines)) => lines
            .split('\n')
            .take(limits::FINGERPRINT_PARTS)
            .map(|line| line.chars().take(limits::FINGERPRINT_PART_CHARS).collect())
            .collect(),
        Some(Value::Array(parts)) if parts.len() <= limits::FINGERPRINT_PARTS => {
            let part = |part| match part {
                Value::String(part) if part.chars().count() <= limits::FINGERPRINT_PART_CHARS => {
                    Some(part.replace('\n', " "))
                }
                _ => None,
            };
            parts.into_iter().map(part).collect::<Option<Vec<_>>>().ok_or(refused)?
        }
        Some(_) => return Err(refused),
    };
    Ok((!parts.is_empty()).then(|| parts.join("\n")).filter(|parts| !parts.is_empty()))
}

/// A whole number, or what stands for it where it is absent.
fn whole(
    members: &mut Map<String, Value>,
    field: &'static str,
    absent: u64,
    rule: &'static str,
) -> Result<u64, WireError> {
    match members.remove(field) {
        None | Some(Value::Null) => Ok(absent),
        Some(value) => value.as_u64().ok_or(WireError::Invalid { field, rule }),
    }
}

/// A number that a limit made small already.
fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Room for a count and an age behind an event, in bytes.
const TAIL_BYTES: usize = 48;

/// Writes a batch as our own client sends it, one event after the other.
pub struct BatchWriter {
    body: String,
    is_empty: bool,
}

impl BatchWriter {
    /// Begins one.
    pub fn new(id: u64, lost: u32) -> Self {
        let mut body = String::from("{\"id\":\"");
        for nibble in (0..16).rev() {
            write_digit((id >> (nibble * 4)) as u8 & 0xf, &mut body);
        }
        body.push_str("\",\"lost\":");
        write_number(lost, &mut body);
        body.push_str(",\"events\":[");
        Self { body, is_empty: true }
    }

    /// How many bytes it has at most once this event is in it.
    pub fn bytes_with(&self, event: &str) -> usize {
        self.body.len() + event.len() + TAIL_BYTES
    }

    /// Adds an event, as `trackx` writes it.
    pub fn event(&mut self, event: &str, count: u32, ago: u32) {
        if !core::mem::take(&mut self.is_empty) {
            self.body.push_str(",");
        }
        self.body.push_str(event.strip_suffix('}').unwrap_or(event));
        self.body.push_str(",\"count\":");
        write_number(count, &mut self.body);
        self.body.push_str(",\"ago\":");
        write_number(ago, &mut self.body);
        self.body.push_str("}");
    }

    /// The whole body.
    pub fn end(mut self) -> String {
        self.body.push_str("]}");
        self.body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{format, string::ToString, vec};

    #[test]
    fn a_batch_as_the_client_sends_it() {
        let body = br#"{"id":"9f86d081884c7d65","lost":12,"events":[
            {"type":1,"name":"TypeError","message":"m","uri":"https://a.example/","stack":"s","meta":{"n":1},
             "release":"1","environment":"prod","count":3,"ago":1500},
            {"type":2,"message":"alone"}]}"#;
        let batch = decode(body).unwrap();
        assert_eq!(batch.id.map(|id| id.to_string()).as_deref(), Some("9f86d081884c7d65"));
        assert_eq!(batch.lost, 12);
        let [Ok(first), Ok(second)] = batch.events.as_slice() else { panic!("{:?}", batch.events) };
        assert_eq!((first.count, first.ago, first.event.message.as_str()), (3, 1500, "m"));
        assert_eq!(first.event.release.as_deref(), Some("1"));
        assert_eq!((second.count, second.ago, second.event.kind.code()), (1, 0, 2));
    }

    #[test]
    fn what_it_writes_it_reads() {
        let event = |message: &str| Event { message: message.into(), ..Event::default() };
        let two = Event { fingerprint: Some("{default}\na \"b\"".into()), ..event("two") };
        let all = [(event("one"), 1, 0), (two, limits::COUNT, limits::AGO_MS)];
        let mut writer = BatchWriter::new(0x9f86_d081_884c_7d65, 1_203);
        for (event, count, ago) in &all {
            let text = trackx::encode(event);
            let bound = writer.bytes_with(&text);
            writer.event(&text, *count, *ago);
            assert!(writer.body.len() + 2 <= bound);
        }
        let batch = decode(writer.end().as_bytes()).unwrap();
        assert_eq!(batch.id.map(|id| id.to_string()).as_deref(), Some("9f86d081884c7d65"));
        assert_eq!(batch.lost, 1_203);
        let read = all.map(|(event, count, ago)| Ok(BatchEvent { event, count, ago }));
        assert_eq!(batch.events, read);
        assert_eq!(decode(BatchWriter::new(0, 7).end().as_bytes()).map(|batch| batch.lost), Ok(7));
    }

    #[test]
    fn a_bad_event_does_not_cost_the_others() {
        let body =
            br#"{"events":[{"type":1},{"type":1,"message":"good"},7,{"type":1,"message":"m","count":0},
            {"type":1,"message":"m","ago":-1},{"type":1,"message":"m","who":"jane"}]}"#;
        let events = decode(body).unwrap().events;
        let said: Vec<String> = events
            .into_iter()
            .map(|e| e.map_or_else(|error| error.to_string(), |e| e.event.message))
            .collect();
        assert_eq!(
            said,
            [
                "message is required",
                "good",
                "an event must be a JSON object",
                "count must be a whole number from 1",
                "ago must be a whole number of milliseconds",
                "unknown property: who",
            ]
        );
    }

    #[test]
    fn a_fingerprint_is_a_short_list_of_short_texts() {
        let read = |parts: &str| {
            let body = format!(r#"{{"events":[{{"type":4,"message":"m","fingerprint":{parts}}}]}}"#);
            decode(body.as_bytes()).unwrap().events.remove(0).map(|read| read.event.fingerprint)
        };
        let list = |part: &str, count: usize| format!("[{}]", vec![format!("\"{part}\""); count].join(","));
        assert_eq!(read("null"), Ok(None));
        assert_eq!(read("[]"), Ok(None));
        assert_eq!(read("\"\""), Ok(None));
        assert_eq!(read(r#"["{default}",""]"#), Ok(Some("{default}\n".into())));
        assert_eq!(read(r#"["a\nb","c"]"#), Ok(Some("a b\nc".into())));
        assert_eq!(read(r#""{default}\na""#), Ok(Some("{default}\na".into())));
        let longest = "é".repeat(limits::FINGERPRINT_PART_CHARS);
        let most = vec![longest.clone(); limits::FINGERPRINT_PARTS].join("\n");
        assert_eq!(most.chars().count(), limits::FINGERPRINT_CHARS);
        assert_eq!(read(&list(&longest, 8)), Ok(Some(most.clone())));
        let longer = format!("\"{}\"", vec![format!("{longest}!"); 9].join("\\n"));
        assert_eq!(read(&longer), Ok(Some(most)), "what our own client sends is cut, and not lost");
        for refused in
            ["7", "{}", "[7]", "[null]", "[[\"a\"]]", &list("a", 9), &list(&format!("{longest}!"), 1)]
        {
            assert_eq!(
                read(refused).unwrap_err().to_string(),
                "fingerprint must be a list of at most 8 texts of at most 128 characters each",
                "{refused}"
            );
        }
    }

    #[test]
    fn what_is_no_batch_is_refused_as_a_whole() {
        let many = format!(r#"{{"events":[{}]}}"#, [r#"{"type":1,"message":""}"#; 51].join(","));
        let cases = [
            ("{", "the body is not valid JSON (line 1, column 1)"),
            ("[]", "the body must be a JSON object"),
            ("{}", "events is required"),
            (r#"{"events":{}}"#, "events must be a list of 1 to 50 events"),
            (r#"{"events":[]}"#, "events must be a list of 1 to 50 events"),
            (&many, "events must be a list of 1 to 50 events"),
            (
                r#"{"events":[{}],"id":"9F86D081884C7D65"}"#,
                "id must be 16 hexadecimal digits in small letters",
            ),
            (r#"{"events":[{}],"id":7}"#, "id must be 16 hexadecimal digits in small letters"),
            (r#"{"events":[{}],"lost":-1}"#, "lost must be a whole number"),
            (r#"{"events":[{}],"user":1}"#, "unknown property: user"),
        ];
        for (body, error) in cases {
            assert_eq!(decode(body.as_bytes()).unwrap_err().to_string(), error, "{body}");
        }
        // A storm of which nothing else is left is worth telling, too.
        assert_eq!(decode(br#"{"events":[],"lost":7}"#).map(|batch| batch.lost), Ok(7));
    }

    #[test]
    fn numbers_are_bounded() {
        let body = br#"{"lost":18446744073709551615,"events":[
            {"type":1,"message":"m","count":18446744073709551615,"ago":18446744073709551615}]}"#;
        let batch = decode(body).unwrap();
        let [Ok(event)] = batch.events.as_slice() else { panic!("{:?}", batch.events) };
        assert_eq!((batch.lost, event.count, event.ago), (limits::LOST, limits::COUNT, limits::AGO_MS));
        let body =
            br#"{"lost":1,"events":[{"type":1,"message":"m","count":100007},{"type":1,"count":200000}]}"#;
        assert_eq!(decode(body).unwrap().lost, 8, "what is refused is none of it");
    }
}
