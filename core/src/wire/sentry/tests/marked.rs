//! Every field that SDKs know, with a value that says where it stood: what is not on the list is nowhere.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Value, json};

use super::super::decode;
use crate::{json::Json, scrub};

/// An event with every field of the format, each text a mark of its own.
pub(super) fn marked() -> Value {
    let frame = json!({
        "filename": "shop/kept_file.py", "abs_path": "/srv/m-abs/shop/kept_file.py", "function": "kept_function",
        "module": "m_module", "lineno": 7, "in_app": true, "raw_function": "m-raw", "package": "m-package",
        "platform": "m-platform", "instruction_addr": "m-addr", "symbol_addr": "m-symbol", "trust": "m-trust",
        "vars": { "m-name": "m-vars", "self": { "m-deep": ["m-list"] } },
        "pre_context": ["kept_before()"], "context_line": "kept_line()", "post_context": ["kept_behind()"],
        "stack_start": true, "lock": { "address": "m-lock" }, "errors": ["m-errors"],
    });
    let library = json!({
        "filename": "flask/app.py", "abs_path": "/x/site-packages/flask/app.py", "function": "dispatch",
        "lineno": 9, "in_app": false, "context_line": "m-library-line", "vars": { "m": "m-library-vars" },
    });
    json!({
        "event_id": "9ec79c33ec9942ab8353589fcb2e04dc", "timestamp": 1795905682.779, "platform": "python",
        "received": "m-received", "type": "error", "level": "fatal", "logger": "m-logger",
        "transaction": "m-transaction", "transaction_info": { "source": "m-info" }, "server_name": "m-server",
        "release": "kept-release", "dist": "m-dist", "environment": "kept-environment", "culprit": "m-culprit",
        "modules": { "m-modules": "m-version" }, "fingerprint": ["{{ default }}", "kept-part"],
        "tags": { "step": "kept-tag", "other": "m-tag" }, "extra": { "basket": "kept-extra", "other": "m-extra" },
        "user": { "id": "m-user-id", "email": "m-user@example.org", "username": "m-username", "ip_address": "203.0.113.77",
            "name": "m-user-name", "segment": "m-segment", "geo": { "city": "m-city" }, "data": { "m": "m-data" } },
        "request": { "url": "https://shop.example/kept_path/4711?m-query=1#m-fragment", "method": "m-method",
            "query_string": "m-query-string", "cookies": "m-cookies", "headers": { "m-header": "m-header-value" },
            "data": { "m": "m-body" }, "env": { "REMOTE_ADDR": "m-remote" }, "fragment": "m-request-fragment",
            "inferred_content_type": "m-content-type", "api_target": "m-target" },
        "contexts": {
            "browser": { "name": "Firefox", "version": "153.0.1-m-browser" },
            "client_os": { "name": "m-client-os" }, "os": { "name": "Debian", "version": "12.11\n", "build": "m-build",
                "kernel_version": "m-kernel", "raw_description": "m-description" },
            "device": { "name": "m-device-name", "family": "iPhone", "model": "m-model", "model_id": "m-model-id",
                "arch": "m-arch", "boot_time": "m-boot", "device_unique_identifier": "m-device-id", "brand": "m-brand" },
            "runtime": { "name": "CPython", "version": "3.11.7", "build": "m-runtime-build" },
            "app": { "app_identifier": "m-app", "device_app_hash": "m-app-hash" }, "culture": { "locale": "m-locale" },
            "trace": { "trace_id": "m-trace", "span_id": "m-span", "op": "m-op" }, "gpu": { "name": "m-gpu" },
            "cloud_resource": { "host.id": "m-cloud" }, "state": { "state": { "value": "m-state" } },
            "response": { "headers": "m-response" }, "replay": { "replay_id": "m-replay" }, "own": { "m": "m-own" },
        },
        "breadcrumbs": { "values": [{ "category": "m-category", "message": "m-crumb", "data": { "url": "m-crumb-url" } }] },
        "exception": { "values": [
            { "type": "KeptCause", "value": "kept cause", "module": "m_cause_module", "thread_id": "m-thread",
              "mechanism": { "type": "m-cause-mechanism", "data": { "m": "m-mechanism-data" } },
              "stacktrace": { "frames": [frame], "registers": { "m": "m-register" } } },
            { "type": "KeptError", "value": "kept value", "module": "m_error_module",
              "raw_stacktrace": { "frames": [{ "function": "m-raw-frame" }] },
              "mechanism": { "type": "m-mechanism", "handled": false, "description": "m-mechanism-description",
                "help_link": "m-help", "meta": { "errno": { "name": "m-errno" } }, "data": { "m": "m-data" } },
              "stacktrace": { "frames": [library, frame] } },
        ] },
        "threads": { "values": [{ "id": "m-thread-id", "name": "m-thread-name", "stacktrace": { "frames": [] } }] },
        "debug_meta": { "images": [
            { "type": "sourcemap", "code_file": "https://shop.example/kept.js", "debug_id": "1e5ed4ae-fe0f-45a6-a2e7-0c0dd13d02f6" },
            { "type": "elf", "code_file": "/m-image", "debug_id": "m-image-id", "image_addr": "m-image-addr" }] },
        "sdk": { "name": "sentry.python", "version": "2.75.0", "packages": [{ "name": "m-package-name" }],
            "integrations": ["m-integration"], "settings": { "infer_ip": "m-infer" }, "features": ["m-feature"] },
        "_meta": { "m": "m-meta" }, "errors": [{ "m": "m-event-errors" }], "key_id": "m-key", "project": "m-project",
        "site": "m-site", "checksum": "m-checksum", "nodestore_insert": "m-node", "m-unknown": "m-unknown-value",
    })
}

