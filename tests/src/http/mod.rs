//! One request to a port of this machine, and its answer whatever its status.

pub mod raw;
pub mod slow;

use anyhow::{Context, Result};
use serde_json::Value;

/// An answer: its status and its body.
#[derive(Debug)]
pub struct Response {
    /// The status of HTTP.
    pub status: u16,
    /// The body as text; what is no UTF-8 is replaced.
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
    /// The headers.
    pub headers: ureq::http::HeaderMap,
}

impl Response {
    /// The body as JSON; null where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Sends a request to a port of this machine.
pub fn request(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Response> {
    let mut request =
        ureq::http::Request::builder().method(method).uri(format!("http://127.0.0.1:{port}{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent("") // a test sets its own User-Agent, or none
        .allow_non_standard_methods(true)
        .build()
        .into();
    let mut answer = agent.run(request.body(body)?).with_context(|| format!("{method} {path}"))?;
    let headers = answer.headers().clone();
    let bytes = answer.body_mut().read_to_vec()?;
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Response { status: answer.status().as_u16(), body, bytes, headers })
}

/// A text with every byte percent-encoded.
pub fn percent_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
