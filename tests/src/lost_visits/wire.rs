//! A request as it came to a port of the slow site, and an answer's bytes: one of each for a connection, so
//! that no answer waits for another one. No answer is kept by a browser, since every visit is somebody's first.

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpStream,
};

use anyhow::Result;

/// The header of a page.
pub(crate) const HTML: &str = "content-type: text/html;charset=utf-8\r\n";

/// A request.
pub(crate) struct SiteRequest {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Names are in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Reads one; none where the connection was opened for nothing.
pub(crate) fn read(connection: &TcpStream) -> Result<Option<SiteRequest>> {
    let mut reader = BufReader::new(connection);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut words = first.split(' ');
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
    let (mut headers, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let (name, value) = (name.to_lowercase(), value.trim().to_owned());
        if name == "content-length" {
            length = value.parse()?;
        }
        headers.push((name, value));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some(SiteRequest { method: method.to_owned(), path: path.to_owned(), headers, body }))
}

/// The bytes of an answer; each of its headers ends its line.
pub(crate) fn answer(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} -\r\n{headers}content-length: {length}\r\ncache-control: no-store\r\n\
         connection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}
