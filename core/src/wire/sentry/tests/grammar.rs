//! The grammar of envelopes, and where a key stands.

use alloc::{format, string::String, vec, vec::Vec};

use super::super::{
    Envelope, ServerSessions, auth, client_report, decode, decode_server_sessions, event_id, item::ItemKind,
    limits,
};

fn kinds(body: &[u8]) -> Vec<(String, usize)> {
    let envelope = Envelope::read(body).unwrap();
    envelope.items.iter().map(|item| (item.kind.clone(), item.payload.len())).collect()
}

#[test]
fn items_end_by_their_length_or_by_their_line() {
    let of =
        |all: &[(&str, usize)]| all.iter().map(|(kind, n)| (String::from(*kind), *n)).collect::<Vec<_>>();
    for (body, expected) in [
        (&b"{}"[..], of(&[])),
        (b"{}\n", of(&[])),
        (b"{}\n{\"type\":\"event\"}\n{}", of(&[("event", 2)])),
        (b"{}\n{\"type\":\"event\"}\n{}\n", of(&[("event", 2)])),
        (b"{}\n{\"type\":\"event\"}\n", of(&[("event", 0)])),
        (b"{}\n{\"type\":\"event\"}", of(&[("event", 0)])),
        (b"{}\n{\"type\":\"a\",\"length\":0}\n\n{\"type\":\"b\"}\n{}", of(&[("a", 0), ("b", 2)])),
        (b"{}\n{\"type\":\"a\",\"length\":0}", of(&[("a", 0)])),
        (
            b"{}\n{\"type\":\"a\",\"length\":5}\n\n\x00\xff\n{\n{\"type\":\"b\"}\n{}",
            of(&[("a", 5), ("b", 2)]),
        ),
        // A carriage return is the payload's.
        (b"{}\n{\"type\":\"a\"}\r\n{}\r\n", of(&[("a", 3)])),
        (b"{}\n\n\n{\"type\":\"a\"}\n{}\n\n", of(&[("a", 2)])),
        (
            b"{}\n{\"type\":\"new thing\",\"x\":[1]}\n?\n{\"type\":\"event\"}\n{}",
            of(&[("new thing", 1), ("event", 2)]),
        ),
        (b"{}\n{\"type\":\"a\",\"length\":\"2\"}\n{}\n", of(&[("a", 2)])),
        (b"{}\n{\"type\":\"a\",\"length\":null,\"item_count\":-1}\n{}\n", of(&[("a", 2)])),
    ] {
        let text = String::from_utf8_lossy(body);
        assert_eq!(kinds(body), expected, "{text}");
        assert!(!Envelope::read(body).unwrap().is_broken, "{text}");
    }
}

#[test]
fn what_is_broken_costs_nothing_that_stands_before_it() {
    for tail in [
        "{\"type\":\"a\",\"length\":99}\nxx",
        "{\"type\":\"a\",\"length\":1}\nxx",
        "{\"length\":1}\nx",
        "[]\n",
        "x",
        "{\"type\":7}\n{}",
    ] {
        let body = format!("{{}}\n{{\"type\":\"event\"}}\n{{}}\n{tail}");
        assert_eq!(kinds(body.as_bytes()), vec![("event".into(), 2)], "{tail}");
        assert!(Envelope::read(body.as_bytes()).unwrap().is_broken, "{tail}");
    }
    for none in ["", "\n", "[]", "x\n{}", "\u{0}", "null\n"] {
        assert!(Envelope::read(none.as_bytes()).is_err(), "{none:?}");
    }
}

#[test]
fn an_odd_optional_header_costs_nothing() {
    let id = "9ec79c33ec9942ab8353589fcb2e04dc";
    for header in [
        r#"{"event_id":"9EC79C33-EC99-42AB-8353-589FCB2E04DC","sent_at":7,"sdk":[],"dsn":{}}"#,
        r#"{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","sent_at":"yesterday","trace":null}"#,
        r#"{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","sent_at":"2026-11-28T22:41:22+00:00"}"#,
    ] {
        let body = format!("{header}\n{{\"type\":\"event\"}}\n{{}}");
        let envelope = Envelope::read(body.as_bytes()).unwrap();
        assert_eq!((envelope.event_id.as_deref(), envelope.items.len()), (Some(id), 1), "{header}");
    }
    for odd in ["", "x", "9ec7", "zzc79c33ec9942ab8353589fcb2e04dc"] {
        assert_eq!(event_id(odd), None, "{odd}");
    }
}