fn written(event: &super::super::SentryEvent) -> String {
    let event = &event.event;
    let mut meta = String::new();
    event.meta.as_ref().unwrap_or(&Json::Null).write(&mut meta);
    format!(
        "{:?} {} {:?} {:?} {meta} {:?} {:?}",
        event.name, event.message, event.uri, event.stack, event.release, event.environment
    )
}

#[test]
fn no_value_is_kept_but_those_on_the_list() {
    let kept = ["step".into(), "basket".into()];
    let mut event = decode(marked().to_string().as_bytes(), &kept).unwrap();
    scrub::event(&mut event.event);
    let text = written(&event);
    let marks: Vec<&str> = text
        .match_indices("m-")
        .chain(text.match_indices("m_"))
        .map(|(at, _)| text.get(at..).unwrap())
        .collect();
    assert!(marks.is_empty(), "{marks:#?}");
    for private in ["203.0.113", "4711", "example.org", "Bearer"] {
        assert!(!text.contains(private), "{private} in {text}");
    }
    for kept in [
        "KeptError",
        "kept value",
        "KeptCause",
        "kept cause",
        "kept_file.py",
        "kept_function",
        "kept_line()",
        "kept_before()",
        "kept_behind()",
        "kept-release",
        "kept-environment",
        "kept-tag",
        "kept-extra",
        "shop.example/kept_path/[digits]",
        "sentry.python 2.75.0",
        "CPython 3.11",
        "phone",
        "fatal",
        "false",
    ] {
        assert!(text.contains(kept), "{kept} is missing in {text}");
    }
    let map = ("https://shop.example/kept.js".into(), "1e5ed4ae-fe0f-45a6-a2e7-0c0dd13d02f6".into());
    assert_eq!(event.debug_ids, [map]);
    assert_eq!(event.names.browser.as_deref(), Some("Firefox 153"));
    assert_eq!(event.names.os.as_deref(), Some("Linux"));
    let without = decode(marked().to_string().as_bytes(), &[]).unwrap();
    assert!(!written(&without).contains("kept-tag") && !written(&without).contains("kept-extra"));
}
