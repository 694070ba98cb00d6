//! A connection that is kept: one request after the other, each timed from its first byte to
//! the last of its answer. Reads what workerd writes: a length, or chunks. A connection that was
//! closed while it idled, as while another collector is filled, is opened anew; the request, which only
//! reads, is sent once more, and timed from then on.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

pub(crate) struct Connection {
    port: u16,
    out: TcpStream,
    answers: BufReader<TcpStream>,
}

pub(crate) struct TimedResponse {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) took: Duration,
}

impl Connection {
    pub(crate) fn open(port: u16) -> Result<Self> {
        let out = TcpStream::connect(("127.0.0.1", port))?;
        out.set_nodelay(true)?;
        Ok(Self { port, answers: BufReader::new(out.try_clone()?), out })
    }

    pub(crate) fn send(&mut self, request: &[u8]) -> Result<TimedResponse> {
        let mut began = Instant::now();
        if !self.begins_to_answer(request) {
            *self = Self::open(self.port)?;
            began = Instant::now();
            ensure!(self.begins_to_answer(request), "the connection was closed");
        }
        let status = self.line()?.split(' ').nth(1).and_then(|status| status.parse().ok());
        let (mut length, mut is_chunked) = (0_u64, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
            is_chunked |= line.starts_with("transfer-encoding:") && line.contains("chunked");
        }
        let mut body = Vec::new();
        if is_chunked {
            loop {
                let size = u64::from_str_radix(self.line()?.trim(), 16)?;
                self.take(size, &mut body)?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else {
            self.take(length, &mut body)?;
        }
        Ok(TimedResponse { status: status.context("no status")?, body, took: began.elapsed() })
    }

    /// Sends a request; whether an answer begins, which is not so where the other end had closed before.
    fn begins_to_answer(&mut self, request: &[u8]) -> bool {
        self.out.write_all(request).is_ok() && self.answers.fill_buf().is_ok_and(|bytes| !bytes.is_empty())
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.answers.read_line(&mut line)? > 0, "the connection was closed");
        Ok(line.trim_end().to_owned())
    }

    fn take(&mut self, bytes: u64, body: &mut Vec<u8>) -> Result<()> {
        let read = Read::by_ref(&mut self.answers).take(bytes).read_to_end(body)?;
        ensure!(read as u64 == bytes, "the connection was closed");
        Ok(())
    }
}
