//! A user's site: pages and scripts on an origin of their own, so that everything the
//! client does there is cross-origin, as in life.

pub mod folder;
pub mod front;
pub mod holding_proxy;
pub mod keeper;
pub mod proxy;
pub mod worker;

use std::{collections::HashMap, sync::Arc, thread};

use anyhow::{Result, anyhow};

/// A site; it serves until it goes out of scope.
pub struct Site {
    server: Arc<tiny_http::Server>,
    port: u16,
}

impl Site {
    /// Serves these files by their paths: HTML unless the path says otherwise.
    pub fn serve(files: &[(&str, &str)]) -> Result<Self> {
        let server = tiny_http::Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?;
        let server = Arc::new(server);
        let port = server.server_addr().to_ip().map_or(0, |address| address.port());
        let files: HashMap<String, String> =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let serving = Arc::clone(&server);
        thread::spawn(move || {
            for request in serving.incoming_requests() {
                let path = request.url().split('?').next().unwrap_or_default().to_owned();
                let media_type = match path.rsplit_once('.') {
                    Some((_, "js" | "mjs")) => "text/javascript",
                    _ => "text/html;charset=utf-8",
                };
                let header = format!("content-type: {media_type}").parse::<tiny_http::Header>();
                let mut response = match files.get(&path) {
                    Some(text) => tiny_http::Response::from_string(text.clone()),
                    None => tiny_http::Response::from_string("not here").with_status_code(404),
                };
                if let Ok(header) = header {
                    response.add_header(header);
                }
                let _ = request.respond(response);
            }
        });
        Ok(Self { server, port })
    }

    /// Its origin.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.unblock();
    }
}
