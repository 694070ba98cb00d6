//! What Sentry's SDKs send: recorded requests with another key, and the SDKs themselves.

pub mod recorder;
pub mod sdk;
pub mod unpacked_sdk;

use std::fs;

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::{collector::Collector, http::Response, root};

/// The key that recorded requests were sent with.
const RECORDED_KEY: &[u8] = b"3f9k2m8q1xz";

/// A request as an SDK sent it.
pub struct RecordedRequest {
    /// The name of its file.
    pub name: String,
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    /// Its body as it came.
    pub body: Vec<u8>,
}

/// Every recorded request, by name.
pub fn recorded_requests() -> Result<Vec<RecordedRequest>> {
    let folder = root().join("core/tests/fixtures/envelopes");
    let mut paths: Vec<_> = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| -> Result<RecordedRequest> {
        let recorded: Value = serde_json::from_slice(&fs::read(path)?)?;
        let text = |name: &str| recorded[name].as_str().unwrap_or_default().to_owned();
        let body = match recorded["body_base64"].as_str() {
            Some(packed) => STANDARD.decode(packed)?,
            None => text("body").into_bytes(),
        };
        let headers = recorded["headers"].as_object().context("no headers")?;
        let headers = headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str().unwrap_or_default().to_owned()));
        Ok(RecordedRequest {
            name: path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            method: text("method"),
            path: text("path"),
            query: text("query"),
            headers: headers.filter(|(name, _)| name != "host" && name != "content-length").collect(),
            body,
        })
    };
    paths.iter().map(read).collect()
}

/// Bytes with the key of a project instead of the recorded one.
fn with_key(bytes: &[u8], key: &str) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let mut at = 0;
    while let Some(found) = out[at..].windows(RECORDED_KEY.len()).position(|window| window == RECORDED_KEY) {
        at += found;
        out[at..at + RECORDED_KEY.len()].copy_from_slice(key.as_bytes());
    }
    out
}

impl RecordedRequest {
    /// Sends it to a project.
    pub fn send(&self, collector: &Collector, key: &str) -> Result<Response> {
        self.send_body(collector, key, &self.body)
    }

    /// Sends it with another body.
    pub fn send_body(&self, collector: &Collector, key: &str, body: &[u8]) -> Result<Response> {
        let text = |text: &str| String::from_utf8_lossy(&with_key(text.as_bytes(), key)).into_owned();
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", text(&self.query)) };
        let headers: Vec<(String, String)> =
            self.headers.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let path = format!("{}{query}", self.path);
        collector.request(&self.method, &path, &headers, &with_key(body, key))
    }
}

/// Sends an envelope as a server does.
pub fn send_envelope(collector: &Collector, key: &str, items: &[(Value, &[u8])]) -> Result<Response> {
    let mut body = b"{}\n".to_vec();
    for (header, payload) in items {
        body.extend_from_slice(header.to_string().as_bytes());
        body.push(b'\n');
        body.extend_from_slice(payload);
        body.push(b'\n');
    }
    let path = format!("/api/1/envelope/?sentry_key={key}");
    collector.request("POST", &path, &[("user-agent", "sentry.python/2.75.0")], &body)
}

/// The number of items of a kind that are not stored, by what became of them.
pub fn items(collector: &Collector, key: &str, kind: &str, outcome: &str) -> Result<u64> {
    let answer = collector.get(&format!("/api/projects/{key}/items"))?;
    let all = answer["items"].as_array().context("no items")?;
    let is = |item: &&Value| item["kind"] == kind && item["outcome"] == outcome;
    Ok(all.iter().find(is).and_then(|item| item["count"].as_u64()).unwrap_or(0))
}
