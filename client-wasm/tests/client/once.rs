//! One failure is one event, in however many ways it is told.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{TestPage, run, wait};

#[wasm_bindgen_test]
async fn one_failure_is_one_event() {
    let failures = [
        "console.error(told); setTimeout(() => { throw told })",
        "console.error('failed', told); Promise.reject(told); setTimeout(() => { throw told })",
        "addEventListener('error', ({ error }) => console.error('global', error), { once: true });
        setTimeout(() => { throw told })",
        "reportError(told); Promise.reject(told)",
        // A text has no identity: what is said of it within a second is the same.
        "addEventListener('error', ({ message }) => console.error('global', message), { once: true });
        setTimeout(() => { throw 'out of tea' })",
        "addEventListener('unhandledrejection', ({ reason }) => console.error(reason), { once: true });
        Promise.reject('out of tea')",
        // Of another frame.
        "const frame = document.body.appendChild(document.createElement('iframe'));
        const other = new frame.contentWindow.TypeError('of a frame');
        console.error(other); setTimeout(() => { throw other })",
    ];
    for failure in failures {
        let page = TestPage::open();
        let event = page.caught(&format!("const told = new Error('told once'); {failure}")).await;
        assert_eq!(event.counts(), (1, 0), "{failure}");
        assert!(!event.text("message").is_empty(), "{failure}: {}", event.body());
    }
}

#[wasm_bindgen_test]
async fn a_failure_that_repeats_is_one_event_however_the_page_tells_of_it() {
    let handlers = [
        "addEventListener('error', ({ error }) => console.error('global', error), { signal });",
        "addEventListener('error', ({ error, message, filename, lineno, colno }) =>
            console.error(message, filename, lineno, colno, error), { signal });",
        "addEventListener('error', ({ error }) => error ?? 0, { signal });
        addEventListener('error', ({ error }) => setTimeout(() => console.error(error)), { signal });",
    ];
    for handler in handlers {
        let page = TestPage::open();
        run(&format!("globalThis.ends = new AbortController(); const {{ signal }} = ends; {handler}"));
        let fails = "for (let i = 0; i < 3; i++) setTimeout(function fails() { throw new Error('again') })";
        let event = page.caught(fails).await;
        run("ends.abort()");
        assert_eq!(event.counts(), (3, 0), "{handler}");
        assert_eq!(event.json("type"), "1", "{handler}");
    }
    // A text, which has no identity, in another wording.
    let page = TestPage::open();
    run("globalThis.ends = new AbortController();
        addEventListener('error', ({ message, filename, lineno }) =>
            console.error('failed:', message, filename, lineno, 'again'), { signal: ends.signal })");
    let event =
        page.caught("for (let i = 0; i < 3; i++) setTimeout(function fails() { throw 'out of tea' })").await;
    run("ends.abort()");
    assert_eq!((event.counts(), event.text("message")), ((3, 0), "out of tea".into()));
}

#[wasm_bindgen_test]
async fn an_error_that_is_thrown_again_after_its_report_left_is_counted() {
    let page = TestPage::open();
    run("globalThis.kept = new Error('kept')");
    for _ in 0..3 {
        let event = page.caught("setTimeout(() => { throw kept })").await;
        assert_eq!((event.text("message"), event.counts()), ("kept".into(), (1, 0)));
    }
    // What is rejected with it is no other failure.
    run("Promise.reject(kept)");
    wait(200).await;
    page.flush();
    assert_eq!(page.count(), 0, "{}", page.everything());
}

#[wasm_bindgen_test]
fn what_the_site_groups_in_another_way_is_another_event() {
    let page = TestPage::open();
    for fingerprint in ["['a', 'b']", "['a', 'b']", "['ab']", "undefined", "'ab'", "['{default}', 7, {}]"] {
        page.send_grouped("'the same'", &format!("{{ fingerprint: {fingerprint} }}"));
    }
    page.flush();
    let sent = page.last();
    let groups = [r#""a\nb""#, r#""ab""#, r#""{default}\n7\n[object Object]""#];
    for group in groups {
        assert!(sent.body().contains(&format!("\"fingerprint\":{group}")), "{}", sent.body());
    }
    assert_eq!(sent.body().matches("fingerprint").count(), groups.len());
    assert_eq!(sent.body().matches("\"count\":2").count(), 2, "{}", sent.body());
}

#[wasm_bindgen_test]
async fn what_is_another_failure_is_another_event() {
    let page = TestPage::open();
    run("console.error('one'); console.error('two'); Promise.reject('three')");
    wait(400).await;
    page.flush();
    assert_eq!(page.totals()[2], 3);
}

#[wasm_bindgen_test]
async fn what_the_site_sent_and_throws_on_is_one_event() {
    let page = TestPage::open();
    run("globalThis.told = new Error('told once')");
    page.send("told", "{ step: 1 }");
    run("console.error('failed', told); Promise.reject(told); setTimeout(() => { throw told })");
    let event = page.caught("setTimeout(() => { throw new Error('another') }, 50)").await;
    assert_eq!((event.text("message"), event.counts()), ("another".into(), (1, 0)));
    assert_eq!(page.send("told", "{ step: 2 }").json("meta"), r#"{"step":2}"#);
}
