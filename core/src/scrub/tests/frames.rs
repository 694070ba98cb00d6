//! Stacks of three engines and of runtimes: what the frames tell stays, line by line.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use serde::Deserialize;

use crate::scrub::text;
use crate::stack::{Frame, parse_event};

#[derive(Deserialize)]
struct Case {
    id: String,
    name: Option<String>,
    message: String,
    stack: Option<String>,
}

/// The frame as it has to be: its file's query and what a blob or data holds are gone.
fn expected(frame: Frame) -> Frame {
    let file = frame.file.map(|file| match file.split_once('?') {
        _ if file.starts_with("data:") => "data:[cut]".into(),
        _ if file.starts_with("blob:") => "blob:[cut]".into(),
        // Gecko says behind the query where an `eval` stands.
        Some((file, query)) => file.to_owned() + query.find(' ').map_or("", |end| &query[end..]),
        None => file,
    });
    Frame { file, ..frame }
}

fn frames_stay(id: &str, name: Option<&str>, message: &str, stack: &str) {
    let scrubbed = text(stack);
    assert_eq!(stack.lines().count(), scrubbed.lines().count(), "{id}");
    let before: Vec<Frame> = parse_event(stack, name, message).into_iter().map(expected).collect();
    assert_eq!(parse_event(&scrubbed, name, &text(message)), before, "{id}\n{stack}\n{scrubbed}");
}

fn recorded(fixture: &str) {
    let cases: Vec<Case> = serde_json::from_str(fixture).unwrap();
    assert!(cases.len() > 50);
    for Case { id, name, message, stack } in cases {
        frames_stay(&id, name.as_deref(), &message, &stack.unwrap_or_default());
    }
}

#[test]
fn recorded_in_chromium_156() {
    recorded(include_str!("../../../tests/fixtures/chromium-156-module.json"));
    recorded(include_str!("../../../tests/fixtures/chromium-156-minified.json"));
}

#[test]
fn recorded_in_firefox_153() {
    recorded(include_str!("../../../tests/fixtures/firefox-153-module.json"));
    recorded(include_str!("../../../tests/fixtures/firefox-153-minified.json"));
}

#[test]
fn recorded_in_webkitgtk_2_50() {
    recorded(include_str!("../../../tests/fixtures/webkitgtk-2.50-module.json"));
    recorded(include_str!("../../../tests/fixtures/webkitgtk-2.50-minified.json"));
}

/// Frames as they are met in the wild, each of which has to stay byte by byte.
const FRAMES: &[&str] = &[
    // Chromium
    "    at Basket.fail (https://shop.example/assets/index-BqT3k9aZ.js:11:30)",
    "    at new Basket (https://shop.example/assets/main.3f2a9c1b8d7e6f5a4b3c.js:8:32)",
    "    at Object.checkout [as pay] (https://shop.example/_next/static/chunks/117-40bc79a2b97edb21.js:1:58302)",
    "    at #secret (https://shop.example/assets/application-3f2a9c1b8d7e6f5a4b3c.js:9:27)",
    "    at Foo.#hidden (https://shop.example/a.js:9:27)",
    "    at async Promise.all (index 0)",
    "    at new Promise (<anonymous>)",
    "    at eval (eval at inner (https://shop.example/a.js:5:6), <anonymous>:1:1)",
    "    at handleCreateOrUpdateSubscriptionV2Response (http://localhost:5173/src/api.ts:10:5)",
    "    at http://127.0.0.1:8470/@vite/client:31:9",
    "    at Module.foo (webpack-internal:///(app-pages-browser)/./src/app/[slug]/page.tsx:25:9)",
    "    at f (webpack://@scope/app/./node_modules/@babel/runtime/helpers/esm/typeof.js:3:4)",
    "    at g (https://cdn.jsdelivr.net/npm/vue@3.4.21/dist/vue.global.prod.js:6:7)",
    "    at h (https://deno.land/std@0.224.0/http/server.ts:1:2)",
    "    at shop::cart::total::h0123456789abcdef (https://shop.example/a_bg.wasm:wasm-function[1089]:0x84189)",
    "    at wasm://wasm/00a1b2c3:wasm-function[5]:0x1a2b",
    "    at chrome-extension://abcdefghijklmnopabcdefghijklmnop/content.js:2:3",
    "    at load (C:\\srv\\my shop\\app.js:1:2)",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
    // Gecko
    "loadCart@https://shop.example/assets/index-BqT3k9aZ.js:5:27",
    "timerTest/</tick/<@https://shop.example/app.js:34:94",
    "async*loadUser@https://shop.example/app.js:29:36",
    "setTimeout handler*start@https://shop.example/app.js:3:4",
    "@https://shop.example/app.js:111:1",
    "inEval@https://shop.example/app.js line 41 > eval:1:21",
    "app.app::outer@https://shop.example/app_bg.wasm:wasm-function[1089]:0x84189",
    "./src/App.js/<@webpack-internal:///./src/App.js:12:9",
    "render@https://unpkg.example/react-dom@18.2.0/umd/react-dom.js:7:9",
    "b@resource://gre/modules/x.js:1:2",
    "c@self-hosted:1234:17",
    // WebKit
    "forEach@[native code]",
    "module code@https://shop.example/app.js:111:5",
    "a@webkit-masked-url://hidden/:1:2",
    "<?>.wasm-function[12]@[wasm code]",
    "app.wasm-function[app::outer]@[wasm code]",
    "https://unpkg.example/react@18.2.0/umd/react.js:7:9",
    "f@main.jsbundle:3:4",
    "render@index.android.bundle:1:452701",
];

