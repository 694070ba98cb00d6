//! A folder of built files, served as a static host serves them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use anyhow::{Result, anyhow};

/// A served folder; it serves until it goes out of scope.
pub struct Folder {
    server: Arc<tiny_http::Server>,
    port: u16,
}

impl Folder {
    /// Serves every file below a folder, and its `index.html` for every address that is none:
    /// sites of one page expect that of their host.
    pub fn serve(folder: &Path) -> Result<Self> {
        let server = tiny_http::Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?;
        let server = Arc::new(server);
        let port = server.server_addr().to_ip().map_or(0, |address| address.port());
        let (serving, folder) = (Arc::clone(&server), folder.to_owned());
        thread::spawn(move || {
            for request in serving.incoming_requests() {
                let _ = match file(&folder, request.url()) {
                    Some((bytes, media_type)) => {
                        let mut response = tiny_http::Response::from_data(bytes);
                        if let Ok(header) = format!("content-type: {media_type}").parse::<tiny_http::Header>()
                        {
                            response.add_header(header);
                        }
                        request.respond(response)
                    }
                    None => request.respond(tiny_http::Response::empty(404)),
                };
            }
        });
        Ok(Self { server, port })
    }

    /// Its origin.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The address of one of its pages with an endpoint, as `examples` read it.
    pub fn page(&self, page: &str, endpoint: &str) -> String {
        format!("{}/{page}?{}", self.origin(), endpoint.replace(':', "%3A"))
    }
}

fn file(folder: &Path, url: &str) -> Option<(Vec<u8>, &'static str)> {
    let mut path: PathBuf = folder.join(url.split('?').next()?.trim_start_matches('/'));
    if path.extension().is_none() {
        path = folder.join("index.html");
    }
    let media_type = match path.extension()?.to_str()? {
        "html" => "text/html;charset=utf-8",
        "js" | "mjs" => "text/javascript",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    };
    Some((fs::read(path).ok()?, media_type))
}

impl Drop for Folder {
    fn drop(&mut self) {
        self.server.unblock();
    }
}
