//! One bug in three engines, and in their older versions, is one issue.

use alloc::{borrow::ToOwned, format, vec, vec::Vec};

use super::*;

/// `[name, message, stack]` of each engine.
type EngineError = [&'static str; 3];

#[track_caller]
fn one_issue(errors: &[EngineError]) {
    let prints: Vec<Fingerprint> =
        errors.iter().map(|[name, message, stack]| of(&error(name, message, stack))).collect();
    for print in &prints {
        assert_eq!(Some(print), prints.first());
    }
}

#[test]
fn a_property_of_undefined_in_a_method() {
    one_issue(&[
        [
            "TypeError",
            "Cannot read properties of undefined (reading 'price')",
            "TypeError: Cannot read properties of undefined (reading 'price')
    at Object.checkout (https://shop.example/assets/index-BqT3k9aZ.js:1:613)
    at HTMLButtonElement.<anonymous> (https://shop.example/assets/index-BqT3k9aZ.js:1:900)",
        ],
        [
            "TypeError",
            "can't access property \"price\", cart.item is undefined",
            "checkout@https://shop.example/assets/index-BqT3k9aZ.js:1:605
start/</<@https://shop.example/assets/index-BqT3k9aZ.js:1:890",
        ],
        [
            "TypeError",
            "undefined is not an object (evaluating 'cart.item.price')",
            "checkout@https://shop.example/assets/index-BqT3k9aZ.js:1:612
@https://shop.example/assets/index-BqT3k9aZ.js:1:899",
        ],
    ]);
}

#[test]
fn a_property_of_undefined_without_a_stack() {
    one_issue(&[
        ["TypeError", "Cannot read properties of undefined (reading 'price')", ""],
        ["TypeError", "Cannot read property 'price' of undefined", ""],
        ["TypeError", "can't access property \"price\", cart.item is undefined", ""],
        ["TypeError", "cart.item is undefined; can't access its \"price\" property", ""],
        ["TypeError", "undefined is not an object (evaluating 'cart.item.price')", ""],
        ["TypeError", "'undefined' is not an object (evaluating 'cart.item.price')", ""],
        ["TypeError", "Unable to get property 'price' of undefined or null reference", ""],
        ["TypeError", "Cannot set properties of undefined (setting 'price')", ""],
        ["TypeError", "undefined is not an object (evaluating 'cart.item.price = total(a == b)')", ""],
        ["", "Uncaught TypeError: Cannot read properties of undefined (reading 'price')", ""],
        ["TypeError", "TypeError: undefined is not an object (evaluating 'cart.item.price')", ""],
    ]);
}

#[test]
fn no_function_by_that_name() {
    one_issue(&[
        ["TypeError", "t.items.map is not a function", ""],
        ["TypeError", "cart.items.map is not a function", ""],
        [
            "TypeError",
            "e.items.map is not a function. (In 'e.items.map((t)=>t.id)', 'e.items.map' is undefined)",
            "",
        ],
        ["TypeError", "Object doesn't support property or method 'map'", ""],
    ]);
    one_issue(&[
        ["TypeError", "t is not a function", ""],
        ["TypeError", "n is not a function", ""],
        ["TypeError", "t is not a function. (In 't()', 't' is undefined)", ""],
    ]);
}

#[test]
fn a_variable_that_is_not_there() {
    one_issue(&[
        ["ReferenceError", "gtag is not defined", ""],
        ["ReferenceError", "Can't find variable: gtag", ""],
        ["ReferenceError", "'gtag' is undefined", ""],
        ["ReferenceError", "assignment to undeclared variable gtag", ""],
    ]);
}

#[test]
fn endless_recursion_ends_anywhere() {
    let v8 = |first: &str, second: &str| {
        let frame = |name: &str| format!("    at {name} (https://shop.example/app.js:1:2)\n");
        let pair = [frame(first), frame(second)].concat();
        error(
            "RangeError",
            "Maximum call stack size exceeded",
            &format!("RangeError: Maximum call stack size exceeded\n{}", pair.repeat(5)),
        )
    };
    let at = |name: &str| format!("{name}@https://shop.example/app.js:1:2\n");
    let gecko = error("InternalError", "too much recursion", &[at("odd"), at("even")].concat().repeat(50));
    let webkit = error(
        "RangeError",
        "Maximum call stack size exceeded.",
        &[at("even"), at("odd")].concat().repeat(50),
    );
    let prints = [v8("odd", "even"), v8("even", "odd"), gecko, webkit].map(|event| of(&event));
    for print in &prints {
        assert_eq!(print.hash, prints[0].hash, "{:?}", print.parts);
    }
    assert_eq!(prints[0].parts, ["type: RangeError", "in: even (app.js)", "in: odd (app.js)"]);
}

#[test]
fn a_chunk_that_a_deploy_removed() {
    one_issue(&[
        [
            "TypeError",
            "Failed to fetch dynamically imported module: https://shop.example/assets/cart-a1b2c3d4.js",
            "",
        ],
        [
            "TypeError",
            "error loading dynamically imported module: https://shop.example/assets/cart-ffffffff.js",
            "",
        ],
        ["TypeError", "Importing a module script failed.", ""],
        [
            "ChunkLoadError",
            "Loading chunk 5 failed.\n(error: https://shop.example/5.abc123.js)",
            "ChunkLoadError: Loading chunk 5 failed.\n    at __webpack_require__.f.j (https://shop.example/main.js:1:2)\n    at openCart (https://shop.example/main.js:1:2)",
        ],
        ["ChunkLoadError", "Loading CSS chunk cart failed.\n(/cart.css)", ""],
    ]);
}

#[test]
fn the_network() {
    one_issue(&[
        ["TypeError", "Failed to fetch", ""],
        ["TypeError", "NetworkError when attempting to fetch resource.", ""],
        ["TypeError", "Load failed", ""],
        ["TypeError", "The network connection was lost.", ""],
    ]);
}

#[test]
fn what_is_no_json() {
    one_issue(&[
        ["SyntaxError", "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON", ""],
        ["SyntaxError", "Unexpected token < in JSON at position 0", ""],
        ["SyntaxError", "JSON.parse: unexpected character at line 1 column 1 of the JSON data", ""],
        ["SyntaxError", "JSON Parse error: Unrecognized token '<'", ""],
    ]);
}

#[test]
fn an_exception_of_the_dom() {
    one_issue(&[
        [
            "NotFoundError",
            "Failed to execute 'removeChild' on 'Node': The node to be removed is not a child of this node.",
            "Error: x\n    at Object.clear (https://shop.example/a.js?v=2:1:2)",
        ],
        [
            "NotFoundError",
            "Node.removeChild: The node to be removed is not a child of this node",
            "clear@https://shop.example/a.js?v=3:1:2",
        ],
        [
            "NotFoundError",
            "The object can not be found here.",
            "removeChild@[native code]\nclear@https://shop.example/a.js:1:2",
        ],
    ]);
}

#[test]
fn an_error_class_of_the_site() {
    one_issue(&[
        [
            "ShopError",
            "cart 12 is empty",
            "ShopError: cart 12 is empty\n    at pay (https://shop.example/a.js:43:115)\n    at Basket.buy (https://shop.example/a.js:4:42)",
        ],
        [
            "ShopError",
            "cart 99 is empty",
            "ShopError@https://shop.example/a.js:43:70\npay@https://shop.example/a.js:43:115\nbuy@https://shop.example/a.js:4:42",
        ],
        [
            "ShopError",
            "cart 5 is empty",
            "BaseError@https://shop.example/a.js:1:7\nShopError@https://shop.example/a.js:43:75\npay@https://shop.example/a.js:43:128\nbuy@https://shop.example/a.js:4:42",
        ],
    ]);
}

#[test]
fn async_functions_and_loaders() {
    one_issue(&[
        [
            "TypeError",
            "x",
            "TypeError: x
    at fetchUser (https://shop.example/a.js:28:72)
    at async loadUser (https://shop.example/a.js:29:36)
    at async showUser (https://shop.example/a.js:30:29)",
        ],
        [
            "TypeError",
            "x",
            "fetchUser@https://shop.example/a.js:28:55\nasync*loadUser@https://shop.example/a.js:29:36",
        ],
        [
            "TypeError",
            "x",
            "fetchUser@https://shop.example/a.js:28:71\nfetchUser@https://shop.example/a.js:28:90",
        ],
        [
            "TypeError",
            "x",
            "TypeError: x
    at fetchUser (https://shop.example/a.js:28:72)
    at __webpack_require__ (https://shop.example/a.js:1:1)
    at Module../src/main.js (https://shop.example/a.js:2:2)",
        ],
    ]);
}

#[test]
fn rust_in_wasm() {
    one_issue(&[
        [
            "RuntimeError",
            "unreachable",
            "RuntimeError: unreachable\n    at app_bg.wasm.app::cart::pay::h0123456789abcdef (https://shop.example/app_bg-a1b2c3d4.wasm:wasm-function[7]:0x39)",
        ],
        [
            "RuntimeError",
            "unreachable executed",
            "app_bg.wasm.app::cart::pay::hfedcba9876543210@https://shop.example/app_bg.wasm:wasm-function[9]:0x41",
        ],
        [
            "RuntimeError",
            "Unreachable code should not be executed (evaluating 'wasm.pay()')",
            "app::cart::pay::h0123456789abcdef@app_bg.wasm:wasm-function[7]",
        ],
    ]);
}

#[test]
fn an_error_is_the_same_however_it_came() {
    let stack = "save@https://shop.example/a.js:1:2";
    let prints: Vec<_> = [1, 2, 3, 4, 70, 98]
        .into_iter()
        .map(|code| {
            let kind = EventType::from_code(code).unwrap();
            of(&Event { kind, ..error("Error", "x", stack) }).hash
        })
        .collect();
    assert_eq!(prints, vec![prints[0]; prints.len()]);
}

#[test]
fn the_parts_say_why() {
    let told = "TypeError: x\n    at Cart.total (https://shop.example:8443/assets/cart-BqT3k9aZ.js?v=1:1:2)\n    at pay (https://shop.example/assets/index.3f2a9c1b.js:3:4)\n    at far (https://shop.example/a.js:5:6)";
    assert_eq!(
        parts("TypeError", "x", told),
        ["type: TypeError", "in: total (assets/cart.js)", "in: pay (assets/index.js)"]
    );
    assert_eq!(
        parts("", "Order 77 of jane@example.com failed", ""),
        ["message: order [number] of [email] failed"]
    );
    let csp = Event {
        kind: EventType::from_code(5).unwrap(),
        message: "script-src blocked https://evil.example/x.js".to_owned(),
        ..Event::default()
    };
    assert_eq!(of(&csp).parts, ["report: CSP", "message: script-src blocked [url] evil.example"]);
}

#[test]
fn a_call_that_breadcrumbs_observed_is_the_same_call() {
    for (name, message, before) in [
        (
            "TypeError",
            "Failed to fetch",
            "    at Object.corncrakeObserver (https://shop.example/app.js:1:900)\n",
        ),
        (
            "TypeError",
            "Failed to fetch",
            "    at Object.corncrakeObserver [as apply] (https://shop.example/app.js:1:900)\n",
        ),
    ] {
        let own = "    at refused (https://shop.example/app.js:1:20)\n    at async start (https://shop.example/app.js:1:40)";
        let alone = parts(name, message, &format!("{name}: {message}\n{own}"));
        assert_eq!(parts(name, message, &format!("{name}: {message}\n{before}{own}")), alone);
        assert!(alone.iter().any(|part| part.contains("refused")), "{alone:?}");
    }
    let gecko = "corncrakeObserver@https://shop.example/app.js:1:900\n";
    let own = "shout@https://shop.example/app.js:1:20\nstart@https://shop.example/app.js:1:40";
    assert_eq!(parts("", "stock is low", &format!("{gecko}{own}")), parts("", "stock is low", own));
}
