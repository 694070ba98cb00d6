//! A folder of built files, served as a static host serves them.
//!
//! Each connection has a thread and carries one request. A server that keeps connections, with
//! fewer threads than a browser opens connections, now and then lets a script wait for another one's end.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use anyhow::Result;

/// A served folder; it serves until it goes out of scope.
pub struct Folder {
    is_over: Arc<AtomicBool>,
    port: u16,
}

impl Folder {
    /// Serves every file below a folder, and its `index.html` for every address that is none:
    /// sites of one page expect that of their host.
    pub fn serve(folder: &Path) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let is_over = Arc::new(AtomicBool::new(false));
        let (ended, folder) = (Arc::clone(&is_over), folder.to_owned());
        thread::spawn(move || {
            for connection in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    break;
                }
                let folder = folder.clone();
                // A browser that goes away before it has its answer is no matter of a test.
                thread::spawn(move || connection.and_then(|connection| answer(&folder, &connection)));
            }
        });
        Ok(Self { is_over, port })
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

/// Reads a request and answers it.
fn answer(folder: &Path, mut connection: &TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(connection).lines();
    let Some(first) = lines.next().transpose()? else { return Ok(()) };
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let found = file(folder, first.split(' ').nth(1).unwrap_or_default());
    let (status, bytes, media_type) = found
        .map_or(("404 Not Found", Vec::new(), "text/plain"), |(bytes, media_type)| {
            ("200 OK", bytes, media_type)
        });
    let length = bytes.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {media_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    connection.write_all(&[head.as_bytes(), &bytes].concat())
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
        self.is_over.store(true, Ordering::Relaxed);
        // It waits for a connection.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}
