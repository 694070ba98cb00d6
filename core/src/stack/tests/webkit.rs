//! Safari and WebKitGTK.

use super::golden;

#[test]
fn webkitgtk_2_50_kinds_of_code() {
    golden(
        "loadCart@http://127.0.0.1:8470/assets/app.js:5:44
total@http://127.0.0.1:8470/assets/app.js:12:33
@http://127.0.0.1:8470/assets/app.js:25:48
forEach@[native code]
@[native code]
eval code@
eval@[native code]
inEval@
anonymous@
anonymous@[native code]
module code@http://127.0.0.1:8470/assets/app.js:111:5
global code@http://127.0.0.1:8470/assets/app.js:4:3763",
        &[
            "loadCart | http://127.0.0.1:8470/assets/app.js | 5:44 | own",
            "total | http://127.0.0.1:8470/assets/app.js | 12:33 | own",
            "- | http://127.0.0.1:8470/assets/app.js | 25:48 | own",
            "forEach | - | -:- | foreign",
            "eval | - | -:- | foreign",
            "inEval | - | -:- | foreign",
            "- | http://127.0.0.1:8470/assets/app.js | 111:5 | own",
            "- | http://127.0.0.1:8470/assets/app.js | 4:3763 | own",
        ],
    );
}

#[test]
fn webkitgtk_2_50_wasm_names_the_module_only() {
    golden(
        "app::inner::h0123456789abcdef@app:wasm-function[0]\n@app:wasm-function[1]\n@http://127.0.0.1:8470/assets/app.js:104:148",
        &[
            "app::inner::h0123456789abcdef | app | -:- | own",
            "wasm-function[1] | app | -:- | own",
            "- | http://127.0.0.1:8470/assets/app.js | 104:148 | own",
        ],
    );
}

#[test]
fn safari_15_wasm() {
    golden(
        "<?>.wasm-function[12]@[wasm code]\napp.wasm-function[app::outer]@[wasm code]\nwasm-stub@[wasm code]",
        &[
            "wasm-function[12] | [wasm code] | -:- | own",
            "app::outer | [wasm code] | -:- | own",
            "wasm-stub | [wasm code] | -:- | own",
        ],
    );
}

#[test]
fn safari_17_foreign_code_and_async() {
    golden(
        "a@webkit-masked-url://hidden/:1:2
b@safari-web-extension://0f2e/content.js:1:2
c@user-script:12:1:2
async loadUser@https://shop.example/app.js:29:36
render@https://unpkg.example/react-dom@18.2.0/umd/react-dom.js:7:9
https://unpkg.example/react@18.2.0/umd/react.js:7:9",
        &[
            "a | webkit-masked-url://hidden/ | 1:2 | foreign",
            "b | safari-web-extension://0f2e/content.js | 1:2 | foreign",
            "c | user-script:12 | 1:2 | foreign",
            "loadUser | https://shop.example/app.js | 29:36 | own",
            "render | https://unpkg.example/react-dom@18.2.0/umd/react-dom.js | 7:9 | own",
            "- | https://unpkg.example/react@18.2.0/umd/react.js | 7:9 | own",
        ],
    );
}

#[test]
fn safari_6_had_places_alone_and_no_columns() {
    golden(
        "@http://shop.example/js/stacktrace.js:48
dumpException3@http://shop.example/js/stacktrace.js:52
http://shop.example/js/stacktrace.js:82
[native code]",
        &[
            "- | http://shop.example/js/stacktrace.js | 48:- | own",
            "dumpException3 | http://shop.example/js/stacktrace.js | 52:- | own",
            "- | http://shop.example/js/stacktrace.js | 82:- | own",
        ],
    );
}
