//! That a client ends: after a storm, when consent is taken back, and before it feeds itself.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{LoadedClient, TestPage, run, wait};

/// Counts what fails in the page by itself, which on a slow machine may be late of another test.
const COUNTS_FAILURES: &str = "globalThis.failures = 0;
    for (const type of ['error', 'unhandledrejection']) addEventListener(type, () => failures++, true)";

/// How often the page heard of a failure since it counts them.
fn failures() -> u32 {
    run("return failures").as_f64().unwrap() as u32
}

#[wasm_bindgen_test]
async fn what_fails_at_one_place_is_one_with_its_exact_count() {
    let page = TestPage::open();
    run("const error = new Error('again');
        for (let i = 0; i < 10_000; i++)
            dispatchEvent(new ErrorEvent('error', { error, message: 'again', filename: 'a.js', lineno: 1, colno: 2 }))");
    wait(200).await;
    assert_eq!(page.last().counts(), (10_000, 0));
    assert_eq!(page.count(), 0);
    // Not taken for the same: another place, and what was sent already.
    run("for (const lineno of [1, 2])
        dispatchEvent(new ErrorEvent('error', { message: 'again', filename: 'a.js', lineno, colno: 2 }))");
    wait(200).await;
    assert_eq!(page.last().body().matches("\"count\":1,").count(), 2);
}

#[wasm_bindgen_test]
async fn what_is_the_same_is_one_with_a_count() {
    let page = TestPage::open();
    run(COUNTS_FAILURES);
    run("for (let i = 0; i < 3_000; i++) console.error('again')");
    wait(1_000).await;
    let everything = page.everything();
    let [requests, events, count, lost] = page.totals();
    assert!((1..=3).contains(&requests) && events <= requests && count > 5, "{everything}");
    assert_eq!(count + lost, 3_000 + failures(), "{everything}");
}

#[wasm_bindgen_test]
async fn a_storm_of_different_errors_is_cut_and_what_is_cut_is_counted() {
    let page = TestPage::open();
    run(COUNTS_FAILURES);
    run("for (let i = 0; i < 10_000; i++) console.error('again', i)");
    wait(3_500).await;
    let [requests, events, count, lost] = page.totals();
    assert!((1..=20).contains(&requests), "{requests}");
    assert!((5..=500).contains(&events), "{events}"); // by what they cost
    assert_eq!(count + lost, 10_000 + failures());
}

#[wasm_bindgen_test]
async fn consent_taken_back_is_obeyed_and_given_again_too() {
    run("globalThis.before = console.error");
    let page = TestPage::open();
    assert!(run("return console.error !== before").is_truthy());
    run("console.error('waits')");
    page.client.consent(false);
    assert!(run("return console.error === before").is_truthy());
    run("console.error('unheard'); Promise.reject(new Error('unheard'));
        setTimeout(() => { throw new Error('unheard') }); new Image().src = '/missing'");
    page.client.send_event(&"unheard".into(), &run("return {}"));
    page.client.ping();
    wait(200).await;
    page.flush();
    assert_eq!(page.count(), 0, "{}", page.everything());
    page.client.consent(true);
    assert_eq!(page.caught("console.error('heard')").await.counts(), (1, 0));
}

#[wasm_bindgen_test]
async fn a_client_without_consent_leaves_no_hook_behind() {
    run("globalThis.before = console.error; globalThis.heard = 0; addEventListener('error', () => heard++)");
    drop(TestPage::open());
    assert!(run("return console.error === before").is_truthy());
    run("dispatchEvent(new ErrorEvent('error', { message: 'x' }))");
    assert_eq!(run("return heard"), 1);
}

#[wasm_bindgen_test]
async fn a_console_that_was_wrapped_again_is_left_to_its_wrapper() {
    run("globalThis.before = console.error; globalThis.seen = []");
    let page = TestPage::open();
    run("globalThis.ours = console.error;
        console.error = (...args) => { seen.push(args[0]); ours(...args) }");
    page.client.consent(false);
    run("console.error('later')");
    assert_eq!(run("return seen.join()").as_string().unwrap(), "later");
    page.flush();
    assert_eq!(page.count(), 0);
    run("console.error = before");
}

#[wasm_bindgen_test]
async fn a_page_that_logs_each_failed_request_makes_no_loop() {
    run("globalThis.calls = 0;
        globalThis.fetch = async () => { calls++; await 0; console.error('request failed'); throw new Error('x') }");
    let client = LoadedClient::new(&"https://c.example/v1/k".into(), &run("return {}"));
    run("console.error('first')");
    wait(1_500).await;
    drop(client);
    let calls = run("return calls").as_f64().unwrap();
    assert!((1.0..=2.0).contains(&calls), "{calls}");
}

/// Throws from 60 calls deep.
const DEEP: &str = "const deep = (calls) => { if (calls > 0) deep(calls - 1); else throw new Error('deep') };
    setTimeout(() => deep(60))";

#[wasm_bindgen_test]
async fn a_deep_stack_arrives_with_its_frames_unless_the_page_has_a_limit_of_its_own() {
    run("globalThis.before = Error.stackTraceLimit; Error.stackTraceLimit = 10");
    let page = TestPage::open();
    let stack = page.caught(DEEP).await.text("stack");
    assert!(stack.lines().count() > 40, "{stack}");
    page.client.consent(false);
    assert_eq!(run("return Error.stackTraceLimit"), 10);
    drop(page);
    for own in [0, 9, 20, 50, 100] {
        run(&format!("Error.stackTraceLimit = {own}"));
        let page = TestPage::open();
        assert_eq!(run("return Error.stackTraceLimit"), own);
        page.client.consent(false);
        assert_eq!(run("return Error.stackTraceLimit"), own);
    }
    run("Error.stackTraceLimit = before");
}
