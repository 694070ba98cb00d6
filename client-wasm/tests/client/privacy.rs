//! What must never leave a page, and what must never stay in it.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{ENDPOINT, TestPage, run, wait};

/// What stands for a person in these tests.
const PERSONAL: [&str; 4] = ["jane.doe", "4111", "secret", "token="];

#[wasm_bindgen_test]
async fn an_event_is_scrubbed_before_it_leaves() {
    run("globalThis.before = location.href;
        history.replaceState(null, '', location.pathname + '?email=jane.doe@mail.example&token=secret#secret')");
    let page = TestPage::open_with("{ meta: { contact: 'jane.doe@mail.example' } }");
    let code = "setTimeout(function late() {
        throw new Error('Cannot bill jane.doe@mail.example, card 4111 1111 1111 1111, see https://a.example/b?token=secret') })";
    let event = page.caught(code).await;
    let own = page.send("'jane.doe@mail.example'", "{ password: 'secret', 'jane.doe@mail.example': 1 }");
    let console =
        page.caught("console.error({ to: 'jane.doe@mail.example', at: '/path?token=secret' })").await;
    let rejection = page.caught("Promise.reject({ who: 'jane.doe@mail.example' })").await;
    run("history.replaceState(null, '', before)");
    for event in [event, own, console, rejection] {
        for personal in PERSONAL {
            assert!(!event.body().contains(personal), "{personal} in {}", event.body());
        }
        assert!(event.text("uri").starts_with("http"), "{}", event.body());
    }
}

#[wasm_bindgen_test]
async fn a_request_says_nothing_of_the_visitor() {
    let page = TestPage::open();
    let event = page.send("new Error('x')", "{}");
    assert_eq!(event.request("method"), "POST");
    assert_eq!(event.request("credentials"), "omit");
    assert_eq!(event.request("referrerPolicy"), "strict-origin");
    assert_eq!(event.request("keepalive"), true);
    // A body that is a string goes as text/plain, for which no server is asked before.
    assert!(event.request("body").is_string() && event.request("headers").is_undefined());
}

#[wasm_bindgen_test]
async fn nothing_is_stored() {
    run("globalThis.touched = [];
        for (const storage of [Storage.prototype, IDBFactory.prototype, CacheStorage?.prototype ?? {}])
            for (const name of ['getItem', 'setItem', 'open', 'key', 'removeItem'])
                if (typeof storage[name] === 'function') {
                    const original = storage[name];
                    storage[name] = function (...args) { touched.push(name); return original.apply(this, args) };
                }");
    let before = run("return document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })");
    let page = TestPage::open_with("{ release: '1', meta: { a: 1 } }");
    page.caught("setTimeout(() => { null.x })").await;
    page.caught("Promise.reject(1)").await;
    page.caught("console.error('x')").await;
    page.client.ping();
    page.client.consent(false);
    let after = run("return document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })");
    assert_eq!(before, after);
    assert_eq!(run("return touched.join()").as_string().unwrap(), "");
}

#[wasm_bindgen_test]
fn a_ping_says_release_and_environment_and_nothing_else() {
    for (options, body) in [("{}", ",,"), ("{ release: '1.4', environment: 'beta' }", "1.4,beta,")] {
        let page = TestPage::open_with(options);
        page.client.ping();
        assert_eq!(page.last().request("body"), body);
    }
    let page = TestPage::open();
    page.client.ping();
    let ping = page.last();
    assert_eq!(ping.request("url").as_string().unwrap(), format!("{ENDPOINT}/ping"));
    assert_eq!(ping.request("method"), "POST");
    assert_eq!(ping.request("credentials"), "omit");
    assert_eq!(ping.request("keepalive"), true);
}

#[wasm_bindgen_test]
async fn global_privacy_control_stops_pings_and_only_pings() {
    let page = TestPage::open();
    run("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true, configurable: true })");
    page.client.ping();
    wait(20).await;
    assert_eq!(page.count(), 0);
    page.send("new Error('errors are not visits')", "{}");
    let strict = TestPage::open_with("{ privacyControl: 'all' }");
    run("console.error('not even errors')");
    strict.flush();
    assert_eq!(strict.count(), 0);
    drop(strict);
    let page = TestPage::open();
    run("Object.defineProperty(navigator, 'globalPrivacyControl', { value: false, configurable: true })");
    page.client.ping();
    assert_eq!(page.count(), 1);
    run("delete navigator.globalPrivacyControl");
}
