//! A server in a collector's place that keeps what arrives, and answers as a test wants it.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use anyhow::{Context, Result};

/// How long a request that was begun may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is done with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// It is answered with this status.
    Status(u16),
    /// The connection breaks off.
    BreaksOff,
    /// Nothing is answered, and the connection stays.
    Nothing,
}

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Its path.
    pub path: String,
    /// Its headers, a line each, with the names in small letters, by their names: Firefox writes them
    /// in another order when it repeats a request by itself.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

#[derive(Default)]
struct State {
    arrived: Vec<Arrived>,
    /// What is done with the next requests, the last one first.
    replies: Vec<Reply>,
    /// Connections that stay without an answer.
    silent: Vec<TcpStream>,
}

/// The server; its thread ends with the test's process.
pub struct Keeper {
    /// Its port on 127.0.0.1.
    pub port: u16,
    state: Arc<Mutex<State>>,
}

impl Keeper {
    /// Starts one that takes everything.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let state: Arc<Mutex<State>> = Arc::default();
        let keeper = Self { port, state: Arc::clone(&state) };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&state);
                thread::spawn(move || serve(stream, &state));
            }
        });
        Ok(keeper)
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What is done with the next requests; those after them are answered 200.
    pub fn reply_next(&self, replies: &[Reply]) -> Result<()> {
        let mut state = self.state.lock().ok().context("the server's thread panicked")?;
        state.replies = replies.iter().rev().copied().collect();
        Ok(())
    }

    /// Every request with a body that has arrived, in order.
    pub fn arrived(&self) -> Result<Vec<Arrived>> {
        Ok(self.state.lock().ok().context("the server's thread panicked")?.arrived.clone())
    }
}

/// Answers one request of a connection, which then ends.
fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let Some((method, arrived)) = read(&mut stream) else { return };
    let reply = {
        let Ok(mut state) = state.lock() else { return };
        if method == "POST" {
            state.arrived.push(arrived);
            state.replies.pop().unwrap_or(Reply::Status(200))
        } else {
            Reply::Status(200)
        }
    };
    match reply {
        Reply::Status(status) => {
            let answer = format!(
                "HTTP/1.1 {status} Answer\r\naccess-control-allow-origin: *\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok"
            );
            let _ = stream.write_all(answer.as_bytes());
        }
        Reply::BreaksOff => {}
        Reply::Nothing => {
            if let Ok(mut state) = state.lock() {
                state.silent.push(stream);
            }
        }
    }
}

/// A whole request: its method, path and body.
fn read(stream: &mut TcpStream) -> Option<(String, Arrived)> {
    let (mut bytes, mut some) = (Vec::new(), [0; 4_096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let mut first = head.split(' ');
            let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
            let value = |name: &str| {
                let mut lines = head.lines().filter_map(|line| line.split_once(':'));
                lines
                    .find(|(known, _)| known.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.trim().to_owned())
            };
            let length = value("content-length").and_then(|length| length.parse::<usize>().ok());
            if body.len() >= length.unwrap_or_default() {
                let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
                let mut headers: Vec<(String, String)> =
                    lines.map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
                headers.sort();
                return Some((method, Arrived { path, headers, body: body.to_owned() }));
            }
        }
        let length = stream.read(&mut some).ok().filter(|length| *length > 0)?;
        bytes.extend_from_slice(some.get(..length)?);
    }
}
