//! Parses an error: scrubs it, parses its stack, and derives fingerprint and title. Most events of
//! a day repeat another one, so an isolate caches the results.
//!
//! It remembers what came out, which is scrubbed, by a digest of what came in that is keyed
//! by random bytes of its own; never what came in. What it remembers is bounded in bytes, and
//! gone with the isolate. Reading anew gives the very same: everything here is pure.

use std::{cell::RefCell, collections::HashMap, hash::Hasher, rc::Rc};

use corncrake_core::{
    event::Event,
    group::{self, Fingerprint},
    ids::FingerprintHash,
    json::Json,
    scrub,
    stack::{self, Frame},
};
use siphasher::sip128::{Hasher128, SipHasher24};

use crate::platform::random;

/// Bytes of what is remembered before it is the older half, which goes when the next one is
/// full: some thousand errors of a usual size, and a thirtieth of an isolate's memory.
const HALF_BYTES: usize = 2_000_000;
/// Bytes of what one error may take of them: longer ones are read anew each time, step by step.
pub(crate) const ONE_BYTES: usize = 50_000;
/// Bytes that a frame takes beside its texts, about.
const FRAME_BYTES: usize = 64;

/// An error's texts, as they are kept and grouped.
pub(crate) struct ParsedError {
    name: Option<String>,
    message: String,
    stack: Option<String>,
    /// The site's own fingerprint.
    custom: Option<String>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) title: String,
    /// The hash that the version before made of it, where the project still has issues of that.
    pub(crate) previous: Option<FingerprintHash>,
}

impl ParsedError {
    fn read(mut event: Event, with_previous: bool) -> Self {
        let previous = previous(&event, with_previous);
        scrub::event(&mut event);
        let frames = frames(&event);
        Self::grouped(event, frames, previous)
    }

    /// Of an error that is scrubbed and parsed.
    fn grouped(event: Event, frames: Vec<Frame>, previous: Option<FingerprintHash>) -> Self {
        let (fingerprint, title) = (group::fingerprint(&event, &frames), group::title(&event));
        let Event { name, message, stack, fingerprint: custom, .. } = event;
        Self { name, message, stack, custom, frames, fingerprint, title, previous }
    }

    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let frames =
            self.frames.iter().map(|frame| FRAME_BYTES + length(&frame.function) + length(&frame.file));
        let parts = self.fingerprint.parts.iter().chain(&self.custom).map(String::len);
        let texts = length(&self.name) + self.message.len() + length(&self.stack) + self.title.len();
        frames.chain(parts).fold(texts, usize::saturating_add)
    }
}

/// The hash of the version before, which scrubs in its own way: it takes the error as it came.
fn previous(event: &Event, with_previous: bool) -> Option<FingerprintHash> {
    (with_previous && group::is_default(event)).then(|| corncrake_fingerprint_v1::fingerprint(event))
}

fn frames(event: &Event) -> Vec<Frame> {
    let stack = event.stack.as_deref().unwrap_or_default();
    let frames = stack::parse_event(stack, event.name.as_deref(), &event.message);
    stack::of_page(frames, event.uri.as_deref())
}

type ParseKey = u128;

/// The errors that were read lately: a newer and an older half. This is no bounded map: its room is counted in bytes, and
/// an error that comes often stays.
struct ParseCache {
    secret: [u8; 16],
    /// Bytes of each half.
    room: usize,
    newer: HashMap<ParseKey, Rc<ParsedError>>,
    older: HashMap<ParseKey, Rc<ParsedError>>,
    /// Bytes of the newer half.
    bytes: usize,
}

impl ParseCache {
    fn new(secret: [u8; 16], room: usize) -> Self {
        Self { secret, room, newer: HashMap::new(), older: HashMap::new(), bytes: 0 }
    }

