//! Firefox.

use super::golden;

#[test]
fn firefox_153_nested_anonymous_and_top_level() {
    golden(
        "loadCart@http://127.0.0.1:8470/assets/app.js?v=12:5:27
main/<@http://127.0.0.1:8470/assets/app.js?v=12:56:37
store.wrapped<@http://127.0.0.1:8470/assets/app.js?v=12:20:36
get total@http://127.0.0.1:8470/assets/app.js?v=12:12:17
timerTest/</tick/<@http://127.0.0.1:8470/assets/app.js?v=12:34:94
@http://127.0.0.1:8470/assets/app.js?v=12:111:1
",
        &[
            "loadCart | http://127.0.0.1:8470/assets/app.js?v=12 | 5:27 | own",
            "main/< | http://127.0.0.1:8470/assets/app.js?v=12 | 56:37 | own",
            "store.wrapped< | http://127.0.0.1:8470/assets/app.js?v=12 | 20:36 | own",
            "get total | http://127.0.0.1:8470/assets/app.js?v=12 | 12:17 | own",
            "timerTest/</tick/< | http://127.0.0.1:8470/assets/app.js?v=12 | 34:94 | own",
            "- | http://127.0.0.1:8470/assets/app.js?v=12 | 111:1 | own",
        ],
    );
}

#[test]
fn firefox_153_eval_and_wasm() {
    golden(
        "inEval@http://127.0.0.1:8470/assets/app.js?v=12 line 41 > eval:1:21
@http://127.0.0.1:8470/assets/app.js?v=12 line 41 > eval:2:1
anonymous@http://127.0.0.1:8470/assets/app.js?v=12 line 42 > Function:3:1
deep@http://127.0.0.1:8470/assets/app.js line 5 > eval line 1 > eval:1:1
app.app::inner::h0123456789abcdef@http://127.0.0.1:8470/assets/app.js?v=12 line 104 > WebAssembly.instantiate:wasm-function[0]:0x39
app.app::outer@http://127.0.0.1:8470/assets/app_bg.wasm:wasm-function[1089]:0x84189
@http://127.0.0.1:8470/assets/app_bg.wasm:wasm-function[3]:0x10",
        &[
            "inEval | http://127.0.0.1:8470/assets/app.js?v=12 | 41:- | own",
            "- | http://127.0.0.1:8470/assets/app.js?v=12 | 41:- | own",
            "- | http://127.0.0.1:8470/assets/app.js?v=12 | 42:- | own",
            "deep | http://127.0.0.1:8470/assets/app.js | 5:- | own",
            "app.app::inner::h0123456789abcdef | http://127.0.0.1:8470/assets/app.js?v=12 line 104 > WebAssembly.instantiate | -:57 | own",
            "app.app::outer | http://127.0.0.1:8470/assets/app_bg.wasm | -:541065 | own",
            "wasm-function[3] | http://127.0.0.1:8470/assets/app_bg.wasm | -:16 | own",
        ],
    );
}

#[test]
fn firefox_153_at_signs_on_either_side() {
    golden(
        "@x/y.js@http://127.0.0.1:8470/assets/app.js?v=12:45:124
a: b@c@http://127.0.0.1:8470/assets/app.js?v=12:45:164
render@https://unpkg.example/react-dom@18.2.0/umd/react-dom.js:7:9
./src/App.js/<@webpack-internal:///./src/App.js:12:9
./node_modules/@scope/lib/index.js@https://shop.example/main.js:1:2
a(b)@http://127.0.0.1:8470/assets/app.js?v=12:45:83",
        &[
            "@x/y.js | http://127.0.0.1:8470/assets/app.js?v=12 | 45:124 | own",
            "a: b@c | http://127.0.0.1:8470/assets/app.js?v=12 | 45:164 | own",
            "render | https://unpkg.example/react-dom@18.2.0/umd/react-dom.js | 7:9 | own",
            "./src/App.js/< | webpack-internal:///./src/App.js | 12:9 | own",
            "./node_modules/@scope/lib/index.js | https://shop.example/main.js | 1:2 | own",
            "a(b) | http://127.0.0.1:8470/assets/app.js?v=12 | 45:83 | own",
        ],
    );
}

#[test]
fn firefox_100_async_causes_and_foreign_code() {
    golden(
        "fetchUser@https://shop.example/app.js:28:55
async*loadUser@https://shop.example/app.js:29:36
setTimeout handler*start@https://shop.example/app.js:3:4
promise callback*@https://shop.example/app.js:5:6
a@moz-extension://0f2e/content.js:1:2
b@resource://gre/modules/x.js:1:2
c@self-hosted:1234:17
@debugger eval code:1:1",
        &[
            "fetchUser | https://shop.example/app.js | 28:55 | own",
            "loadUser | https://shop.example/app.js | 29:36 | own",
            "start | https://shop.example/app.js | 3:4 | own",
            "- | https://shop.example/app.js | 5:6 | own",
            "a | moz-extension://0f2e/content.js | 1:2 | foreign",
            "b | resource://gre/modules/x.js | 1:2 | foreign",
            "c | self-hosted | 1234:17 | foreign",
            "- | - | 1:1 | foreign",
        ],
    );
}

#[test]
fn firefox_29_had_no_columns() {
    golden(
        "foo@http://shop.example/js/stacktrace.js:44\n@http://shop.example/js/stacktrace.js:31\n",
        &[
            "foo | http://shop.example/js/stacktrace.js | 44:- | own",
            "- | http://shop.example/js/stacktrace.js | 31:- | own",
        ],
    );
}
