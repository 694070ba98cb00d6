//! Any bytes as an envelope of Sentry's SDKs, and as each kind of item.

#![no_main]

use corncrake_core::{
    breadcrumbs, group, scrub, stack,
    wire::{
        sentry::{Envelope, client_report, decode, decode_feedback, decode_server_sessions, decode_session, limits},
        trackx,
    },
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
    own_event(payload);
    decode_session(payload);
    decode_server_sessions(payload);
    decode_feedback(payload);
    let Ok(mut sent) = decode(payload, &["step".into()]) else { return };
    let frames = stack::parse(sent.event.stack.as_deref().unwrap_or_default());
    assert!(frames.len() <= stack::MAX_FRAMES);
    assert!(!group::fingerprint(&sent.event, &frames).parts.is_empty());
    // Breadcrumbs are what they are after they were scrubbed and reduced once.
    scrub::event(&mut sent.event);
    let Some(mut meta) = sent.event.meta else { return };
    breadcrumbs::normalize(&mut meta);
    let once = breadcrumbs::of(&meta);
    assert!(once.len() <= breadcrumbs::MOST);
    scrub::value(&mut meta);
    breadcrumbs::normalize(&mut meta);
    assert_eq!(breadcrumbs::of(&meta), once);
}

/// Our own format, whose `meta` may have breadcrumbs of any form.
fn own_event(body: &[u8]) {
    let Ok(mut event) = trackx::decode(body) else { return };
    scrub::event(&mut event);
    let Some(mut meta) = event.meta else { return };
    breadcrumbs::normalize(&mut meta);
    let once = meta.clone();
    scrub::value(&mut meta);
    breadcrumbs::normalize(&mut meta);
    assert_eq!(breadcrumbs::of(&meta), breadcrumbs::of(&once));
}