#[test]
fn frames_in_the_wild_stay_as_they_are() {
    for frame in FRAMES {
        assert_eq!(text(frame), *frame);
        frames_stay(frame, None, "", frame);
    }
    let stack = FRAMES.join("\n");
    assert_eq!(text(&stack), stack);
}

/// What goes from frames, and what stays of them.
const PLACES: &[(&str, &str)] = &[
    ("    at f (https://a.example/b.js?v=1:10:5)", "    at f (https://a.example/b.js:10:5)"),
    ("f@https://a.example/b.js?user=ann@b.example:10:5", "f@https://a.example/b.js:10:5"),
    ("f@https://a.example/#/inbox?id=(1):10:5", "f@https://a.example/:10:5"),
    (
        "f@https://a.example/b.wasm?v=1:wasm-function[7]:0x84",
        "f@https://a.example/b.wasm:wasm-function[7]:0x84",
    ),
    ("    at https://ann:pw@a.example/b.js:1:2", "    at https://a.example/b.js:1:2"),
    ("    at f (file:///home/ann/shop/a.js:1:2)", "    at f (file:///home/[user]/shop/a.js:1:2)"),
    ("    at f (C:\\Users\\Ann Lee\\shop\\a.js:1:2)", "    at f (C:\\Users\\[user]\\shop\\a.js:1:2)"),
    ("    at f (http://192.168.0.7:3000/a.js:1:2)", "    at f (http://[ip]:3000/a.js:1:2)"),
    ("f@moz-extension://550e8400-e29b-41d4-a716-446655440000/c.js:1:2", "f@moz-extension://[uuid]/c.js:1:2"),
    (
        "    at f (blob:https://a.example/550e8400-e29b-41d4-a716-446655440000:1:2)",
        "    at f (blob:[cut]:1:2)",
    ),
    ("f@data:text/javascript,let ann = {}; ann.lee():1:2", "f@data:[cut]:1:2"),
    ("    at f (data:text/javascript;base64,YWxlcnQoKQ==:1:2)", "    at f (data:[cut]:1:2)"),
    (
        "    at eval (eval at f (https://a.example/b.js?v=1:1:2), <anonymous>:3:4)",
        "    at eval (eval at f (https://a.example/b.js:1:2), <anonymous>:3:4)",
    ),
    ("f@https://a.example/b.js?v=1 line 41 > eval:1:21", "f@https://a.example/b.js line 41 > eval:1:21"),
];

#[test]
fn frames_keep_their_place() {
    for (frame, expected) in PLACES {
        assert_eq!(text(frame), *expected);
        assert_eq!(text(expected), *expected);
        let place = |frame: &str| {
            let frame = parse_event(frame, None, "").into_iter().next().unwrap();
            (frame.function, frame.line, frame.column)
        };
        assert_eq!(place(frame), place(expected), "{frame}");
    }
}
