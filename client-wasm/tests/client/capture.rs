//! Each kind of event, as the engines really raise it.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{ENDPOINT, TestPage, run};

/// Code that runs this code as a file of its own.
fn file(code: &str) -> String {
    format!(
        "const script = document.createElement('script');
        script.src = URL.createObjectURL(new Blob([`{code}`]));
        document.head.append(script)"
    )
}

#[wasm_bindgen_test]
async fn an_error_that_nothing_caught() {
    let page = TestPage::open_with("{ release: '1.2.3', environment: 'test' }");
    let event = page.caught("setTimeout(function late() { null.total })").await;
    assert_eq!(event.request("url").as_string().unwrap(), format!("{ENDPOINT}/batch"));
    assert_eq!(event.json("type"), "1");
    assert_eq!(event.text("name"), "TypeError");
    assert!(event.text("message").contains("null"), "{}", event.body());
    assert!(event.text("stack").contains("late"), "{}", event.body());
    assert_eq!(event.text("release"), "1.2.3");
    assert_eq!(event.text("environment"), "test");
    assert_eq!(event.json("meta"), "");
    assert_eq!(event.text("uri"), run("return location.origin + location.pathname").as_string().unwrap());
}

#[wasm_bindgen_test]
async fn a_thrown_text_has_the_place_where_it_was_thrown() {
    let page = TestPage::open();
    run("addEventListener('error', ({ filename, lineno, colno }) =>
            globalThis.place = filename && `:${lineno}:${colno}`, { once: true })");
    let event = page.caught(&file("throw 'out of tea'")).await;
    assert_eq!((event.text("name"), event.text("message")), (String::new(), "out of tea".into()));
    let (stack, place) = (event.text("stack"), run("return place").as_string().unwrap());
    // Firefox knows the places of a page's first fifty throws alone.
    if !place.is_empty() {
        assert!(stack.starts_with("    at blob:") && stack.ends_with(&place), "{place}: {stack}");
        assert!(place.split(':').skip(1).all(|number| number.parse::<u32>().unwrap() > 0), "{place}");
    }
    assert_eq!(stack.lines().count(), usize::from(!place.is_empty()), "{stack}");
}

#[wasm_bindgen_test]
async fn nothing_at_all_can_be_thrown() {
    for nothing in ["null", "undefined"] {
        let event = TestPage::open().caught(&format!("setTimeout(() => {{ throw {nothing} }})")).await;
        assert_eq!((event.text("name"), event.text("message")), (String::new(), nothing.into()));
    }
}

#[wasm_bindgen_test]
async fn a_syntax_error_says_which_file() {
    let page = TestPage::open();
    let event = page.caught(&file("let x = ;")).await;
    assert_eq!(event.text("name"), "SyntaxError");
    assert!(event.text("stack").starts_with("    at blob:"), "{}", event.body());
    assert!(event.text("stack").contains(":1:"), "{}", event.body());
}

#[wasm_bindgen_test]
async fn a_runtime_syntax_error_keeps_its_frames() {
    let event = TestPage::open().caught("setTimeout(function late() { JSON.parse('{') })").await;
    assert_eq!(event.text("name"), "SyntaxError");
    assert!(event.text("stack").contains("late"), "{}", event.body());
}

