//! A page that a client watches, and what leaves it. Only the page's `fetch` is replaced,
//! as any page may do, by one that keeps what it is given.

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

/// Codes of `js/codes.js` besides events.
const PING: u32 = 5;
const CONSENT: u32 = 0;

/// The loader's part (`js/loader/loader.js`): it listens, and reports. Returns what sets its hooks
/// and takes them out again.
const STUB: &str = "
    const on = (event) => tell(event.type, event);
    const logged = (...args) => {
        try { tell(3, args, Error().stack) } catch {}
        own(...args);
    };
    let own;
    return (is) => {
        for (const type of ['error', 'unhandledrejection'])
            (is ? addEventListener : removeEventListener)(type, on, true);
        try {
            if (is ? !own && !isQuiet : console.error === logged)
                [own, console.error] = is ? [console.error, logged] : [undefined, own];
        } catch {}
    }";

/// A client at work: the one function that the stub calls, and the stub's hooks.
pub(crate) struct LoadedClient(Function, Function);

impl LoadedClient {
    /// Starts one, with consent; `meta` of the options stands for the site's own object.
    pub(crate) fn new(endpoint: &JsValue, options: &JsValue) -> Self {
        let with = Function::new_with_args("endpoint, options", "return { ...options, endpoint }");
        let options = with.call2(&JsValue::UNDEFINED, endpoint, options).unwrap();
        let api = run("return { meta: {} }");
        if let Ok(meta) = Reflect::get(&options, &"meta".into()) {
            Reflect::set(&api, &"meta".into(), &meta).unwrap();
        }
        let client = Self::with(&options, &api);
        client.consent(true);
        client
    }

    pub(crate) fn with(options: &JsValue, api: &JsValue) -> Self {
        let tell: Function =
            corncrake_client::start(options.clone(), api.clone(), run("return fetch")).unchecked_into();
        let is_quiet = Reflect::get(options, &"consoleErrors".into()) == Ok(false.into());
        let stub = Function::new_with_args("tell, isQuiet", STUB);
        let hook = stub.call2(&JsValue::UNDEFINED, &tell, &is_quiet.into()).unwrap();
        Self(tell, hook.unchecked_into())
    }

    fn tell(&self, code: u32, value: &JsValue, extra: &JsValue, uri: &JsValue) {
        self.0.call4(&JsValue::UNDEFINED, &code.into(), value, extra, uri).unwrap();
    }

    /// As the loader does it: `meta` and what comes behind it are a list.
    pub(crate) fn send_event(&self, error: &JsValue, meta: &JsValue) {
        self.send_grouped(error, meta, &JsValue::UNDEFINED);
    }

    pub(crate) fn send_grouped(&self, error: &JsValue, meta: &JsValue, grouping: &JsValue) {
        self.tell(4, error, &Array::of2(meta, grouping), &JsValue::UNDEFINED);
    }

    pub(crate) fn replay(&self, code: u32, value: &JsValue, extra: &JsValue, uri: &str) {
        self.tell(code, value, extra, &uri.into());
    }

    pub(crate) fn ping(&self) {
        self.tell(PING, &JsValue::UNDEFINED, &JsValue::UNDEFINED, &JsValue::UNDEFINED);
    }

    pub(crate) fn consent(&self, is_given: bool) {
        self.1.call1(&JsValue::UNDEFINED, &is_given.into()).unwrap();
        self.tell(CONSENT, &is_given.into(), &JsValue::UNDEFINED, &JsValue::UNDEFINED);
    }
}

impl Drop for LoadedClient {
    fn drop(&mut self) {
        self.consent(false);
    }
}

/// A watched page.
pub(crate) struct TestPage {
    pub(crate) client: LoadedClient,
    sent: Array,
}

impl TestPage {
    pub(crate) fn open() -> Self {
        Self::open_with("{}")
    }