    fn key(&self, event: &Event, with_previous: bool) -> ParseKey {
        // Keyed and of 128 bits: nobody who does not know the secret finds two errors with one key.
        let mut digest = SipHasher24::new_with_key(&self.secret);
        digest.write(&[event.kind.code(), with_previous.into()]);
        let page = event.uri.as_deref();
        let custom = event.fingerprint.as_deref();
        for text in [event.name.as_deref(), Some(&event.message), event.stack.as_deref(), custom, page] {
            // The mark of an absent text is a length that no text has.
            digest.write_u64(text.map_or(u64::MAX, |text| text.len() as u64));
            digest.write(text.unwrap_or_default().as_bytes());
        }
        digest.finish128().as_u128()
    }

    fn read(&mut self, event: Event, with_previous: bool) -> Rc<ParsedError> {
        let key = self.key(&event, with_previous);
        if let Some(parsed) = self.newer.get(&key) {
            return Rc::clone(parsed);
        }
        let parsed =
            self.older.remove(&key).unwrap_or_else(|| Rc::new(ParsedError::read(event, with_previous)));
        let bytes = parsed.bytes();
        if bytes <= ONE_BYTES {
            if self.bytes.saturating_add(bytes) > self.room {
                self.older = std::mem::take(&mut self.newer);
                self.bytes = 0;
            }
            self.bytes = self.bytes.saturating_add(bytes);
            self.newer.insert(key, Rc::clone(&parsed));
        }
        parsed
    }
}

thread_local! {
    static REMEMBERED: RefCell<Option<ParseCache>> = RefCell::default();
}

/// About how many bytes there are to be read.
pub(crate) fn bytes(event: &Event) -> usize {
    let stack = event.stack.as_deref().unwrap_or_default();
    let meta = event.meta.as_ref().map_or(0, written);
    [event.message.len(), stack.len(), meta].into_iter().fold(0, usize::saturating_add)
}