#[wasm_bindgen_test]
async fn what_failed_to_load() {
    let sources = [("img", "src"), ("script", "src"), ("link", "href"), ("video", "src")];
    for (element, address) in sources {
        let page = TestPage::open();
        let event = page
            .caught(&format!(
                "const element = document.createElement('{element}');
                element.rel = 'stylesheet';
                element.{address} = '/missing/{element}?token=secret';
                document.head.append(element)"
            ))
            .await;
        assert_eq!(event.json("type"), "1");
        assert_eq!(event.text("name"), "ResourceError");
        let message = event.text("message");
        assert!(message.starts_with(&format!("{element} failed to load: http")), "{message}");
        assert!(message.ends_with(&format!("/missing/{element}")), "{message}");
        assert_eq!(event.json("meta"), format!(r#"{{"element":"{element}"}}"#));
    }
}

#[wasm_bindgen_test]
async fn what_failed_to_load_without_a_source_of_its_own() {
    for (element, code) in [
        (
            "img",
            "const element = new Image();
            element.srcset = '/missing/img 1x, /missing/img 2x';
            document.body.append(element)",
        ),
        (
            "image",
            "const of = 'http://www.w3.org/2000/svg', svg = document.createElementNS(of, 'svg');
            document.body.append(svg);
            const element = document.createElementNS(of, 'image');
            element.setAttribute('href', '/missing/image');
            svg.append(element);
            ",
        ),
    ] {
        let event = TestPage::open().caught(code).await;
        assert_eq!(event.text("name"), "ResourceError");
        let message = event.text("message");
        assert!(message.starts_with(&format!("{element} failed to load: ")), "{message}");
        assert!(message.ends_with(&format!("/missing/{element}")), "{message}");
    }
}

#[wasm_bindgen_test]
async fn a_rejection_that_a_library_s_own_promises_announce() {
    let event = TestPage::open()
        .caught(
            "dispatchEvent(new CustomEvent('unhandledrejection',
                { detail: { reason: new RangeError('of Bluebird'), promise: {} } }))",
        )
        .await;
    assert_eq!((event.json("type"), event.text("name")), ("2".into(), "RangeError".into()));
    assert_eq!(event.text("message"), "of Bluebird");
}

#[wasm_bindgen_test]
async fn an_error_of_a_script_of_another_origin_is_all_the_browser_tells() {
    let event =
        TestPage::open().caught("dispatchEvent(new ErrorEvent('error', { message: 'Script error.' }))").await;
    // id, lost, events; type, message, uri, count, ago
    assert_eq!(event.body().matches("\":").count(), 8, "{}", event.body());
    assert_eq!(event.text("message"), "Script error.");
}

#[wasm_bindgen_test]
async fn a_rejection_with_an_error() {
    let event = TestPage::open().caught("(async function late() { null.total })()").await;
    assert_eq!(event.json("type"), "2");
    assert_eq!(event.text("name"), "TypeError");
    assert!(event.text("stack").contains("late"), "{}", event.body());
}

