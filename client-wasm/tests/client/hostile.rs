//! Values and pages that break whatever touches them. Nothing may throw into the page, and
//! nothing may keep an event from being told.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{LoadedClient, TestPage, run, wait};

/// A proxy of which nothing can be asked.
const THROWS: &str = "new Proxy(function () {}, new Proxy({}, { get() { throw new Error('trap') } }))";
const THROWING_OBJECT: &str = "new Proxy({}, new Proxy({}, { get() { throw new Error('trap') } }))";

#[wasm_bindgen_test]
async fn a_value_that_throws_when_it_is_looked_at() {
    let page = TestPage::open_with("{ meta: { own: 1 } }");
    assert_eq!(page.send(THROWING_OBJECT, "undefined").text("message"), "[unreadable]");
    assert_eq!(page.send(THROWS, "undefined").text("message"), "[function]");
    assert_eq!(page.send("new Error('told')", THROWING_OBJECT).json("meta"), r#"{"own":1}"#);
    let event = page.send("new Error('told')", &format!("{{ a: 1, bad: {THROWING_OBJECT}, b: 2 }}"));
    assert_eq!(event.json("meta"), r#"{"own":1,"a":1,"bad":"[unreadable]","b":2}"#);
    let event = page.caught(&format!("Promise.reject({THROWING_OBJECT})")).await;
    assert_eq!((event.json("type"), event.text("message")), ("2".into(), "[unreadable]".into()));
    let event = page.caught(&format!("setTimeout(() => {{ throw {THROWING_OBJECT} }})")).await;
    assert_eq!(event.text("message"), "[unreadable]");
    // The console itself may fail at it, as it does without a client. In a page of its own: told in
    // another way within a second, the same text is the same failure.
    let page = TestPage::open();
    let event = page.caught(&format!("try {{ console.error('near', {THROWING_OBJECT}) }} catch {{}}")).await;
    assert_eq!(event.text("message"), "near [unreadable]");
}

#[wasm_bindgen_test]
fn a_revoked_proxy_and_throwing_getters() {
    let page = TestPage::open();
    let revoked = "(() => { const { proxy, revoke } = Proxy.revocable([], {}); revoke(); return proxy })()";
    assert_eq!(page.send(revoked, "undefined").text("message"), "[unreadable]");
    let event = page.send(
        "Object.defineProperties(new Error('x'), {
            message: { get() { throw 1 } }, name: { get() { throw 2 } }, stack: { get() { throw 3 } } })",
        "{ get bad() { throw new Error('getter') }, good: 1 }",
    );
    assert_eq!(event.text("name"), "Error");
    assert_eq!(event.json("meta"), r#"{"good":1}"#);
    let event = page.send("new Error('x')", "{ date: { toJSON() { throw 1 } } }");
    assert_eq!(event.json("meta"), r#"{"date":"[unreadable]"}"#);
}

/// What a forged event has in the place of each member: `docs/decisions/0001-client-bindings.md`
/// says which ways to read an event pass.
#[wasm_bindgen_test]
fn a_forged_event_costs_no_genuine_error() {
    let members = "['message', 'filename', 'lineno', 'colno', 'error', 'reason', 'target', 'detail']";
    for member in [
        "{ get() { throw new Error('getter') } }",
        "{ value: Symbol('x') }",
        "{ value: { toString() { throw new Error('text') }, valueOf() { throw new Error('number') } } }",
        "{ value: new Proxy({}, new Proxy({}, { get() { throw new Error('trap') } })) }",
    ] {
        for event in ["ErrorEvent('error', { message: 'm' })", "Event('unhandledrejection')"] {
            let page = TestPage::open();
            run(&format!(
                "const event = new {event};
                for (const name of {members})
                    Object.defineProperty(event, name, {{ configurable: true, ...{member} }});
                dispatchEvent(event)"
            ));
            page.flush();
            while page.count() > 0 {
                page.last();
            }
            let genuine = page.send("new Error('genuine')", "{}");
            assert_eq!(genuine.text("message"), "genuine", "{event} with {member}");
        }
    }
}

#[wasm_bindgen_test]
fn cycles_end() {
    let page = TestPage::open();
    let cyclic = "(() => { const a = { name: 'a' }; a.self = a; a.list = [a, { a }]; return a })()";
    let json = r#"{"name":"a","self":"[cyclic]","list":["[cyclic]",{"a":"[cyclic]"}]}"#;
    assert_eq!(page.send(cyclic, "{}").text("message"), json);
    // In meta, the outermost object is a copy of ours.
    let event = page.send("new Error('x')", &format!("{{ a: {cyclic} }}"));
    assert_eq!(event.json("meta"), format!(r#"{{"a":{json}}}"#));
    // The same object twice is no cycle.
    assert_eq!(page.send("(() => { const a = {}; return [a, a] })()", "{}").text("message"), "[{},{}]");
}

#[wasm_bindgen_test]
fn a_value_without_end_is_cut() {
    let page = TestPage::open();
    let deep = "(() => { let a = {}; for (let i = 0; i < 1e4; i++) a = { a }; return a })()";
    assert_eq!(page.send("new Error('x')", deep).body().matches("\"a\"").count(), 8);
    let endless = "new Proxy({}, { get: (_, name) => /^key/.test(name) ? {} : undefined,
        ownKeys: () => Array.from({ length: 1e5 }, (_, i) => 'key' + i),
        getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) })";
    let event = TestPage::open().send("new Error('x')", &format!("{{ endless: {endless} }}"));
    assert!(event.body().contains("[cut]") && event.body().len() < 20_000, "{}", event.body().len());
    for wide in [
        "Array.from({ length: 1e5 }, () => 'x'.repeat(1e4))",
        "Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => Array(60).fill({})))",
        "Object.fromEntries(Array.from({ length: 1e4 }, (_, i) => ['k'.repeat(i), i]))",
        "new Array(2 ** 32 - 1)",
    ] {
        // A page of its own: what one costs leaves little for the next.
        let event = TestPage::open().send("new Error('x')", &format!("{{ wide: {wide} }}"));
        let length = event.json("meta").len();
        assert!(event.json("meta").contains("[cut]"), "{wide}");
        assert!(length < 33_000, "{wide}: {length}");
    }
    let event = TestPage::open().send("new Error('m '.repeat(1e7))", "undefined");
    assert!(event.text("message").len() <= 10_000);
    assert!(event.text("stack").len() <= 25_000);
}

#[wasm_bindgen_test]
fn frozen_things_are_left_as_they_are() {
    let page = TestPage::open_with("Object.freeze({ meta: Object.freeze({ a: 1 }) })");
    let event = page.send("Object.freeze(new Error('cold'))", "Object.freeze({ b: Object.freeze([2]) })");
    assert_eq!((event.text("message"), event.json("meta")), ("cold".into(), r#"{"a":1,"b":[2]}"#.into()));
}

#[wasm_bindgen_test]
fn a_half_of_a_character_pair() {
    let page = TestPage::open();
    assert_eq!(page.send("'a\\ud800b'", "undefined").text("message"), "a\u{fffd}b");
}

#[wasm_bindgen_test]
fn any_endpoint_and_any_options() {
    let nothing = TestPage::open();
    for value in ["undefined", "null", "7", "''", "'///'", "Symbol()", "{}", THROWING_OBJECT] {
        let value = run(&format!("return ({value})"));
        let client = LoadedClient::with(&value, &value);
        client.consent(true);
        client.send_event(&value, &value);
        client.replay(1, &value, &value, "");
        client.ping();
        client.consent(false);
        client.consent(false);
    }
    assert_eq!(nothing.count(), 0, "{}", nothing.everything());
}

#[wasm_bindgen_test]
async fn a_page_whose_fetch_fails() {
    let reported = "globalThis.heard = []; globalThis.hear = (event) => heard.push(event.type);
        for (const type of ['error', 'unhandledrejection']) addEventListener(type, hear)";
    run(reported);
    for fetch in [
        "() => { throw new Error('no network') }",
        "async () => { throw new Error('no network') }",
        "() => undefined",
        "() => ({ catch: 1 })",
        "undefined",
        "(url, init) => { console.error('sending', url); return Promise.reject(1) }",
    ] {
        run(&format!("globalThis.fetch = {fetch}"));
        let client = LoadedClient::new(&"https://collector.example/v1/k".into(), &run("return {}"));
        client.send_event(&"x".into(), &run("return {}"));
        client.ping();
        wait(150).await;
        drop(client);
    }
    run("for (const type of ['error', 'unhandledrejection']) removeEventListener(type, hear)");
    assert_eq!(run("return heard.join()").as_string().unwrap(), "");
}

#[wasm_bindgen_test]
fn a_page_that_replaces_what_is_used() {
    let page = TestPage::open();
    run("globalThis.kept = [globalThis.fetch, Reflect.get, Object.keys, Array.isArray, String, JSON.stringify];
        globalThis.fetch = Reflect.get = Object.keys = Array.isArray = globalThis.String = JSON.stringify =
            () => { throw new Error('replaced') }");
    page.client.send_event(&run("return new Error('still told')"), &run("return { a: [1] }"));
    run(
        "[globalThis.fetch, Reflect.get, Object.keys, Array.isArray, globalThis.String, JSON.stringify] = kept",
    );
    page.flush();
    let event = page.last();
    assert_eq!((event.text("message"), event.json("meta")), ("still told".into(), r#"{"a":[1]}"#.into()));
}

#[wasm_bindgen_test]
async fn what_breaks_while_capturing_is_not_captured() {
    let page = TestPage::open();
    let meta = "{
        get logs() { console.error('from a getter'); return 1 },
        get reports() { reportError(new Error('from a getter')); return 2 },
    }";
    let event = page.send("new Error('outer')", meta);
    wait(30).await;
    assert_eq!((event.text("message"), page.count()), ("outer".into(), 0), "{}", page.everything());
    assert_eq!(event.json("meta"), r#"{"logs":1,"reports":2}"#);
    assert_eq!(event.counts(), (1, 0));
}

#[wasm_bindgen_test]
async fn a_page_that_runs_out_of_stack() {
    let page = TestPage::open_with("{ meta: { a: 1 } }");
    let event = page.caught("setTimeout(function deeper() { deeper() })").await;
    assert_eq!(event.json("type"), "1");
    // console.error at the very end of the stack does not throw, nor end the client.
    let failed = run("let calls = 0, failed = 0;
        const deeper = () => {
            try { deeper() } catch (error) {
                if (calls++ < 40) try { console.error('deep') } catch { failed++ }
                throw error;
            }
        };
        try { deeper() } catch {}
        return failed < calls");
    assert!(failed.is_truthy());
    wait(600).await;
    page.flush();
    while page.count() > 0 {
        page.last();
    }
    assert_eq!(page.send("new Error('alive')", "{}").text("message"), "alive");
}
