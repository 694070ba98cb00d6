//! What leaves the page: an event or a ping, as one small request each.

use alloc::string::String;

use corncrake_core::{event::Event, scrub, wire::trackx};
use wasm_bindgen::JsValue;

use crate::{capture::joined, host::Page, read};

/// Bytes of a body that may go with `keepalive`. A browser refuses more than 64 KiB in
/// flight, all libraries of the page together.
const KEEPALIVE_BYTES: usize = 60_000;
/// Characters of an endpoint: a real one ends below 100.
const ENDPOINT_CHARS: u32 = 2_000;

/// The way to one collector's project.
pub(crate) struct Transport {
    endpoint: Option<String>,
}

impl Transport {
    pub(crate) fn new(endpoint: &JsValue) -> Self {
        let text = read::text(endpoint, ENDPOINT_CHARS);
        Self { endpoint: text.map(|text| base(&text).into()).filter(|base: &String| !base.is_empty()) }
    }

    /// Scrubs an event, cuts it to the contract's limits, and sends it.
    pub(crate) fn event(&self, page: &Page, mut event: Event) {
        scrub::event(&mut event);
        trackx::fit(&mut event);
        self.post(page, "/event", Some(&trackx::encode(&event)));
    }

    pub(crate) fn ping(&self, page: &Page) {
        self.post(page, "/ping", None);
    }

    fn post(&self, page: &Page, path: &str, body: Option<&str>) {
        if let Some(endpoint) = &self.endpoint {
            let url = joined(&[endpoint, path]);
            page.post(&url, body, body.is_none_or(|body| body.len() <= KEEPALIVE_BYTES));
        }
    }
}

/// An endpoint without what a caller may have left at its end: TrackX's documentation
/// passes one with `/event`, its code appends that.
fn base(endpoint: &str) -> &str {
    let endpoint = unslashed(endpoint);
    unslashed(endpoint.strip_suffix("/event").unwrap_or(endpoint))
}

fn unslashed(mut text: &str) -> &str {
    while let Some(shorter) = text.strip_suffix('/') {
        text = shorter;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn an_endpoint_may_end_as_it_likes() {
        for endpoint in ["https://c.example/v1/k", "https://c.example/v1/k/", "https://c.example/v1/k/event/"]
        {
            assert_eq!(base(endpoint), "https://c.example/v1/k", "{endpoint}");
        }
        assert_eq!(base("/v1/k//event"), "/v1/k");
        assert_eq!(base("///"), "");
    }
}
