//! What leaves the page: an event or a ping, as one small request each.
//!
//! The body is a string, so that the browser asks the collector for no permission first
//! (no CORS preflight), and `keepalive` lets the request outlive the page. Cookies are
//! left out, and of the page's address only its origin is told.

use alloc::string::String;

use corncrake_core::{event::Event, scrub, wire::trackx};
use wasm_bindgen::JsValue;

use crate::{host::Host, js};

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
        Self { endpoint: js::text(endpoint, ENDPOINT_CHARS).and_then(|endpoint| base(&endpoint)) }
    }

    /// Scrubs an event, cuts it to the contract's limits, and sends it.
    pub(crate) fn event(&self, host: &Host, mut event: Event) {
        scrub::event(&mut event);
        trackx::fit(&mut event);
        self.post(host, "/event", Some(&trackx::encode(&event)));
    }

    pub(crate) fn ping(&self, host: &Host) {
        self.post(host, "/ping", None);
    }

    fn post(&self, host: &Host, path: &str, body: Option<&str>) {
        let Some(endpoint) = &self.endpoint else { return };
        let mut url = String::with_capacity(endpoint.len() + path.len());
        url.push_str(endpoint);
        url.push_str(path);
        let init = js::parse(
            r#"{"method":"POST","keepalive":true,"credentials":"omit","referrerPolicy":"strict-origin"}"#,
        );
        let Some(init) = init else { return };
        if let Some(body) = body {
            js::set(&init, "body", &JsValue::from_str(body));
            if body.len() > KEEPALIVE_BYTES {
                js::set(&init, "keepalive", &JsValue::FALSE);
            }
        }
        host.fetch(&url, &init);
    }
}

/// An endpoint without what a caller may have left at its end: TrackX's documentation
/// passes one with `/event`, its code appends that.
fn base(endpoint: &str) -> Option<String> {
    let endpoint = endpoint.trim().trim_end_matches('/');
    let endpoint = endpoint.strip_suffix("/event").unwrap_or(endpoint).trim_end_matches('/');
    (!endpoint.is_empty()).then(|| endpoint.into())
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn an_endpoint_may_end_as_it_likes() {
        for endpoint in ["https://c.example/v1/k", "https://c.example/v1/k/", "https://c.example/v1/k/event/"]
        {
            assert_eq!(base(endpoint).as_deref(), Some("https://c.example/v1/k"), "{endpoint}");
        }
        assert_eq!(base(" /v1/k/event\n").as_deref(), Some("/v1/k"));
        assert_eq!(base("///"), None);
    }
}