#[test]
fn a_key_is_found_where_sdks_write_it() {
    for header in [
        "Sentry sentry_key=abc123def45, sentry_version=7, sentry_client=sentry.python/2.75.0",
        "Sentry sentry_version=5,sentry_timestamp=1,sentry_client=raven,sentry_key=abc123def45",
        "sentry  sentry_version=7, sentry_key = \"abc123def45\", sentry_secret=x",
    ] {
        assert_eq!(auth::of_header(header).as_deref(), Some("abc123def45"), "{header}");
    }
    for header in ["", "Sentry", "Bearer sentry_key=abc123def45", "Sentry key=a", "Sentry sentry_key="] {
        assert_eq!(auth::of_header(header), None, "{header}");
    }
    for dsn in ["https://abc123def45@errors.example/1", "http://abc123def45:secret@[::1]:9000/some/path/42"] {
        assert_eq!(auth::of_dsn(dsn).as_deref(), Some("abc123def45"), "{dsn}");
    }
    for dsn in ["", "https://errors.example/1", "abc123def45@errors.example/1", "https://@x/1"] {
        assert_eq!(auth::of_dsn(dsn), None, "{dsn}");
    }
}

#[test]
fn a_client_report_tells_what_was_lost_from_what_was_left_out() {
    let report = br#"{"timestamp":1,"discarded_events":[
        {"reason":"ratelimit_backoff","category":"error","quantity":3},
        {"reason":"before_send","category":"error","quantity":1},
        {"reason":"network_error","category":"replay","quantity":9e99},
        {"reason":"queue_overflow","category":"log_item","quantity":5},
        {"reason":"queue_overflow","category":"log_byte","quantity":5120},
        {"reason":"ratelimit_backoff","category":"attachment","quantity":6000000},
        {"reason":"network_error","category":"attachment","quantity":1},
        {"reason":"network_error","category":"attachment","quantity":0},
        {"reason":"network_error","category":"attachment_item","quantity":3},
        {"reason":"ratelimit_backoff","category":"trace_metric","quantity":4},
        {"reason":"ratelimit_backoff","category":"trace_metric_byte","quantity":900},
        {"reason":"sample_rate","category":"profile_duration","quantity":60000},
        {"reason":"sample_rate","category":"profile_duration_ui","quantity":60000},
        {"reason":7,"category":"whatever","quantity":2}, {}, 7]}"#;
    let all: Vec<_> =
        client_report::decode(report).iter().map(|one| (one.kind, one.is_lost, one.count)).collect();
    let expected = [
        (ItemKind::Error, true, 3),
        (ItemKind::Error, false, 1),
        (ItemKind::Log, true, 5),
        (ItemKind::Attachment, true, 1),
        (ItemKind::Attachment, true, 1),
        (ItemKind::Attachment, true, 3),
        (ItemKind::Metric, true, 4),
        (ItemKind::Other, false, 2),
    ];
    assert_eq!(all, expected);
    for none in [&b""[..], b"[]", b"{}", b"{\"discarded_events\":7}"] {
        assert!(client_report::decode(none).is_empty());
    }
    for kind in ItemKind::ALL {
        assert_eq!(ItemKind::named(kind.name()), Some(kind));
    }
}

#[test]
fn sessions_of_a_server_are_numbers_and_nothing_else() {
    let sessions = br#"{"aggregates":[
        {"started":"2026-11-28T22:41:00.000Z","exited":2,"errored":1,"crashed":0,"did":"jane"},
        {"started":7,"exited":40,"crashed":3,"abnormal":1,"unhandled":5}, {"exited":-1}, {"exited":"9"}, 7],
        "attrs":{"release":"shop@1.4.2","user_agent":"of jane"}}"#;
    let expected = ServerSessions { exited: 42, errored: 6, crashed: 3, abnormal: 1 };
    assert_eq!(decode_server_sessions(sessions), Some(expected));
    for none in [&b""[..], b"[]", b"{}", b"{\"aggregates\":7}", b"{\"aggregates\":[{\"exited\":0}]}"] {
        assert_eq!(decode_server_sessions(none), None);
    }
    let one = format!("{{\"exited\":{},\"unhandled\":1}}", u64::MAX);
    let many = format!("{{\"aggregates\":[{}]}}", vec![one; limits::AGGREGATES + 1].join(","));
    let most = ServerSessions {
        exited: limits::QUANTITY,
        errored: limits::AGGREGATES as u64,
        ..ServerSessions::default()
    };
    assert_eq!(decode_server_sessions(many.as_bytes()), Some(most));
}

#[test]
fn the_mechanism_says_the_type_and_a_console_is_one_in_every_version() {
    for (mechanism, logger, label) in [
        (r#"{"type":"console","handled":false}"#, "console", "console.error"),
        (r#"{"type":"console","handled":true}"#, "", "console.error"),
        (r#"{"type":"auto.core.capture_console","handled":true}"#, "console", "console.error"),
        (r#"{"type":"auto.browser.global_handlers.onerror","handled":false}"#, "", "unhandled error"),
        (r#"{"type":"onunhandledrejection","handled":false}"#, "javascript", "unhandled rejection"),
        (r#"{"type":"generic","handled":true}"#, "", "programmatic"),
    ] {
        let event = format!(
            r#"{{"logger":"{logger}","exception":{{"values":[{{"type":"E","value":"v","mechanism":{mechanism}}}]}}}}"#
        );
        let kind = decode(event.as_bytes(), &[]).unwrap().event.kind;
        assert_eq!(kind.label(), label, "{mechanism} {logger}");
    }
}
