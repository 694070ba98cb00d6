//! A request that is on its way while something happens.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, Result};

use crate::http;

/// A request whose body takes its time: half of it is sent, and the rest at the end.
pub struct SlowRequest {
    stream: TcpStream,
    rest: String,
}

impl SlowRequest {
    /// Sends the headers and half of the body, and waits until they have been read.
    pub fn begin(port: u16, path: &str, user_agent: &str, body: &str) -> Result<Self> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        let (half, rest) = body.split_at(body.len() / 2);
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: https://shop.example\r\n\
             user-agent: {user_agent}\r\ncontent-type: text/plain\r\nconnection: close\r\n\
             content-length: {}\r\n\r\n{half}",
            body.len()
        )?;
        // A later request was answered: this one is being read by now.
        http::request(port, "GET", "/health", &[], b"")?;
        Ok(Self { stream, rest: rest.to_owned() })
    }

    /// Sends the rest, and gives the answer's status.
    pub fn end(mut self) -> Result<u16> {
        let sent = self.stream.write_all(self.rest.as_bytes());
        self.answer().with_context(|| format!("sent {sent:?}"))
    }

    /// Sends nothing more, and gives the answer's status.
    pub fn answer(mut self) -> Result<u16> {
        let mut answer = String::new();
        self.stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let read = self.stream.read_to_string(&mut answer);
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.with_context(|| format!("no answer: read {read:?}"))
    }
}
