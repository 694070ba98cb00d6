//! An answer as Rust has it: a status, headers and a body. It becomes the runtime's object in one call of
//! JavaScript (`answer.mjs`), when nobody changes it any more.
//!
//! The headers of the ingest's answers are the same for all pages of a site, and are kept as the runtime has
//! them; no others are, since a page may set a cookie.

use std::cell::RefCell;

use corncrake_model::bounded_map::BoundedMap;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::{js_sys::Uint8Array, web_sys};

/// Sets of headers that an isolate keeps: one for each origin and kind of answer. A flood of origins makes
/// them anew.
const MOST_KEPT: usize = 500;

/// What can stand in an answer.
#[derive(Debug)]
pub(crate) enum Body {
    Empty,
    /// A word that every such answer has.
    Word(&'static str),
    Bytes(Vec<u8>),
    /// Made while it is read.
    Stream(web_sys::ReadableStream),
    /// Nothing: the entry joins the request to the object of this name, as a WebSocket.
    Follow(String),
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Response {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
    /// Whether its headers come again.
    is_repeated: bool,
    /// Whether the request changed nothing.
    is_unchanged: bool,
}

impl Response {
    /// An answer with these headers.
    pub(crate) fn new(status: u16, headers: &[(&'static str, &str)], body: Body) -> Self {
        let mut response =
            Self { status, headers: Vec::new(), body, is_repeated: false, is_unchanged: false };
        for (name, value) in headers {
            response.append(name, value);
        }
        response
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| *found == name).map(|(_, value)| value.as_str())
    }

    /// Sets a header, in place of all of its name.
    pub(crate) fn set(&mut self, name: &'static str, value: &str) {
        self.headers.retain(|(found, _)| *found != name);
        self.append(name, value);
    }

    /// Adds a header beside others of its name. A value is one line: blanks stand for its breaks.
    pub(crate) fn append(&mut self, name: &'static str, value: &str) {
        self.headers.push((name, value.replace(['\r', '\n', '\0'], " ")));
    }

    /// Adds headers of the ingest: from now on all of them are kept for the next such answer.
    pub(crate) fn repeat(&mut self, headers: &[(&'static str, &str)]) {
        for (name, value) in headers {
            self.append(name, value);
        }
        self.is_repeated = true;
    }

    /// Sets a header that no other answer has.
    pub(crate) fn set_unique(&mut self, name: &'static str, value: &str) {
        self.set(name, value);
        self.is_repeated = false;
    }

    /// Marks the answer to a request that changed nothing.
    pub(crate) fn mark_unchanged(&mut self) {
        self.is_unchanged = true;
    }

    pub(crate) fn is_unchanged(&self) -> bool {
        self.is_unchanged
    }

    /// A line for each name and one for each value.
    fn lines(&self) -> String {
        let mut lines = String::new();
        for (name, value) in &self.headers {
            lines.extend([name, "\n", value, "\n"]);
        }
        lines
    }
}

thread_local! {
    static KEPT: RefCell<BoundedMap<(u16, String), JsValue, MOST_KEPT>> = RefCell::default();
    static WORDS: RefCell<Vec<(&'static str, JsValue)>> = RefCell::default();
}

#[wasm_bindgen(raw_module = "./answer.mjs")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn prepare(status: u16, lines: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    fn respond(body: &JsValue, begin: &JsValue) -> Result<web_sys::Response, JsValue>;

    #[wasm_bindgen(catch, js_name = respondInParts)]
    fn respond_in_parts(
        body: &web_sys::ReadableStream,
        begin: &JsValue,
    ) -> Result<web_sys::Response, JsValue>;

    #[wasm_bindgen(catch, js_name = respondFollowing)]
    fn respond_following(name: &str, begin: &JsValue) -> Result<web_sys::Response, JsValue>;
}

/// The status and headers as the runtime has them, which are kept where they come again.
fn begin(response: &Response) -> Result<JsValue, JsValue> {
    let lines = response.lines();
    if !response.is_repeated {
        return prepare(response.status, &lines);
    }
    let key = (response.status, lines);
    KEPT.with_borrow_mut(|kept| {
        if let Some(made) = kept.get(&key) {
            return Ok(made.clone());
        }
        let made = prepare(key.0, &key.1)?;
        kept.insert(key, made.clone(), |_| false);
        Ok(made)
    })
}

/// A word as JavaScript has it, which is made once.
fn word(text: &'static str) -> JsValue {
    WORDS.with_borrow_mut(|words| {
        if let Some((_, made)) = words.iter().find(|(known, _)| *known == text) {
            return made.clone();
        }
        let made = JsValue::from_str(text);
        words.push((text, made.clone()));
        made
    })
}

impl Response {
    /// The runtime's answer.
    pub(crate) fn into_js(self) -> Result<web_sys::Response, JsValue> {
        let begin = begin(&self)?;
        match &self.body {
            Body::Empty => respond(&JsValue::NULL, &begin),
            Body::Word(text) => respond(&word(text), &begin),
            Body::Bytes(bytes) => respond(&Uint8Array::from(bytes.as_slice()), &begin),
            Body::Stream(stream) => respond_in_parts(stream, &begin),
            Body::Follow(name) => respond_following(name, &begin),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_one_line_and_set_once() {
        let mut response = Response::new(200, &[("vary", "origin")], Body::Empty);
        response.append("set-cookie", "a=1");
        response.append("set-cookie", "b=2\r\nx-own: 1");
        response.set("vary", "accept");
        assert_eq!(response.header("vary"), Some("accept"));
        assert_eq!(response.lines(), "set-cookie\na=1\nset-cookie\nb=2  x-own: 1\nvary\naccept\n");
    }

    #[test]
    fn headers_are_kept_of_the_ingest_alone() {
        let mut response = Response::new(200, &[], Body::Word("ok"));
        assert!(!response.is_repeated);
        response.repeat(&[("vary", "origin")]);
        assert!(response.is_repeated && response.header("vary") == Some("origin"));
        response.set_unique("x-request-id", "0123456789abcdef");
        assert!(!response.is_repeated);
    }
}
