//! One request as bytes, exactly as a test wrote it, and what came back: for requests that
//! no client library would send. It never repairs, retries or follows anything.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use anyhow::{Context, Result};

/// How long an answer may take before it counts as a hang: far beyond what a busy machine needs.
const PATIENCE: Duration = Duration::from_secs(20);

/// The response.
#[derive(Debug)]
pub struct RawResponse {
    /// The status; 0 where the connection was closed without an answer.
    pub status: u16,
    /// All of the answer, headers included.
    pub text: String,
}

/// Sends these bytes and reads until the other side closes. An answer that comes before all
/// was read is an answer; none in `PATIENCE` is an error.
pub fn send(port: u16, request: &[u8]) -> Result<RawResponse> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // The other side may refuse and close before it has read everything.
    if stream.write_all(request).is_ok() {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Err(error) if answer.is_empty() && is_late(&error) => {
            return Err(error).context("no answer: it hangs");
        }
        _ => {}
    }
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Ok(RawResponse { status, text })
}

fn is_late(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}
