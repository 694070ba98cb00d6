//! What is read of the items of Sentry's SDKs, by the names that SDKs give their fields. All else that they
//! send is counted by the kind of its item at most, and not read.

use super::{
    period::StoragePeriod::{self, Counts, Day, Errors, Never},
    sent::{AT_THE_COLLECTOR, Format, NOBODY, OPERATOR, SentField},
};

const EVENT: &[Format] = &[Format::SentryEvent];
const EVENT_AND_FEEDBACK: &[Format] = &[Format::SentryEvent, Format::SentryFeedback];

const fn field(
    formats: &'static [Format],
    name: &'static str,
    purpose: &'static str,
    stored: &'static [StoragePeriod],
) -> SentField {
    SentField { name, formats, purpose, scrubbed: AT_THE_COLLECTOR, stored, seen_by: OPERATOR }
}

const fn of_event(name: &'static str, purpose: &'static str) -> SentField {
    field(EVENT, name, purpose, &[Errors])
}

/// A field that is read for what others mean, and is nowhere afterwards.
const fn not_stored(name: &'static str, purpose: &'static str) -> SentField {
    SentField { name, formats: EVENT, purpose, scrubbed: "", stored: &[Never], seen_by: NOBODY }
}

/// A number of a server's sessions.
const fn of_server(name: &'static str) -> SentField {
    let formats = &[Format::SentryServerSessions];
    SentField { scrubbed: "", ..field(formats, name, "how many sessions of a server ended so", &[Counts]) }
}

