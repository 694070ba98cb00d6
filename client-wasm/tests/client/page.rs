//! A page that a client watches, and what leaves it. Only the page's `fetch` is replaced,
//! as any page may do, by one that keeps what it is given.

use corncrake_client::Client;
use js_sys::{Array, Function, JSON, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};

pub(crate) const ENDPOINT: &str = "https://collector.example/v1/k3y00000000";

/// Runs the body of a function in the page and gives what it returns.
pub(crate) fn run(body: &str) -> JsValue {
    Function::new_no_args(body).call0(&JsValue::UNDEFINED).unwrap()
}

/// Lets the page's own tasks run for so many milliseconds.
pub(crate) async fn wait(milliseconds: u32) {
    let body = format!("return new Promise((done) => setTimeout(done, {milliseconds}))");
    run(&body).unchecked_into::<Promise>().await.unwrap();
}

/// A watched page.
pub(crate) struct Page {
    pub(crate) client: Client,
    sent: Array,
}

impl Page {
    pub(crate) fn open() -> Self {
        Self::open_with("{}")
    }

    /// Opens one with options, an expression of JavaScript.
    pub(crate) fn open_with(options: &str) -> Self {
        let sent = run("const sent = [];
            globalThis.fetch = async (url, init) => (sent.push({ url, ...init }), new Response('ok'));
            return sent");
        let options = run(&format!("return ({options})"));
        Self { client: Client::new(&ENDPOINT.into(), &options), sent: sent.unchecked_into() }
    }

    /// Sends what an expression of JavaScript gives, with another one as `meta`.
    pub(crate) fn send(&self, error: &str, meta: &str) -> Sent {
        self.client.send_event(&run(&format!("return ({error})")), &run(&format!("return ({meta})")));
        self.last()
    }

    /// Runs code in the page, waits for what it causes, and gives the one event of it.
    pub(crate) async fn caught(&self, code: &str) -> Sent {
        run(code);
        for _ in 0..200 {
            wait(10).await;
            if self.count() > 0 {
                break;
            }
        }
        wait(20).await;
        assert_eq!(self.count(), 1, "{code}: {}", self.everything());
        self.last()
    }

    pub(crate) fn count(&self) -> u32 {
        self.sent.length()
    }

    /// The last request, which is taken away.
    pub(crate) fn last(&self) -> Sent {
        assert!(self.count() > 0, "nothing was sent");
        Sent(self.sent.pop())
    }

    /// Every request as text.
    pub(crate) fn everything(&self) -> String {
        JSON::stringify(&self.sent).unwrap().into()
    }
}

/// One request that left.
pub(crate) struct Sent(JsValue);

impl Sent {
    /// A member of what `fetch` was given.
    pub(crate) fn request(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap()
    }

    pub(crate) fn body(&self) -> String {
        self.request("body").as_string().unwrap()
    }

    /// A member of the event, as JSON; empty if it is not there.
    pub(crate) fn json(&self, name: &str) -> String {
        let event = JSON::parse(&self.body()).unwrap();
        let member = Reflect::get(&event, &name.into()).unwrap();
        JSON::stringify(&member).ok().and_then(|json| json.as_string()).unwrap_or_default()
    }

    /// A member of the event that is text; empty if it is not there.
    pub(crate) fn text(&self, name: &str) -> String {
        let event = JSON::parse(&self.body()).unwrap();
        Reflect::get(&event, &name.into()).unwrap().as_string().unwrap_or_default()
    }
}
