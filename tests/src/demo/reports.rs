//! What browsers report of the demo's shop by themselves: policies, deprecations, the network,
//! crashes.

use serde_json::{Value, json};

const POLICY: &str =
    "default-src 'self'; script-src 'self' https://errors.example.com; img-src 'self'; report-to default";

/// One of several reports, by a number.
pub(super) fn report(number: u64) -> Value {
    let (page, kind, body) = match number % 9 {
        0 | 1 => ("cart", "csp-violation", csp("script-src-elem", "https://cdn.reviews.example/widget.js")),
        2 => ("shop/tea", "csp-violation", csp("img-src", "https://images.partner.example/tea.webp")),
        3 => ("", "csp-violation", csp("script-src-elem", "inline")),
        4 => (
            "shop",
            "csp-violation",
            csp("script-src-elem", "chrome-extension://aeblfdkhhhdcdjpifhhbdiojplfjncoa/x.js"),
        ),
        5 => (
            "account",
            "deprecation",
            json!({
                "id": "UnloadHandler", "message": "Unload event listeners are deprecated and will be removed.",
                "anticipatedRemoval": "2030-06-01T00:00:00.000Z", "lineNumber": 2, "columnNumber": 8_114,
                "sourceFile": "https://shop.example/assets/shop-C41vTq0x.js",
            }),
        ),
        6 => (
            "api/stock",
            "network-error",
            json!({
                "elapsed_time": 30_000, "method": "GET", "phase": "connection", "protocol": "", "referrer": "",
                "sampling_fraction": 1.0, "server_ip": "", "status_code": 0, "type": "tcp.timed_out",
            }),
        ),
        7 => (
            "shop/tea",
            "intervention",
            json!({
                "id": "HeavyAdIntervention", "message": "Ad was removed because its CPU usage exceeded the limit.",
                "sourceFile": "https://shop.example/assets/shop-C41vTq0x.js", "lineNumber": 2, "columnNumber": 91,
            }),
        ),
        _ => (
            "stories/first-flush",
            "crash",
            json!({ "reason": "oom", "is_top_level": true, "visibility_state": "visible" }),
        ),
    };
    json!([{ "type": kind, "age": number % 60_000, "url": format!("https://shop.example/{page}"), "body": body }])
}

fn csp(directive: &str, blocked: &str) -> Value {
    json!({
        "documentURL": "https://shop.example/", "disposition": "enforce", "effectiveDirective": directive,
        "blockedURL": blocked, "originalPolicy": POLICY, "statusCode": 200, "referrer": "", "sample": "",
        "sourceFile": "https://shop.example/", "lineNumber": 14, "columnNumber": 3,
    })
}