/// About how many bytes a value's texts and names are; decoding has bounded its depth.
fn written(value: &Json) -> usize {
    match value {
        Json::Text(text) => text.len(),
        Json::List(items) => items.iter().map(written).fold(0, usize::saturating_add),
        Json::Map(members) => {
            members.iter().map(|(name, value)| name.len() + written(value)).fold(0, usize::saturating_add)
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => 0,
    }
}

/// Reads what an error says, and scrubs the rest of the event.
pub(crate) fn read(event: &mut Event, with_previous: bool) -> Rc<ParsedError> {
    REMEMBERED.with_borrow_mut(|remembered| {
        let remembered = remembered.get_or_insert_with(|| ParseCache::new(random::bytes(), HALF_BYTES));
        read_with(remembered, event, with_previous)
    })
}

/// The same for a long event, which is not remembered: `rest` lets others be answered between the
/// steps, each of which takes some tens of milliseconds.
pub(crate) async fn read_long<R: Future<Output = ()>>(
    event: &mut Event,
    with_previous: bool,
    rest: impl Fn() -> R,
) -> Rc<ParsedError> {
    let mut says = take_error(event);
    let previous = previous(&says, with_previous);
    if previous.is_some() {
        rest().await;
    }
    scrub::event(event);
    scrub::event(&mut says);
    rest().await;
    let frames = frames(&says);
    rest().await;
    let parsed = Rc::new(ParsedError::grouped(says, frames, previous));
    put_back(event, &parsed);
    parsed
}

fn read_with(remembered: &mut ParseCache, event: &mut Event, with_previous: bool) -> Rc<ParsedError> {
    let says = take_error(event);
    scrub::event(event);
    let parsed = remembered.read(says, with_previous);
    put_back(event, &parsed);
    parsed
}

/// Takes out of an event what its error says.
fn take_error(event: &mut Event) -> Event {
    Event {
        kind: event.kind,
        name: event.name.take(),
        message: std::mem::take(&mut event.message),
        stack: event.stack.take(),
        // The page says only of an extension whose code it is.
        uri: event.uri.as_deref().and_then(stack::extension).map(str::to_owned),
        fingerprint: std::mem::take(&mut event.fingerprint),
        ..Event::default()
    }
}

/// Puts back what the error says, scrubbed.
fn put_back(event: &mut Event, parsed: &ParsedError) {
    event.name.clone_from(&parsed.name);
    event.message.clone_from(&parsed.message);
    event.stack.clone_from(&parsed.stack);
    event.fingerprint.clone_from(&parsed.custom);
}

#[cfg(test)]
mod tests {

    use std::future::ready;

    use corncrake_core::event::EventType;
    use futures_util::FutureExt;

    use super::*;

    const ROOM: usize = 20_000;

    fn event(number: usize) -> Event {
        let text = |texts: [Option<&str>; 4]| texts[number % 4].map(str::to_owned);
        Event {
            kind: EventType::from_code(number as u64 % 5).unwrap(),
            name: text([None, Some("TypeError"), Some(""), Some("of max@example.org")]),
            message: ["", "for max@example.org", "x is not a function"][number % 3].into(),
            stack: text([
                None,
                Some(""),
                Some("f@https://a.example/b.js:1:2"),
                Some("    at f (https://a.example/b.js?u=1:2:3)"),
            ]),
            uri: Some(format!("https://a.example/{number}?token={number}")),
            release: Some("1.0 of max@example.org".into()),
            fingerprint: [None, Some("{default}\nof max@example.org".to_owned())][number / 60 % 2].clone(),
            ..Event::default()
        }
    }

    #[test]
    fn what_is_remembered_is_what_is_read_anew() {
        let mut remembered = ParseCache::new([7; 16], ROOM);
        for number in (0..120).chain(0..120) {
            let mut anew = event(number);
            scrub::event(&mut anew);
            let stack = anew.stack.as_deref().unwrap_or_default();
            let frames = stack::parse_event(stack, anew.name.as_deref(), &anew.message);
            let mut processed = event(number);
            let parsed = read_with(&mut remembered, &mut processed, true);
            assert_eq!(processed, anew);
            assert_eq!((&parsed.frames, &parsed.title), (&frames, &group::title(&anew)));
            assert_eq!(parsed.fingerprint, group::fingerprint(&anew, &frames));
            let mut step_by_step = event(number);
            let long = read_long(&mut step_by_step, true, || ready(())).now_or_never().unwrap();
            assert_eq!(step_by_step, anew);
            assert_eq!(
                (&long.frames, &long.title, &long.stack),
                (&parsed.frames, &parsed.title, &parsed.stack)
            );
            assert_eq!((&long.fingerprint, long.previous), (&parsed.fingerprint, parsed.previous));
        }
        assert_eq!(
            remembered.newer.len(),
            120,
            "every kind, name with stack, message and fingerprint there is"
        );
    }

    #[test]
    fn it_never_grows_without_bound_and_what_comes_often_stays() {
        let mut remembered = ParseCache::new([7; 16], ROOM);
        let often = Rc::clone(&read_with(&mut remembered, &mut event(3), false));
        for number in 0..400_usize {
            // The stacks have many bytes and few frames: the test checks the sum of bytes.
            let stack = format!("{number}\n").repeat(1 + number % 9 * 10);
            let mut event = Event { stack: Some(stack), ..Event::default() };
            read_with(&mut remembered, &mut event, false);
            if number % 40 == 0 {
                let kept = |half: &HashMap<ParseKey, Rc<ParsedError>>| {
                    half.values().map(|parsed| parsed.bytes()).sum::<usize>()
                };
                assert!(kept(&remembered.newer) <= ROOM && kept(&remembered.older) <= ROOM);
                assert_eq!(kept(&remembered.newer), remembered.bytes);
            }
            assert!(Rc::ptr_eq(&often, &read_with(&mut remembered, &mut self::event(3), false)));
        }
        assert!(!remembered.older.is_empty(), "it was full");
        let before = remembered.newer.len();
        let long = "f@https://a.example/a.js:1:2\n".repeat(4_000);
        read_with(&mut remembered, &mut Event { stack: Some(long), ..Event::default() }, false);
        assert_eq!(remembered.newer.len(), before);
    }
}