    /// Opens one with options, an expression of JavaScript.
    pub(crate) fn open_with(options: &str) -> Self {
        // What another test left there an engine may load, and fail at, once more.
        let sent = run("for (const left of document.querySelectorAll('img, svg, video')) left.remove();
            const sent = [];
            globalThis.fetch = async (url, init) => (sent.push({ url, ...init }), new Response('ok'));
            return sent");
        let options = run(&format!("return ({options})"));
        Self { client: LoadedClient::new(&ENDPOINT.into(), &options), sent: sent.unchecked_into() }
    }

    /// Sends what an expression of JavaScript gives, with another one as `meta`.
    pub(crate) fn send(&self, error: &str, meta: &str) -> SentRequest {
        self.client.send_event(&run(&format!("return ({error})")), &run(&format!("return ({meta})")));
        self.flush();
        self.last()
    }

    /// Sends what an expression of JavaScript gives, with another one as the third argument, and
    /// waits for company.
    pub(crate) fn send_grouped(&self, error: &str, grouping: &str) {
        let grouping = run(&format!("return ({grouping})"));
        self.client.send_grouped(&run(&format!("return ({error})")), &JsValue::UNDEFINED, &grouping);
    }

    /// Has everything sent that waits for company, as when the page is left and comes back.
    pub(crate) fn flush(&self) {
        run("dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pageshow'))");
    }

    /// Runs code in the page, waits for what it causes, and gives the one event of it.
    pub(crate) async fn caught(&self, code: &str) -> SentRequest {
        run(code);
        for _ in 0..200 {
            wait(10).await;
            self.flush();
            if self.count() > 0 {
                break;
            }
        }
        wait(20).await;
        self.flush();
        assert_eq!(self.count(), 1, "{code}: {}", self.everything());
        self.last()
    }

    pub(crate) fn count(&self) -> u32 {
        self.sent.length()
    }

    /// The last request, which is taken away.
    pub(crate) fn last(&self) -> SentRequest {
        assert!(self.count() > 0, "nothing was sent");
        SentRequest(self.sent.pop())
    }

    /// Of every request so far, which are taken away: how many there were, how many events,
    /// how often those happened, and how many were lost.
    pub(crate) fn totals(&self) -> [u32; 4] {
        let add = Function::new_with_args(
            "sent",
            "const batches = sent.splice(0).map(({ body }) => JSON.parse(body));
            const events = batches.flatMap((batch) => batch.events);
            const sum = (of, name) => of.reduce((sum, each) => sum + each[name], 0);
            return [batches.length, events.length, sum(events, 'count'), sum(batches, 'lost')]",
        );
        let totals: Array = add.call1(&JsValue::UNDEFINED, &self.sent).unwrap().into();
        [0, 1, 2, 3].map(|at| totals.get(at).as_f64().unwrap() as u32)
    }

    /// Every request as text.
    pub(crate) fn everything(&self) -> String {
        JSON::stringify(&self.sent).unwrap().into()
    }
}

/// One request that left.
pub(crate) struct SentRequest(JsValue);

impl SentRequest {
    /// A member of what `fetch` was given.
    pub(crate) fn request(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap()
    }

    pub(crate) fn body(&self) -> String {
        self.request("body").as_string().unwrap()
    }

    /// How often the one event of it happened, and how many more were lost.
    pub(crate) fn counts(&self) -> (u32, u32) {
        let number =
            |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap().as_f64().unwrap() as u32;
        (number(&self.event(), "count"), number(&JSON::parse(&self.body()).unwrap(), "lost"))
    }

    /// The one event of a batch.
    fn event(&self) -> JsValue {
        let events: Array =
            Reflect::get(&JSON::parse(&self.body()).unwrap(), &"events".into()).unwrap().into();
        assert_eq!(events.length(), 1, "{}", self.body());
        events.get(0)
    }

    /// A member of the event, as JSON; empty if it is not there.
    pub(crate) fn json(&self, name: &str) -> String {
        let member = Reflect::get(&self.event(), &name.into()).unwrap();
        JSON::stringify(&member).ok().and_then(|json| json.as_string()).unwrap_or_default()
    }

    /// A member of the event that is text; empty if it is not there.
    pub(crate) fn text(&self, name: &str) -> String {
        Reflect::get(&self.event(), &name.into()).unwrap().as_string().unwrap_or_default()
    }
}
