//! Chromium, and V8's wordings of all versions.

use super::golden;

#[test]
fn chromium_156_methods_constructors_and_async() {
    golden(
        "TypeError: Cannot read properties of undefined (reading 'deep')
    at Basket.fail (https://shop.example/assets/app.js?v=12:11:30)
    at new Basket (https://shop.example/assets/app.js?v=12:8:32)
    at get total (https://shop.example/assets/app.js?v=12:12:34)
    at #secret (https://shop.example/assets/app.js?v=12:9:27)
    at Object.checkout [as pay] (https://shop.example/assets/app.js?v=12:18:58)
    at https://shop.example/assets/app.js?v=12:57:27
    at HTMLButtonElement.<anonymous> (https://shop.example/assets/app.js?v=12:36:137)
    at Array.map (<anonymous>)
    at new Promise (<anonymous>)
    at async loadUser (https://shop.example/assets/app.js?v=12:29:36)
    at async https://shop.example/assets/app.js?v=12:30:1
    at async Promise.all (index 0)",
        &[
            "Basket.fail | https://shop.example/assets/app.js?v=12 | 11:30 | own",
            "Basket | https://shop.example/assets/app.js?v=12 | 8:32 | own",
            "get total | https://shop.example/assets/app.js?v=12 | 12:34 | own",
            "#secret | https://shop.example/assets/app.js?v=12 | 9:27 | own",
            "Object.checkout | https://shop.example/assets/app.js?v=12 | 18:58 | own",
            "- | https://shop.example/assets/app.js?v=12 | 57:27 | own",
            "- | https://shop.example/assets/app.js?v=12 | 36:137 | own",
            "Array.map | - | -:- | foreign",
            "Promise | - | -:- | foreign",
            "loadUser | https://shop.example/assets/app.js?v=12 | 29:36 | own",
            "- | https://shop.example/assets/app.js?v=12 | 30:1 | own",
            "Promise.all | - | -:- | foreign",
        ],
    );
}

#[test]
fn chromium_156_eval_is_where_the_script_called_it() {
    golden(
        "TypeError: Cannot read properties of undefined (reading 'ev2')
    at inEval (eval at evalNamed (http://127.0.0.1:8470/assets/app.js?v=12:41:31), <anonymous>:1:38)
    at eval (eval at evalNamed (http://127.0.0.1:8470/assets/app.js?v=12:41:31), <anonymous>:2:1)
    at g (eval at eval (eval at f (http://127.0.0.1:8470/a.js:7:9), <anonymous>:1:1), <anonymous>:4:5)
    at evalNamed (http://127.0.0.1:8470/assets/app.js?v=12:41:31)",
        &[
            "inEval | http://127.0.0.1:8470/assets/app.js?v=12 | 41:31 | own",
            "- | http://127.0.0.1:8470/assets/app.js?v=12 | 41:31 | own",
            "g | http://127.0.0.1:8470/a.js | 7:9 | own",
            "evalNamed | http://127.0.0.1:8470/assets/app.js?v=12 | 41:31 | own",
        ],
    );
}

#[test]
fn chromium_156_names_from_computed_keys() {
    golden(
        "TypeError: x
    at strange name (http://127.0.0.1:8470/assets/app.js:45:55)
    at a(b) (http://127.0.0.1:8470/assets/app.js:45:93)
    at @x/y.js (http://127.0.0.1:8470/assets/app.js:45:134)
    at a: b@c (http://127.0.0.1:8470/assets/app.js:45:174)
    at [sym] (http://127.0.0.1:8470/assets/app.js:45:221)
    at Object.[Symbol.iterator] (http://127.0.0.1:8470/assets/app.js:45:230)",
        &[
            "strange name | http://127.0.0.1:8470/assets/app.js | 45:55 | own",
            "a(b) | http://127.0.0.1:8470/assets/app.js | 45:93 | own",
            "@x/y.js | http://127.0.0.1:8470/assets/app.js | 45:134 | own",
            "a: b@c | http://127.0.0.1:8470/assets/app.js | 45:174 | own",
            "[sym] | http://127.0.0.1:8470/assets/app.js | 45:221 | own",
            "Object.[Symbol.iterator] | http://127.0.0.1:8470/assets/app.js | 45:230 | own",
        ],
    );
}

#[test]
fn chromium_156_wasm_blob_and_data() {
    golden(
        "RuntimeError: unreachable
    at app.app::inner::h0123456789abcdef (wasm://wasm/app-bc0fb5da:wasm-function[0]:0x39)
    at app_bg.wasm.app::outer (https://shop.example/app_bg.wasm:wasm-function[1089]:0x84189)
    at https://shop.example/app_bg.wasm:wasm-function[12]:0x1a2
    at Module.inBlob (blob:http://127.0.0.1:8470/17c2e0a1-abe7-46d3-be55-b70d8a3958d9:1:37)
    at Module.inData (data:text/javascript,export function inData(){ undefined.dt }:1:37)",
        &[
            "app.app::inner::h0123456789abcdef | wasm://wasm/app-bc0fb5da | -:57 | own",
            "app_bg.wasm.app::outer | https://shop.example/app_bg.wasm | -:541065 | own",
            "wasm-function[12] | https://shop.example/app_bg.wasm | -:418 | own",
            "Module.inBlob | blob:http://127.0.0.1:8470/17c2e0a1-abe7-46d3-be55-b70d8a3958d9 | 1:37 | own",
            "Module.inData | data:text/javascript,export function inData(){ undefined.dt } | 1:37 | own",
        ],
    );
}

#[test]
fn chromium_156_whose_code_it_is() {
    golden(
        "Error: x
    at a (chrome-extension://abcdefghijklmnop/inject.js:1:2)
    at b (https://shop.example/node_modules/lib/index.js:1:2)
    at c (webpack-internal:///./node_modules/react-dom/index.js:1:2)
    at d (webpack-internal:///(app-pages-browser)/./src/cart.tsx:12:9)
    at eval (webpack://shop/./src/app.ts?ab12:3:4)
    at __webpack_require__ (webpack:///webpack/bootstrap 1a2b:19:1)
    at e (https://shop.example/client/corncrake.js:1:2)
    at f (https://cdn.example/npm/corncrake/dist/corncrake.js?x:1:2)
    at g (https://shop.example/node_modules.js:1:2)
    at Object.corncrakeObserver (https://shop.example/app.js:1:2)
    at <anonymous>:1:1",
        &[
            "a | chrome-extension://abcdefghijklmnop/inject.js | 1:2 | foreign",
            "b | https://shop.example/node_modules/lib/index.js | 1:2 | foreign",
            "c | webpack-internal:///./node_modules/react-dom/index.js | 1:2 | foreign",
            "d | webpack-internal:///(app-pages-browser)/./src/cart.tsx | 12:9 | own",
            "eval | webpack://shop/./src/app.ts?ab12 | 3:4 | own",
            "__webpack_require__ | webpack:///webpack/bootstrap 1a2b | 19:1 | foreign",
            "e | https://shop.example/client/corncrake.js | 1:2 | foreign",
            "f | https://cdn.example/npm/corncrake/dist/corncrake.js?x | 1:2 | foreign",
            "g | https://shop.example/node_modules.js | 1:2 | own",
            "Object.corncrakeObserver | https://shop.example/app.js | 1:2 | foreign",
            "- | - | 1:1 | foreign",
        ],
    );
}

#[test]
fn chromium_48_native_code() {
    golden(
        "TypeError: undefined is not a function
    at Array.forEach (native)
    at eval (native)
    at Object.InjectedScript._evaluateOn (<anonymous>:904:140)
    at Function.Foo.bar (http://shop.example/a.js:1:2)",
        &[
            "Array.forEach | - | -:- | foreign",
            "eval | - | -:- | foreign",
            "Object.InjectedScript._evaluateOn | - | 904:140 | foreign",
            "Function.Foo.bar | http://shop.example/a.js | 1:2 | own",
        ],
    );
}