#[wasm_bindgen_test]
async fn a_rejection_with_anything_else() {
    let reasons = [
        ("{ code: 7 }", "", r#"{"code":7}"#),
        ("{ message: 'said so', status: 500 }", "", "said so"),
        ("'only text'", "", "only text"),
        ("42", "", "42"),
        ("undefined", "", "undefined"),
        ("null", "", "null"),
        ("[1, [2]]", "", "[1,[2]]"),
        ("Symbol('tea')", "", "Symbol(tea)"),
        ("12n ** 3n", "", "1728"),
        ("() => 1", "", "[function]"),
        ("new DOMException('too slow', 'TimeoutError')", "TimeoutError", "too slow"),
        ("new (class Refused { why = 'no' })()", "Refused", r#"{"why":"no"}"#),
    ];
    for (reason, name, message) in reasons {
        let event = TestPage::open().caught(&format!("Promise.reject({reason})")).await;
        assert_eq!(event.json("type"), "2");
        assert_eq!(
            (event.text("name").as_str(), event.text("message").as_str()),
            (name, message),
            "{reason}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_rejection_with_the_event_that_told_of_a_failure() {
    let event = TestPage::open()
        .caught(
            "const image = new Image();
            new Promise((_, reject) => image.onerror = reject);
            image.src = '/missing/picture?who=me'",
        )
        .await;
    assert_eq!((event.json("type"), event.text("name")), ("2".into(), "Event".into()));
    let message = event.text("message");
    assert!(message.starts_with("error event on img: http"), "{message}");
    assert!(message.ends_with("/missing/picture"), "{message}");
}

#[wasm_bindgen_test]
fn a_stack_that_is_no_text_is_left_out() {
    run("globalThis.before = [Error.prepareStackTrace, Error.stackTraceLimit];
        Error.prepareStackTrace = (_, frames) => frames");
    let page = TestPage::open();
    run("console.error('made by a library')");
    run("Error.prepareStackTrace = before[0]");
    page.flush();
    assert_eq!(page.last().text("message"), "made by a library");
}

#[wasm_bindgen_test]
fn an_event_of_the_site_s_own() {
    let page = TestPage::open_with("{ meta: { user: 'none', cart: 1 } }");
    let event = page.send("new Error('no stock')", "{ cart: 2, items: ['tea', { n: 1.5 }] }");
    assert_eq!(event.json("type"), "4");
    assert_eq!((event.text("name"), event.text("message")), ("Error".into(), "no stock".into()));
    assert_eq!(event.json("meta"), r#"{"user":"none","cart":2,"items":["tea",{"n":1.5}]}"#);
    assert_eq!(page.send("'text only'", "undefined").json("meta"), r#"{"user":"none","cart":1}"#);
    assert_eq!(page.send("1", "'step 2'").json("meta"), r#"{"user":"none","cart":1,"value":"step 2"}"#);
}

#[wasm_bindgen_test]
fn the_site_s_own_meta_is_read_when_an_event_happens() {
    let page = TestPage::open_with("{ meta: globalThis.liveMeta = {} }");
    assert_eq!(page.send("new Error('a')", "{}").json("meta"), "");
    run("liveMeta.step = 'pay'");
    assert_eq!(page.send("new Error('b')", "null").json("meta"), r#"{"step":"pay"}"#);
}

#[wasm_bindgen_test]
fn values_become_what_json_makes_of_them() {
    let page = TestPage::open();
    let meta = "{ date: new Date(0), url: new URL('https://shop.example/cart'), none: undefined, f() {},
        nan: NaN, big: 12n, minus: -0, wide: 1e300, text: 'é\\n\"', bytes: new Uint8Array(3),
        element: document.createElement('p'), error: Object.assign(new TypeError('inner'), { stack: undefined }), holes: [, 1] }";
    assert_eq!(
        page.send("new Error('x')", meta).json("meta"),
        r#"{"date":"1970-01-01T00:00:00.000Z","url":"https://shop.example/cart","f":"[function]","#
            .to_owned()
            + r#""nan":"NaN","big":"12","minus":0,"wide":1e+300,"text":"é\n\"","bytes":"[binary]","#
            + r#""element":"<P>","error":{"name":"TypeError","message":"inner"},"holes":[null,1]}"#
    );
}

#[wasm_bindgen_test]
fn what_the_stub_caught_is_told_as_if_it_were_now() {
    let page = TestPage::open();
    let records = [
        (
            "1",
            "new ErrorEvent('error', { error: new TypeError('early') })",
            "undefined",
            "TypeError",
            "early",
        ),
        ("2", "{ reason: new RangeError('soon') }", "undefined", "RangeError", "soon"),
        ("3", "['said', 1]", "'    at f (https://a.example/b.js:1:2)'", "", "said 1"),
        ("4", "new Error('own')", "[{ a: 1 }]", "Error", "own"),
    ];
    for (code, value, extra, name, message) in records {
        page.client.replay(
            code.parse().unwrap(),
            &run(&format!("return ({value})")),
            &run(&format!("return ({extra})")),
            "https://a.example/then",
        );
        page.flush();
        let event = page.last();
        assert_eq!(event.json("type"), code);
        assert_eq!((event.text("name").as_str(), event.text("message").as_str()), (name, message));
        assert_eq!(event.text("uri"), "https://a.example/then");
        assert_eq!(event.json("meta"), if code == "4" { r#"{"a":1}"# } else { "" });
    }
}

#[wasm_bindgen_test]
fn the_cause_of_an_error_and_the_errors_it_sums_up() {
    let page = TestPage::open();
    let event = page.send(
        "new Error('no order', { cause: new TypeError('no cart', { cause: { code: 7 } }) })",
        "undefined",
    );
    let meta = event.json("meta");
    assert!(meta.starts_with(r#"{"cause":{"name":"TypeError","message":"no cart","stack":"#), "{meta}");
    assert!(meta.contains(r#""cause":{"code":7}"#), "{meta}");
    let event = page.send("new AggregateError([new Error('one'), 'two'], 'both')", "{ own: 1 }");
    let meta = event.json("meta");
    assert!(meta.starts_with(r#"{"own":1,"errors":[{"name":"Error","message":"one","#), "{meta}");
    assert!(meta.ends_with(r#""two"]}"#), "{meta}");
    // A cause that goes round ends.
    let event = page.send("(() => { const e = new Error('round'); e.cause = e; return e })()", "undefined");
    assert!(event.json("meta").contains("[cyclic]"), "{}", event.body());
}

#[wasm_bindgen_test]
async fn what_the_browser_made_says_what_it_knows() {
    let page = TestPage::open();
    let event = page.caught("Promise.reject(new Response('', { status: 404 }))").await;
    assert_eq!(event.text("name"), "Response");
    assert!(event.text("message").contains(r#""status":404"#), "{}", event.body());
    for (reason, name, said) in [
        ("new ProgressEvent('error')", "ProgressEvent", r#"{"type":"error"}"#),
        (
            "new CustomEvent('broken', { detail: { part: 'tea' } })",
            "CustomEvent",
            r#""detail":{"part":"tea"}"#,
        ),
        ("new Map([['step', 2], ['password', 'x']])", "Map", r#"{"step":2,"password":"[redacted]"}"#),
        ("new Set(['tea', 'milk'])", "Set", r#"["tea","milk"]"#),
        ("new CloseEvent('close', { code: 1006 })", "CloseEvent", r#""code":1006"#),
    ] {
        let event = TestPage::open().caught(&format!("Promise.reject({reason})")).await;
        assert_eq!(event.text("name"), name, "{}", event.body());
        assert!(event.text("message").contains(said), "{}", event.body());
    }
}

#[wasm_bindgen_test]
async fn an_error_event_of_a_component_is_no_resource() {
    let event = TestPage::open()
        .caught(
            "const upload = document.body.appendChild(document.createElement('my-upload'));
            upload.dispatchEvent(new CustomEvent('error',
                { bubbles: true, composed: true, detail: { file: 'tea.png' } }))",
        )
        .await;
    assert_eq!(
        (event.text("name"), event.text("message")),
        ("CustomEvent".into(), "error event on my-upload".into())
    );
    assert_eq!(event.json("meta"), r#"{"file":"tea.png"}"#);
}

#[wasm_bindgen_test]
async fn an_address_that_is_its_own_content_is_cut_to_its_kind() {
    for (url, kind) in [
        ("data:image/svg+xml,%3Csvg%3EJane Roe 12 High Street%3C/svg", "data:[cut]"),
        ("data:image/png;base64,AAAA", "data:[cut]"),
        ("blob:https://shop.example/0c9f4fb8-2b1f-4d52-b2a5-6a6ee2b7f3f4", "blob:[cut]"),
    ] {
        let page = TestPage::open();
        let event = page.caught(&format!("document.body.appendChild(new Image()).src = '{url}'")).await;
        assert_eq!(event.text("message"), format!("img failed to load: {kind}"));
    }
}

#[wasm_bindgen_test]
fn a_stack_keeps_its_frames_behind_a_long_message_and_in_a_script_that_is_its_address() {
    let page = TestPage::open();
    let event = page.send("(function late() { return new Error('m '.repeat(50_000)) })()", "undefined");
    assert!(event.text("stack").contains("late"), "{}", event.text("stack").len());
    // The message may be another one by then, and stand one level down.
    let event = page.send(
        "(function late() { const e = new Error('m '.repeat(50_000)); e.message = 'short'; return e })()",
        "undefined",
    );
    assert!(event.text("stack").contains("late"), "{}", event.text("stack").len());
    let event = page.send(
        "new Error('outer', { cause: (function deep() { return new Error('m '.repeat(2_500)) })() })",
        "undefined",
    );
    let meta = event.json("meta");
    assert!(meta.contains("deep"), "{meta:.300}");
    let long = "x".repeat(30_000);
    let stack = format!(
        "Error: x\\n    at f (data:text/javascript,{long}:1:7)\\n    at g (https://shop.example/a.js:2:3)"
    );
    let event = page.send(&format!("Object.assign(new Error('x'), {{ stack: '{stack}' }})"), "undefined");
    let stack = event.text("stack");
    assert!(stack.contains("at f (data:[cut]:1:7)") && stack.contains("a.js:2:3"), "{stack:.300}");
}
