//! What holds for every body: nothing panics, every limit is kept, and a changed recording is an event
//! within its limits or none.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::{collection::vec, prelude::*, sample::select};

use super::super::{
    Envelope, client_report, decode, decode_feedback, decode_server_sessions, decode_session, limits,
};
use crate::{group, json::Json, noise, scrub, stack, wire};

/// Does with each item what a collector does.
fn goes_its_way(body: &[u8]) -> usize {
    let Ok(envelope) = Envelope::read(body) else { return 0 };
    assert!(envelope.items.len() <= limits::ITEMS);
    let mut events = 0;
    for item in &envelope.items {
        client_report::decode(item.payload);
        decode_session(item.payload);
        decode_server_sessions(item.payload);
        let feedback = decode_feedback(item.payload);
        let event = decode(item.payload, &["step".into()]).ok();
        for mut sent in feedback.into_iter().chain(event) {
            events += 1;
            let event = &mut sent.event;
            let within =
                |text: &Option<String>, most: usize| text.as_ref().is_none_or(|t| t.chars().count() <= most);
            assert!(
                within(&event.name, wire::limits::NAME_CHARS) && within(&event.uri, wire::limits::URI_CHARS)
            );
            assert!(within(&event.release, wire::limits::RELEASE_CHARS));
            assert!(event.message.chars().count() <= wire::limits::MESSAGE_CHARS);
            assert!(event.stack.as_ref().is_none_or(|stack| stack.len() <= wire::limits::STACK_BYTES));
            let mut meta = String::new();
            event.meta.as_ref().unwrap_or(&Json::Null).write(&mut meta);
            scrub::event(event);
            let frames = stack::parse_event(
                event.stack.as_deref().unwrap_or_default(),
                event.name.as_deref(),
                &event.message,
            );
            assert!(frames.len() <= stack::MAX_FRAMES);
            assert!(!group::fingerprint(event, &frames).parts.is_empty());
            assert!(group::title(event).chars().count() <= group::MAX_TITLE_CHARS);
            noise::of_event(event, &frames);
        }
    }
    events
}

const PIECES: &str = "{¦}¦[¦]¦:¦,¦\"¦\n¦{}\n¦{\"type\":\"event\"}\n¦{\"type\":\"event\",\"length\":¦7¦0¦18446744073709551615¦\
    \"exception\":¦{\"values\":[¦{\"type\":\"E\",\"value\":\"v\",\"stacktrace\":{\"frames\":[¦{\"function\":\"f\",\"filename\":\"a.py\",\"lineno\":1}¦\
    ]}}¦\"mechanism\":{\"exception_id\":0,\"parent_id\":0}¦null¦1e400¦\\ud83d¦é¦\u{0}¦\"message\":¦\"tags\":[[\"step\",1]]¦\
    \"platform\":\"python\"¦\"request\":{\"url\":\"//¦\"contexts\":{\"os\":{\"name\":\"x\"}}";

/// Values that take the place of others.
fn odd() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::json;
    let deep = (0..60).fold(json!("x"), |inner, _| json!([inner]));
    select(Vec::from([
        json!(null),
        json!(true),
        json!(-1),
        json!(1e308),
        json!(""),
        json!([]),
        json!({}),
        json!("\u{0}\n\r"),
        json!("x".repeat(20_000)),
        json!([null, [], {}, 7]),
        json!({"values": 7}),
        json!({"values": [7, {}]}),
        deep,
    ]))
}

/// Changes the value that a walk comes to.
fn change(value: &mut serde_json::Value, way: &[usize], new: &serde_json::Value) {
    use serde_json::Value;
    let Some((step, rest)) = way.split_first() else {
        *value = new.clone();
        return;
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            let at = step % items.len();
            change(items.get_mut(at).unwrap(), rest, new);
        }
        Value::Object(members) if !members.is_empty() => {
            let name = members.keys().nth(step % members.len()).cloned().unwrap();
            change(members.get_mut(&name).unwrap(), rest, new);
        }
        other => *other = new.clone(),
    }
}

fn recorded() -> serde_json::Value {
    super::marked::marked()
}

proptest! {
    #[test]
    fn any_bytes(body in vec(any::<u8>(), 0..300)) {
        goes_its_way(&body);
        goes_its_way(&[&b"{}\n{\"type\":\"event\"}\n"[..], &body].concat());
    }

    #[test]
    fn any_soup(pieces in vec(select(PIECES.split('¦').collect::<Vec<_>>()), 0..30)) {
        goes_its_way(pieces.concat().as_bytes());
        goes_its_way(format!("{{}}\n{{\"type\":\"event\"}}\n{{{}", pieces.concat().replace('\n', " ")).as_bytes());
    }

    #[test]
    fn any_change_of_an_event(ways in vec((vec(0usize..40, 1..7), odd()), 1..5), cut in 0usize..6_000) {
        let mut event = recorded();
        for (way, new) in &ways {
            change(&mut event, way, new);
        }
        let text = event.to_string();
        let body = format!("{{}}\n{{\"type\":\"event\",\"length\":{}}}\n{text}\n", text.len());
        goes_its_way(body.as_bytes());
        goes_its_way(body.as_bytes().get(..cut.min(body.len())).unwrap());
    }
}

#[test]
fn these_laws_are_about_something() {
    let text = recorded().to_string();
    assert_eq!(goes_its_way(format!("{{}}\n{{\"type\":\"event\"}}\n{text}\n").as_bytes()), 1);
}

/// A body of twice the bytes takes at most about twice the work: nothing is read again.
#[test]
fn work_is_linear() {
    let steps = |frames: usize| {
        let one = r#"{"function":"f","filename":"shop/cart.py","abs_path":"/srv/site-packages/x.py","lineno":3,"in_app":true}"#;
        let frames = core::iter::repeat_n(one, frames).collect::<Vec<_>>().join(",");
        let event = format!(
            r#"{{"platform":"python","exception":{{"values":[{{"type":"E","value":"v","stacktrace":{{"frames":[{frames}]}}}}]}}}}"#
        );
        crate::steps::of(|| {
            let mut event = decode(event.as_bytes(), &[]).unwrap().event;
            scrub::event(&mut event);
            stack::parse(event.stack.as_deref().unwrap());
        })
    };
    // What is beyond the limit of frames costs no step.
    assert_eq!(steps(4 * limits::FRAMES), steps(2 * limits::FRAMES));
}
