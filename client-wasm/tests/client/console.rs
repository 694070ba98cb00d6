//! What `console.error` was called with, as the engines print it.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{TestPage, run};

#[wasm_bindgen_test]
async fn console_error() {
    let page = TestPage::open();
    let event = page.caught("(function shout() { console.error('cart', 3, { id: null }, [true]) })()").await;
    assert_eq!(event.json("type"), "3");
    assert_eq!(event.text("name"), "");
    assert_eq!(event.text("message"), r#"cart 3 {"id":null} [true]"#);
    let stack = event.text("stack");
    let first = stack.lines().next().unwrap();
    assert!(first.contains("shout"), "{stack}");
    assert!(!stack.contains("listen.js"), "{stack}");
}

#[wasm_bindgen_test]
async fn console_error_fills_in_its_format() {
    let page = TestPage::open();
    for (args, line) in [
        ("'%s failed with %d: %o', 'job', 5, { a: 1 }", r#"job failed with 5: {"a":1}"#),
        ("'%cred%c and 100%', 'color: red', '', 'more'", "red and 100% more"),
        ("'50%% of %s', 'tea', 'and', 2", "50% of tea and 2"),
        ("'%s and %s', 'one'", "one and %s"),
        ("'%s', new Map([['tea', 2]])", r#"{"tea":2}"#),
        ("'%s'", "%s"),
        ("", ""),
    ] {
        let event = page.caught(&format!("console.error({args})")).await;
        assert_eq!((event.json("type"), event.text("message")), ("3".into(), line.into()), "{args}");
    }
}

#[wasm_bindgen_test]
async fn console_error_with_an_error_is_that_error() {
    let page = TestPage::open();
    let event = page.caught("console.error('Cannot render', new RangeError('too far'))").await;
    assert_eq!((event.text("name"), event.text("message")), ("RangeError".into(), "too far".into()));
    assert!(!event.text("stack").is_empty());
    // What was said before it is kept.
    assert_eq!(event.json("meta"), r#"{"console":"Cannot render "}"#);
    let event = page.caught("console.error('%s: %o', 'Order', new RangeError('none', { cause: 7 }))").await;
    assert_eq!(event.json("meta"), r#"{"console":"Order: ","cause":7}"#);
    let event = page.caught("console.error(new DOMException('not now', 'AbortError'))").await;
    assert_eq!((event.text("name"), event.text("message")), ("AbortError".into(), "not now".into()));
}

#[wasm_bindgen_test]
async fn console_error_with_an_error_keeps_words_of_any_kind() {
    // The one of the tests itself makes a text of each value.
    run("globalThis.before = console.error; console.error = () => {}");
    let page = TestPage::open();
    for (words, said) in [
        // The answer of GraphQL has no prototype.
        (
            "Object.assign(Object.create(null), { order: 7, password: 'x' }), ",
            r#"{"console":"{\"order\":7,\"password\":\"[redacted]\"} "}"#,
        ),
        ("Symbol('tea'), ", r#"{"console":"Symbol(tea) "}"#),
        ("'cart', { id: 1 }, ", r#"{"console":"cart {\"id\":1} "}"#),
        ("'%s', ", ""),
        ("", ""),
    ] {
        let event = page.caught(&format!("console.error({words}new RangeError('too far'))")).await;
        assert_eq!((event.text("name"), event.text("message")), ("RangeError".into(), "too far".into()));
        assert!(!event.text("stack").is_empty(), "{words}");
        assert_eq!(event.json("meta"), said, "{words}");
    }
    // The error is the same one when it is thrown.
    let code = "const kept = new Error('kept');
        console.error(Object.create(null), kept); setTimeout(() => { throw kept })";
    assert_eq!(page.caught(code).await.counts(), (1, 0));
    drop(page);
    run("console.error = before");
}

#[wasm_bindgen_test]
async fn console_error_still_prints() {
    run("globalThis.printed = []; globalThis.before = console.error;
        console.error = (...args) => { printed.push(args) }");
    let page = TestPage::open();
    page.caught("console.error('one', 'two')").await;
    assert_eq!(run("return JSON.stringify(printed)").as_string().unwrap(), r#"[["one","two"]]"#);
    drop(page);
    run("console.error = before");
}

#[wasm_bindgen_test]
async fn console_errors_can_be_left_out() {
    let page = TestPage::open_with("{ consoleErrors: false }");
    run("console.error('quiet')");
    page.flush();
    assert_eq!(page.count(), 0);
}
