//! A way to a collector on which some requests never get an answer, as on a network that stalls. It passes
//! on all others as they came.

use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::{collector::Collector, http};

/// Starts one until the process ends, and gives its address; `is_held` says which requests wait for ever.
pub fn holding_proxy(collector: &Collector, is_held: fn(&tiny_http::Request) -> bool) -> Result<String> {
    let server = tiny_http::Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?;
    let address = server.server_addr().to_ip().context("no address")?;
    let to = collector.port;
    thread::spawn(move || {
        let mut held = Vec::new();
        for mut request in server.incoming_requests() {
            if is_held(&request) {
                held.push(request);
                continue;
            }
            let response = pass_on(to, &mut request);
            let _ = request.respond(response.unwrap_or_else(|_| tiny_http::Response::empty(502).boxed()));
        }
    });
    Ok(format!("http://{address}"))
}

/// The collector's answer to a request, with the headers that a page of another origin needs.
fn pass_on(to: u16, request: &mut tiny_http::Request) -> Result<tiny_http::ResponseBox> {
    let mut body = Vec::new();
    request.as_reader().read_to_end(&mut body)?;
    let header = |name: &'static str| {
        let found = request.headers().iter().find(|header| header.field.equiv(name));
        found.map(|header| header.value.to_string()).unwrap_or_default()
    };
    let headers = ["Origin", "User-Agent", "Content-Type"].map(|name| (name, header(name)));
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = http::request(to, &request.method().to_string(), request.url(), &headers, &body)?;
    let mut response = tiny_http::Response::from_data(answer.bytes).with_status_code(answer.status);
    for (name, value) in &answer.headers {
        let is_passed = name == "content-type" || name.as_str().starts_with("access-control-");
        let header = format!("{name}: {}", value.to_str().unwrap_or_default()).parse::<tiny_http::Header>();
        if let (true, Ok(header)) = (is_passed, header) {
            response.add_header(header);
        }
    }
    Ok(response.boxed())
}
