//! An event as a page makes it: texts in the order in which they are written, so that what is done to
//! each of them is done in one loop. It is `event::Event` made for a small client, which sends it in a batch.

use alloc::string::String;

use super::{limits, trackx};
use crate::{event::EventType, scrub};

/// The places of an event's texts.
pub const NAME: usize = 0;
/// The message, which alone is written where it is empty.
pub const MESSAGE: usize = 1;
/// The page's address.
pub const URI: usize = 2;
/// The stack.
pub const STACK: usize = 3;
/// The release.
pub const RELEASE: usize = 4;
/// The environment.
pub const ENVIRONMENT: usize = 5;
/// The fingerprint.
pub const FINGERPRINT: usize = 6;

/// The most characters of each text that the contract allows. So many of a stack never have more bytes
/// than it may have.
static MOST: [usize; 7] = [
    limits::NAME_CHARS,
    limits::MESSAGE_CHARS,
    limits::URI_CHARS,
    limits::STACK_BYTES / 4,
    limits::RELEASE_CHARS,
    limits::RELEASE_CHARS,
    limits::FINGERPRINT_CHARS,
];

/// One error, as a page tells it.
#[derive(Debug, Clone, Default)]
pub struct PageEvent {
    /// What kind of thing happened.
    pub kind: EventType,
    /// Its texts, each at its place. An empty one is none.
    pub texts: [String; 7],
    /// What the site's own code added, and what stands behind an error: members of a JSON object with
    /// commas between them, scrubbed already.
    pub meta: String,
}

impl PageEvent {
    /// One without texts. What is no type of event is of no known one.
    #[inline(never)]
    pub fn new(code: u32) -> Self {
        Self { kind: EventType::from_code(code.into()).unwrap_or_default(), ..Self::default() }
    }

    /// Writes the name of one more member of `meta`, whose value follows. The name is as it is in JSON.
    pub fn begin_meta(&mut self, name: &str) {
        self.meta.push_str(if self.meta.is_empty() { "\"" } else { ",\"" });
        self.meta.push_str(name);
        self.meta.push_str("\":");
    }

    /// Writes it scrubbed, and cut where it is too long for the contract, so that it is not refused for
    /// its size.
    pub fn encode(self) -> String {
        let mut out = trackx::begin(self.kind);
        for (place, text) in self.texts.iter().enumerate() {
            let (Some((name, mode)), Some(most)) = (scrub::TEXTS.get(place), MOST.get(place)) else { break };
            if place == MESSAGE || !text.is_empty() {
                let clean = scrub::text_of_event(text, *mode);
                trackx::write_member(name, beginning(&clean, *most), &mut out);
            }
        }
        if !self.meta.is_empty() {
            out.push_str(",\"meta\":{");
            out.push_str(&self.meta);
            out.push_str("}");
        }
        out.push_str("}");
        out
    }
}

/// So many characters of a text.
fn beginning(text: &str, mut most: usize) -> &str {
    let is_beyond = |byte: u8| {
        // Of each character the first byte alone counts.
        let is_first = byte & 0xc0 != 0x80;
        let is_beyond = is_first && most == 0;
        most = most.saturating_sub(usize::from(is_first));
        is_beyond
    };
    text.get(..text.bytes().position(is_beyond).unwrap_or(text.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{event::Event, json::Json};
    use alloc::{format, vec};

    #[test]
    fn a_page_writes_what_the_edge_would_keep() {
        let texts = [
            "jane@example.com",
            "of jane@example.com \u{1}",
            "https://u@app.example/cart?a=1",
            "    at f (https://app.example/a.js?v=1:1:2)",
            "192.168.0.1",
            "192.168.0.1",
            "a 123456789012",
        ]
        .map(String::from);
        let meta = Json::Map(vec![("n".into(), Json::Number("1".into()))]);
        let [name, message, uri, stack, release, environment, fingerprint] = texts.clone();
        let mut event = Event {
            kind: EventType::PROGRAMMATIC,
            name: Some(name),
            message,
            uri: Some(uri),
            stack: Some(stack),
            meta: Some(meta),
            release: Some(release),
            environment: Some(environment),
            fingerprint: Some(fingerprint),
        };
        scrub::event(&mut event);
        assert_eq!(event.release.as_deref(), Some("192.168.0.1"));
        assert_eq!(event.environment.as_deref(), Some("[ip]"));
        assert_eq!(
            PageEvent { kind: event.kind, texts, meta: "\"n\":1".into() }.encode(),
            trackx::encode(&event)
        );
    }

    #[test]
    fn an_empty_text_is_none_but_the_message() {
        assert_eq!(PageEvent::default().encode(), r#"{"type":98,"message":""}"#);
    }

    #[test]
    fn what_is_too_long_is_cut_and_then_fits() {
        let texts = core::array::from_fn(|_| "é".repeat(200_000));
        let written = PageEvent { texts, ..PageEvent::default() }.encode();
        let (before, _) = written.split_once(",\"fingerprint\"").unwrap();
        let event = trackx::decode(format!("{before}}}").as_bytes()).unwrap();
        let chars = |text: Option<String>| text.map(|text| text.chars().count());
        assert_eq!(chars(Some(event.message)), Some(limits::MESSAGE_CHARS));
        assert_eq!(chars(event.name), Some(limits::NAME_CHARS));
        assert_eq!(chars(event.uri), Some(limits::URI_CHARS));
        assert_eq!(chars(event.stack), Some(limits::STACK_BYTES / 4));
        assert_eq!(chars(event.release), Some(limits::RELEASE_CHARS));
    }
}
