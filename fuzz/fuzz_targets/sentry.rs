//! Any bytes as an envelope of Sentry's SDKs, and as each kind of item.

#![no_main]

use corncrake_core::{
    group, stack,
    wire::sentry::{Envelope, client_report, decode, decode_feedback, decode_session, limits},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    item(body);
    let Ok(envelope) = Envelope::read(body) else { return };
    assert!(envelope.items.len() <= limits::ITEMS);
    for one in &envelope.items {
        item(one.payload);
    }
});

fn item(payload: &[u8]) {
    client_report::decode(payload);
    decode_session(payload);
    decode_feedback(payload);
    let Ok(sent) = decode(payload, &["step".into()]) else { return };
    let frames = stack::parse(sent.event.stack.as_deref().unwrap_or_default());
    assert!(frames.len() <= stack::MAX_FRAMES);
    assert!(!group::fingerprint(&sent.event, &frames).parts.is_empty());
}
