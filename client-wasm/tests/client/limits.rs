//! That a client ends: after a burst, when it is stopped, and before it feeds itself.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, run, wait};

#[wasm_bindgen_test]
async fn a_burst_is_cut_and_what_is_cut_is_counted() {
    let page = Page::open();
    run("for (let i = 0; i < 500; i++) console.error('again', i)");
    assert_eq!((page.count(), page.client.dropped()), (20, 480));
    wait(1_200).await;
    run("for (let i = 0; i < 3; i++) console.error('again', i)");
    assert_eq!((page.count(), page.client.dropped()), (21, 482));
}

#[wasm_bindgen_test]
async fn a_page_sends_no_more_than_fifty() {
    run("globalThis.trueNow = Performance.prototype.now; globalThis.later = 0;
        Performance.prototype.now = function () { return trueNow.call(this) + later }");
    let page = Page::open();
    for _ in 0..100 {
        run("later += 3000; console.error('hourly')");
    }
    run("Performance.prototype.now = trueNow");
    assert_eq!((page.count(), page.client.dropped()), (50, 50));
}

#[wasm_bindgen_test]
async fn stopped_is_stopped() {
    run("globalThis.before = console.error");
    let page = Page::open();
    assert!(run("return console.error !== before").is_truthy());
    page.client.stop();
    assert!(run("return console.error === before").is_truthy());
    run("console.error('unheard'); Promise.reject(new Error('unheard'));
        setTimeout(() => { throw new Error('unheard') }); new Image().src = '/missing'");
    wait(100).await;
    assert_eq!((page.count(), page.client.dropped()), (0, 0), "{}", page.everything());
}

#[wasm_bindgen_test]
async fn a_dropped_client_leaves_no_hook_behind() {
    run("globalThis.before = console.error; globalThis.heard = 0; addEventListener('error', () => heard++)");
    drop(Page::open());
    assert!(run("return console.error === before").is_truthy());
    run("dispatchEvent(new ErrorEvent('error', { message: 'x' }))");
    assert_eq!(run("return heard"), 1);
}

#[wasm_bindgen_test]
async fn a_console_that_was_wrapped_again_is_left_to_its_wrapper() {
    run("globalThis.before = console.error; globalThis.seen = []");
    let page = Page::open();
    run("globalThis.ours = console.error;
        console.error = (...args) => { seen.push(args[0]); ours(...args) }");
    page.client.stop();
    run("console.error('later')");
    assert_eq!(run("return seen.join()").as_string().unwrap(), "later");
    assert_eq!(page.count(), 0);
    run("console.error = before");
}

#[wasm_bindgen_test]
async fn a_page_that_logs_each_failed_request_makes_no_loop() {
    run("globalThis.calls = 0;
        globalThis.fetch = async () => { calls++; await 0; console.error('request failed'); throw new Error('x') }");
    let client = corncrake_client::Client::new(&"https://c.example/v1/k".into(), &run("return {}"));
    run("console.error('first')");
    wait(300).await;
    client.stop();
    let calls = run("return calls").as_f64().unwrap();
    assert!((1.0..=20.0).contains(&calls), "{calls}");
}
