//! The least that a Worker in Rust can do: answers, or hands the body to the object of `write.mjs` or of
//! `keep.mjs` and waits for the disk. It shows what the runtime and the glue cost any collector in Rust. Nothing ships it.

#![deny(missing_docs)]

use wasm_bindgen::prelude::wasm_bindgen;
use worker::{
    Context, Env, Request, Response, Result, event,
    js_sys::{JsString, Promise},
    wasm_bindgen::JsCast,
    wasm_bindgen_futures::JsFuture,
};

#[wasm_bindgen]
extern "C" {
    /// The bindings of this Worker.
    type Bindings;
    #[wasm_bindgen(method, getter, js_name = ROWS)]
    fn rows(this: &Bindings) -> Option<Namespace>;

    type Namespace;
    #[wasm_bindgen(method, js_name = getByName)]
    fn get_by_name(this: &Namespace, name: &str) -> Rows;

    /// The object that writes.
    type Rows;
    #[wasm_bindgen(method)]
    fn insert(this: &Rows, body: JsString) -> Promise;
}

#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _context: Context) -> Result<Response> {
    if let Some(rows) = env.unchecked_ref::<Bindings>().rows() {
        // Through the module's memory, as what is read there must go.
        let body = request.text().await?;
        JsFuture::from(rows.get_by_name("all").insert(body.into())).await?;
    }
    Response::ok("ok")
}
