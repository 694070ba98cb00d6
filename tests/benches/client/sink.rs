//! A site, and the collector that it sends to: one server by two names, so that each is a
//! stranger to the other's pages, as in life.
//!
//! Every error tracker has the same one, which answers at once that all is well: a real
//! collector would share the cores with the browser that is measured, and more so for who
//! sends more. It keeps what arrived, and must never be shared by two visits.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use anyhow::{Context, Result, anyhow, ensure};
use corncrake_tests::root;
use serde_json::Value;
use tiny_http::{Header, Method, Request, Response, Server};

use crate::subject::Subject;

const PAGE: &str = include_str!("page.html");
/// A part of the message of each error of the page.
const SAID: &str = "is not known";
/// The collector's headers for a page of another origin; the preflight's age is our own's.
const HEADERS: [&str; 4] = [
    "access-control-allow-origin: *",
    "access-control-allow-headers: content-type",
    "access-control-expose-headers: retry-after",
    "access-control-max-age: 86400",
];
/// The endpoints that `tests/peers` configures, and what replaces them here.
const MOVED: [(&str, &str); 2] =
    [("https://key@sentry.example/", "http://key@127.0.0.1:PORT/"), ("https://trackx.example/", "AT/")];

/// The requests that arrived.
#[derive(Default)]
pub(crate) struct ReceivedRequests {
    /// Files that were served beside the page.
    pub(crate) files: usize,
    /// Requests that asked whether another may be sent.
    pub(crate) preflights: usize,
    /// The bodies of POST requests.
    pub(crate) bodies: Vec<String>,
}

impl ReceivedRequests {
    /// The errors in its requests, and those that Corncrake only counted as discarded.
    pub(crate) fn errors(&self) -> (u64, u64) {
        let (mut errors, mut lost) = (0, 0);
        for body in &self.bodies {
            let batch: Value = serde_json::from_str(body).unwrap_or_default();
            match batch["events"].as_array() {
                Some(events) => {
                    errors += events.iter().filter_map(|event| event["count"].as_u64()).sum::<u64>()
                }
                None => errors += u64::from(body.contains(SAID)),
            }
            lost += batch["lost"].as_u64().unwrap_or(0);
        }
        (errors, lost)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bodies.iter().map(String::len).sum()
    }
}

/// A running one; it serves until it goes out of scope.
pub(crate) struct Sink {
    server: Arc<Server>,
    arrived: Arc<Mutex<ReceivedRequests>>,
    port: u16,
}

impl Sink {
    pub(crate) fn serve(subject: Subject) -> Result<Self> {
        let server = Arc::new(Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?);
        let port = server.server_addr().to_ip().context("no address")?.port();
        let arrived = Arc::default();
        let sink = Self { server: Arc::clone(&server), arrived: Arc::clone(&arrived), port };
        thread::spawn(move || {
            for request in server.incoming_requests() {
                // A browser that went away needs no answer.
                let _ = answer(request, subject, port, &arrived);
            }
        });
        Ok(sink)
    }

    /// The site.
    pub(crate) fn site(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Looks at what arrived so far.
    pub(crate) fn see<T>(&self, look: impl FnOnce(&ReceivedRequests) -> T) -> T {
        look(&self.arrived.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

fn answer(
    mut request: Request,
    subject: Subject,
    port: u16,
    arrived: &Mutex<ReceivedRequests>,
) -> Result<()> {
    let mut body = Vec::new();
    request.as_reader().read_to_end(&mut body)?;
    let path = request.url().split('?').next().unwrap_or_default().to_owned();
    let here = |text: &str| {
        text.replace("AT/", &format!("http://127.0.0.1:{port}/")).replace("PORT", &port.to_string())
    };
    let file = match path.as_str() {
        "/" => Some(here(&PAGE.replace("TAG", subject.tag)).into_bytes()),
        "/before" => Some(Vec::new()),
        _ => read(&path).ok(),
    };
    let (status, media_type, bytes) = match (request.method(), file) {
        (Method::Post, _) => (200, "application/json", b"{}".to_vec()),
        (Method::Options, _) => (204, "text/plain", Vec::new()),
        (_, None) => (404, "text/plain", Vec::new()),
        (_, Some(bytes)) if path.ends_with(".wasm") => (200, "application/wasm", bytes),
        (_, Some(bytes)) if path.ends_with(".js") => {
            let mut text = String::from_utf8(bytes)?;
            for (from, to) in MOVED {
                text = text.replace(from, &here(to));
            }
            (200, "text/javascript", text.into_bytes())
        }
        (_, Some(bytes)) => (200, "text/html;charset=utf-8", bytes),
    };
    {
        let mut arrived = arrived.lock().unwrap_or_else(PoisonError::into_inner);
        match request.method() {
            Method::Post => arrived.bodies.push(String::from_utf8_lossy(&body).into_owned()),
            Method::Options => arrived.preflights += 1,
            _ => arrived.files += usize::from(path.starts_with("/client/") || path.starts_with("/peers/")),
        }
    }
    let mut response = Response::from_data(bytes).with_status_code(status);
    for header in HEADERS.into_iter().chain([format!("content-type: {media_type}").as_str()]) {
        response.add_header(header.parse::<Header>().map_err(|()| anyhow!("no header: {header}"))?);
    }
    Ok(request.respond(response)?)
}

/// A file of the package, or a bundle of others.
fn read(path: &str) -> Result<Vec<u8>> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let folder = match path.strip_suffix(name) {
        Some("/client/") => root().join("client-wasm/dist"),
        Some("/peers/") => std::env::var_os("PEERS").map(PathBuf::from).context("no PEERS")?,
        _ => anyhow::bail!("not here"),
    };
    ensure!(!name.contains(".."), "not here");
    Ok(fs::read(folder.join(name))?)
}
