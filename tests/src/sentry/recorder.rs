//! A stand between an SDK and the collector: it passes everything on as it came, and keeps which items
//! passed. It can take the limits out of the answers; an SDK then does what it would do without them.

use std::{
    io::Read,
    sync::{Arc, Mutex},
    thread,
};

use anyhow::{Context, Result, anyhow, ensure};
use corncrake_core::wire::sentry::{Envelope, item::ItemKind};
use flate2::read::MultiGzDecoder;
use tiny_http::{Header, Request, Server};

use crate::http;

/// Headers that are a connection's own.
const OF_A_CONNECTION: [&str; 6] =
    ["connection", "content-length", "date", "host", "keep-alive", "transfer-encoding"];
/// The header that tells what to keep back.
const LIMITS: &str = "x-sentry-rate-limits";

/// A request that passed.
struct Passed {
    kinds: Vec<ItemKind>,
    body: Vec<u8>,
}

/// The stand; it serves until it goes out of scope.
pub struct Recorder {
    server: Arc<Server>,
    port: u16,
    passed: Arc<Mutex<Vec<Passed>>>,
}

impl Recorder {
    /// Stands before a collector's port, and passes the limits of its answers on or takes them out.
    pub fn start(collector: u16, has_limits: bool) -> Result<Self> {
        let server = Arc::new(Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?);
        let port = server.server_addr().to_ip().context("no port")?.port();
        let passed: Arc<Mutex<Vec<Passed>>> = Arc::default();
        let (serving, kept) = (Arc::clone(&server), Arc::clone(&passed));
        thread::spawn(move || {
            for request in serving.incoming_requests() {
                let kept = Arc::clone(&kept);
                thread::spawn(move || {
                    if let Err(error) = pass(request, collector, has_limits, &kept) {
                        eprintln!("a request did not pass: {error:#}");
                    }
                });
            }
        });
        Ok(Self { server, port, passed })
    }

    /// Its address, which stands in a DSN.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The kinds of all items that passed.
    pub fn all(&self) -> Result<Vec<ItemKind>> {
        let passed = self.passed.lock().map_err(|_| anyhow!("the recorder panicked"))?;
        Ok(passed.iter().flat_map(|one| one.kinds.iter().copied()).collect())
    }

    /// The kinds of items that passed behind the request that holds a text; nothing where none does.
    pub fn behind(&self, text: &str) -> Result<Option<Vec<ItemKind>>> {
        let passed = self.passed.lock().map_err(|_| anyhow!("the recorder panicked"))?;
        let holds = |one: &Passed| one.body.windows(text.len()).any(|part| part == text.as_bytes());
        let Some(at) = passed.iter().position(holds) else { return Ok(None) };
        Ok(Some(passed.iter().skip(at + 1).flat_map(|one| one.kinds.iter().copied()).collect()))
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

fn pass(mut request: Request, collector: u16, has_limits: bool, kept: &Mutex<Vec<Passed>>) -> Result<()> {
    let mut body = Vec::new();
    request.as_reader().read_to_end(&mut body)?;
    let headers: Vec<(String, String)> = request
        .headers()
        .iter()
        .map(|header| (header.field.as_str().to_string().to_ascii_lowercase(), header.value.to_string()))
        .filter(|(name, _)| !OF_A_CONNECTION.contains(&name.as_str()))
        .collect();
    if *request.method() == tiny_http::Method::Post {
        let is_packed = headers.iter().any(|(name, value)| name == "content-encoding" && value == "gzip");
        let read = read(request.url(), &body, is_packed)?;
        kept.lock().map_err(|_| anyhow!("a request before it panicked"))?.push(read);
    }
    let all: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = http::request(collector, request.method().as_str(), request.url(), &all, &body)?;
    let mut response = tiny_http::Response::from_data(answer.bytes).with_status_code(answer.status);
    for (name, value) in &answer.headers {
        let is_passed = !OF_A_CONNECTION.contains(&name.as_str()) && (has_limits || name.as_str() != LIMITS);
        if is_passed {
            let header = Header::from_bytes(name.as_str(), value.as_bytes());
            response.add_header(header.map_err(|()| anyhow!("a header that is none: {name}"))?);
        }
    }
    Ok(request.respond(response)?)
}

/// What a request holds: the items of an envelope, or the one event of the older form.
fn read(path: &str, body: &[u8], is_packed: bool) -> Result<Passed> {
    let mut plain = body.to_vec();
    if is_packed {
        plain.clear();
        MultiGzDecoder::new(body).read_to_end(&mut plain)?;
    }
    let kinds = if path.contains("/store/") {
        vec![ItemKind::Error]
    } else {
        let envelope = Envelope::read(&plain).map_err(|error| anyhow!("{error}"))?;
        ensure!(!envelope.is_broken, "an envelope of an SDK is broken");
        envelope.items.iter().map(|item| ItemKind::of(&item.kind)).collect()
    };
    Ok(Passed { kinds, body: plain })
}