/// Each of them.
pub const FIELDS: &[SentField] = &[
    of_event("exception.values[].type", "the error's class"),
    of_event("exception.values[].value", "what went wrong"),
    of_event("exception.values[].mechanism.handled", "whether the application handled it"),
    of_event("exception.values[].mechanism.type", "how it was reported"),
    not_stored("exception.values[].mechanism.exception_id", "which error caused which"),
    not_stored("exception.values[].mechanism.parent_id", "which error caused which"),
    not_stored("threads.values[].crashed", "which thread's stack it is"),
    not_stored("threads.values[].current", "which thread's stack it is"),
    of_event("stacktrace.frames[].function", "where in the code it happened"),
    of_event("stacktrace.frames[].module", "where in the code it happened"),
    of_event("stacktrace.frames[].filename", "where in the code it happened"),
    of_event("stacktrace.frames[].abs_path", "where in the code it happened"),
    not_stored(
        "stacktrace.frames[].project_root",
        "the folder of the application, which is taken off a file",
    ),
    of_event("stacktrace.frames[].lineno", "where in the code it happened"),
    of_event("stacktrace.frames[].colno", "where in the code it happened"),
    not_stored("stacktrace.frames[].in_app", "whether it is the application's own code"),
    of_event("stacktrace.frames[].context_line", "the code there, with a mark for each value"),
    of_event("stacktrace.frames[].pre_context", "the code there, with a mark for each value"),
    of_event("stacktrace.frames[].post_context", "the code there, with a mark for each value"),
    of_event("message", "what went wrong"),
    of_event("logentry.formatted", "what went wrong"),
    of_event("logentry.message", "what went wrong"),
    of_event("sentry.interfaces.Message.message", "what went wrong"),
    of_event("level", "how bad it is"),
    of_event("logger", "whether it is a line of a console"),
    not_stored("platform", "the language of the frames"),
    of_event("sdk.name", "the SDK"),
    of_event("sdk.version", "the SDK"),
    field(EVENT_AND_FEEDBACK, "release", "the application's own version", &[Errors, Counts]),
    field(EVENT_AND_FEEDBACK, "environment", "where the application runs", &[Errors, Counts]),
    of_event("fingerprint", "the application's own words for grouping"),
    of_event("request.url", "the page or path, without query and fragment, and with a mark for each id"),
    of_event("timestamp", "when it happened, to the minute"),
    field(EVENT, "event_id", "its id, so that a repeated one is counted once", &[Day]),
    field(EVENT_AND_FEEDBACK, "contexts.browser.name", "the browser, of a closed list", &[Errors, Counts]),
    field(EVENT_AND_FEEDBACK, "contexts.browser.version", "its main version", &[Errors, Counts]),
    field(
        EVENT_AND_FEEDBACK,
        "contexts.os.name",
        "the operating system, of a closed list",
        &[Errors, Counts],
    ),
    field(EVENT_AND_FEEDBACK, "contexts.os.version", "its main version", &[Errors, Counts]),
    of_event("contexts.runtime.name", "the runtime, of a closed list"),
    of_event("contexts.runtime.version", "its version, of two numbers at most"),
    of_event("contexts.device.device_type", "the class of the device: a phone, a computer and the like"),
    of_event("contexts.device.type", "the class of the device"),
    of_event("contexts.device.family", "the class of the device"),
    of_event("contexts.device.simulator", "the class of the device"),
    of_event("tags", "only names that the project's operator lists"),
    of_event("extra", "only names that the project's operator lists"),
    of_event("debug_meta.images[].type", "which source map a script has"),
    not_stored("debug_meta.images[].code_file", "which source map a script has"),
    not_stored("debug_meta.images[].debug_id", "which source map a script has"),
    of_event("breadcrumbs.values[].category", "what was done before, of a closed list of kinds"),
    of_event("breadcrumbs.values[].type", "what was done before, of a closed list of kinds"),
    of_event("breadcrumbs.values[].level", "the level of a line of the console"),
    of_event(
        "breadcrumbs.values[].message",
        "of a click, the selector of the element; of others it is not read",
    ),
    of_event("breadcrumbs.values[].timestamp", "how long before the error, in tenths of a second"),
    of_event("breadcrumbs.values[].data.to", "the page that was gone to, as a pattern"),
    of_event("breadcrumbs.values[].data.url", "the address that was requested, as a pattern"),
    of_event("breadcrumbs.values[].data.method", "the method of the request"),
    of_event("breadcrumbs.values[].data.status_code", "the status of the answer"),
    field(&[Format::SentryFeedback], "comments", "what a person wrote about an error", &[Errors]),
    field(
        &[Format::SentryFeedback],
        "contexts.feedback.message",
        "what a person wrote about an error",
        &[Errors],
    ),
    field(&[Format::SentrySession], "init", "a visit is counted by it", &[Day, Counts]),
    field(&[Format::SentrySession], "status", "whether something failed in the visit", &[Day, Counts]),
    field(&[Format::SentrySession], "errors", "whether something failed in the visit", &[Day, Counts]),
    field(&[Format::SentrySession], "attrs.release", "visits are counted by it", &[Counts]),
    field(&[Format::SentrySession], "attrs.environment", "visits are counted by it", &[Counts]),
    of_server("aggregates[].exited"),
    of_server("aggregates[].errored"),
    of_server("aggregates[].unhandled"),
    of_server("aggregates[].crashed"),
    of_server("aggregates[].abnormal"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use corncrake_core::wire::sentry;
    use serde_json::{Value, json};

    use super::*;
    use crate::manifest::{leaves::read_leaves, sent::names_of};

    /// Members that SDKs send beside those that are read.
    fn with_others(mut event: Value) -> Value {
        let others = json!({
            "user": { "id": "u1", "email": "jane@example.com", "ip_address": "192.0.2.7", "geo": { "city": "Bern" } },
            "server_name": "host-17",
            "modules": { "left-pad": "1.3.0" },
            "transaction": "/orders/{id}",
            "dist": "d7",
            "site": "s1",
            "contexts": {
                "trace": { "trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331" },
                "culture": { "locale": "de-CH", "timezone": "Europe/Zurich" },
                "app": { "app_start_time": "2026-11-20T10:00:00Z", "app_name": "shop" },
                "device": { "model": "iPhone15,3", "name": "Jane's phone", "battery_level": 7 },
                "os": { "kernel_version": "Darwin 25", "build": "25A1" },
                "response": { "body_size": 7 },
            },
            "request": {
                "method": "POST", "data": { "card": "4111" }, "query_string": "token=1", "cookies": { "sid": "7" },
                "headers": { "User-Agent": "Mozilla/5.0", "Referer": "https://a.example/?q=1" },
                "env": { "REMOTE_ADDR": "192.0.2.7" },
            },
            "tags": { "other": "a person" },
            "extra": { "another": "a person" },
            "sdk": { "packages": [{ "name": "npm:@sentry/browser" }], "integrations": ["Http"], "settings": { "infer_ip": "auto" } },
            "logentry": { "params": ["jane"] },
            "debug_meta": { "sdk_info": { "sdk_name": "x" } },
        });
        merge(&mut event, others);
        event
    }

    fn merge(into: &mut Value, other: Value) {
        match (into, other) {
            (Value::Object(into), Value::Object(other)) => {
                for (name, value) in other {
                    merge(into.entry(name).or_insert(Value::Null), value);
                }
            }
            (into @ Value::Null, other) => *into = other,
            _ => {}
        }
    }

    fn frames(language: &str) -> Value {
        let file = if language == "javascript" { "https://a.example/app.js" } else { "/srv/shop/cart.py" };
        json!({ "frames": [
            { "function": "run", "filename": "run.py", "lineno": 1, "in_app": false },
            {
                "function": "pay", "module": "shop.cart", "filename": file, "abs_path": file, "lineno": 7, "colno": 3,
                "in_app": true, "context_line": "pay()", "pre_context": ["a()"], "post_context": ["b()"],
                "project_root": "/srv", "vars": { "card": "4111" }, "instruction_addr": "0x7f", "registers": { "rip": "0x1" },
            },
        ], "registers": { "rip": "0x2" } })
    }

    /// Events that between them have every field that is read, each with much that is not.
    fn events() -> Vec<Value> {
        let thrown = |language: &str| {
            json!({
                "event_id": "fc6d8c0c43fc4630ad850ee518f1b9d0",
                "timestamp": 1_795_271_405,
                "platform": language,
                "level": "fatal",
                "logger": "auth",
                "release": "1.0",
                "environment": "beta",
                "fingerprint": ["{{ default }}", "pay"],
                "sdk": { "name": "sentry.javascript.browser", "version": "11.0.0" },
                "exception": { "values": [
                    { "type": "KeyError", "value": "k", "mechanism": { "type": "chained", "exception_id": 1, "parent_id": 0 }, "stacktrace": frames(language) },
                    { "type": "TypeError", "value": "v", "module": "builtins", "thread_id": 7,
                      "mechanism": { "type": "onunhandledrejection", "handled": false, "exception_id": 0, "data": { "x": "y" } },
                      "stacktrace": frames(language) },
                ] },
                "request": { "url": "https://a.example/orders/17?q=1" },
                "contexts": {
                    "browser": { "name": "Chrome", "version": "131.0.1" },
                    "os": { "name": "Android", "version": "15.1" },
                    "runtime": { "name": "node", "version": "22.1.0" },
                    "device": { "device_type": "tablet", "simulator": false },
                },
                "tags": { "tenant": "t1" },
                "extra": { "plan": "p1" },
                "debug_meta": { "images": [{ "type": "sourcemap", "code_file": "https://a.example/app.js",
                    "debug_id": "5f3f2b8e-2f0e-4c0a-9f0a-6c1d2e3f4a5b", "image_size": 7 }] },
                "breadcrumbs": { "values": [
                    { "category": "navigation", "type": "query", "timestamp": 1_795_271_400, "data": { "to": "/cart", "from": "/home" } },
                    { "category": "fetch", "timestamp": 1_795_271_401, "message": "m",
                      "data": { "url": "https://a.example/api", "method": "GET", "status_code": 500, "body": "b" } },
                    { "category": "ui.click", "timestamp": 1_795_271_402, "message": "button.pay" },
                    { "category": "console", "timestamp": 1_795_271_403, "level": "warning", "message": "jane logged in", "data": { "arguments": ["jane"] } },
                    { "type": "error", "timestamp": 1_795_271_404, "message": "m" },
                ] },
            })
        };
        let other = |members: Value| {
            let mut event = members;
            merge(&mut event, json!({ "platform": "python", "level": "fatal" }));
            event
        };
        let device = |members: Value| other(json!({ "message": "m", "contexts": { "device": members } }));
        let all = [
            thrown("javascript"),
            thrown("python"),
            other(json!({ "logentry": { "formatted": "f", "message": "l" }, "message": "m" })),
            other(json!({ "logentry": { "message": "l" } })),
            other(json!({ "message": "m", "logger": "console" })),
            other(json!({ "sentry.interfaces.Message": { "message": "m", "params": ["p"] } })),
            other(json!({ "message": "m", "threads": { "values": [
                { "id": 1, "name": "main", "crashed": false, "current": false, "stacktrace": frames("javascript") },
                { "id": 2, "crashed": true, "stacktrace": frames("python") },
            ] } })),
            other(json!({ "message": "m", "threads": { "values": [
                { "id": 1, "stacktrace": frames("javascript") }, { "id": 2, "current": true, "stacktrace": frames("python") },
            ] } })),
            other(
                json!({ "platform": "java", "exception": { "values": [{ "type": "E", "stacktrace": { "frames": [
                { "module": "com.shop.Cart", "function": "pay", "filename": "Cart.java", "lineno": 7 },
                { "abs_path": "/srv/shop/cart.java", "function": "pay", "lineno": 7 },
            ] } }] } }),
            ),
            device(json!({ "type": "mobile" })),
            device(json!({ "family": "iPhone" })),
            device(json!({ "simulator": true })),
        ];
        all.into_iter().map(with_others).collect()
    }

    /// The name in the manifest of a place in an event.
    fn name_of(place: &str) -> &str {
        match place {
            "tags.tenant" => "tags",
            "extra.plan" => "extra",
            "threads.values[].stacktrace" => place,
            _ => place.find("stacktrace.").and_then(|at| place.get(at..)).unwrap_or(place),
        }
    }

    #[test]
    fn what_is_read_of_an_event_is_named_and_nothing_else() {
        let kept = ["tenant".to_owned(), "plan".to_owned()];
        let mut read = BTreeSet::new();
        for event in events() {
            let decoded = |event: &Value| sentry::decode(event.to_string().as_bytes(), &kept).unwrap();
            read.extend(read_leaves(&event, decoded).iter().map(|place| name_of(place).to_owned()));
        }
        assert_eq!(read, names_of(FIELDS, Format::SentryEvent));
    }

    #[test]
    fn what_is_read_of_a_persons_words_is_named_and_nothing_else() {
        let words = json!({ "comments": "it broke", "name": "Jane", "email": "jane@example.com", "event_id": "fc6d8c0c43fc4630ad850ee518f1b9d0" });
        let newer = json!({
            "release": "1.0", "environment": "beta", "timestamp": 1_795_271_405, "platform": "javascript",
            "contexts": {
                "feedback": { "message": "it broke", "contact_email": "jane@example.com", "name": "Jane", "url": "https://a.example/" },
                "browser": { "name": "Chrome", "version": "131.0.1" },
                "os": { "name": "Android", "version": "15.1" },
            },
        });
        let mut read = BTreeSet::new();
        for one in [words, newer] {
            let decoded = |one: &Value| sentry::decode_feedback(one.to_string().as_bytes());
            read.extend(read_leaves(&one, decoded));
        }
        assert_eq!(read, names_of(FIELDS, Format::SentryFeedback));
    }

    #[test]
    fn what_is_read_of_a_session_is_named_and_nothing_else() {
        let session = |errors: u32, status: &str| {
            json!({
                "sid": "7c7b6585-f901-4351-bf8d-02711b721929", "did": "jane", "init": true, "seq": 1, "duration": 3,
                "started": "2026-11-20T10:00:00Z", "timestamp": "2026-11-20T10:00:03Z", "status": status, "errors": errors,
                "attrs": { "release": "1.0", "environment": "beta", "ip_address": "192.0.2.7", "user_agent": "Mozilla/5.0" },
            })
        };
        let mut read = BTreeSet::new();
        for one in [session(0, "ok"), session(0, "crashed")] {
            let decoded = |one: &Value| sentry::decode_session(one.to_string().as_bytes());
            read.extend(read_leaves(&one, decoded));
        }
        assert_eq!(read, names_of(FIELDS, Format::SentrySession));
    }
    #[test]
    fn what_is_read_of_a_server_s_sessions_is_named_and_nothing_else() {
        let sessions = json!({
            "aggregates": [{
                "started": "2026-11-20T10:00:00Z", "did": "jane", "exited": 5, "errored": 4, "unhandled": 3, "crashed": 2,
                "abnormal": 1,
            }],
            "attrs": { "release": "1.0", "environment": "beta", "ip_address": "192.0.2.7", "user_agent": "Mozilla/5.0" },
        });
        let decoded = |one: &Value| sentry::decode_server_sessions(one.to_string().as_bytes());
        assert_eq!(read_leaves(&sessions, decoded), names_of(FIELDS, Format::SentryServerSessions));
    }
}
