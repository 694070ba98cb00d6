//! Splits a body into lines, and decompresses it. Memory holds no more than one line of a bounded
//! length, however much a compressed body unpacks to.

use std::io::{self, Write};

use flate2::write::GzDecoder;

use crate::http::error::Fault;

/// Bytes of a line: an event's body has a megabyte, and scrubbing and JSON can make more of it.
const LINE_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of a packed body that are unpacked at once: a thousand times as many at most.
const PACKED_BYTES: usize = 1_024;

/// Bytes that were unpacked and not taken yet, in one run of memory: a line costs nothing but its
/// own bytes, however short lines are.
#[derive(Default)]
struct LineSplitter {
    bytes: Vec<u8>,
    /// How many of them were taken.
    taken: usize,
    /// Where a line's end is looked for, since there is none before.
    looked: usize,
    /// Where the last line begins.
    last: usize,
}

impl LineSplitter {
    fn next(&mut self, is_over: bool) -> Option<Vec<u8>> {
        let left = self.bytes.get(self.looked..).unwrap_or_default();
        let end = match left.iter().position(|byte| *byte == b'\n') {
            Some(at) => self.looked.saturating_add(at).saturating_add(1),
            None if is_over && self.taken < self.bytes.len() => self.bytes.len(),
            None => {
                self.looked = self.bytes.len();
                return None;
            }
        };
        let line = self.bytes.get(self.taken..end).map(<[u8]>::to_vec);
        (self.taken, self.looked) = (end, end);
        line
    }

    /// Forgets what was taken.
    fn forget(&mut self) {
        self.bytes.drain(..self.taken);
        self.looked = self.looked.saturating_sub(self.taken);
        self.last = self.last.saturating_sub(self.taken);
        self.taken = 0;
    }
}

impl Write for LineSplitter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let length = self.bytes.len().saturating_sub(self.last).saturating_add(piece.len());
            if length > LINE_BYTES {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            self.bytes.extend_from_slice(piece);
            if piece.last() == Some(&b'\n') {
                self.last = self.bytes.len();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum BodyDecoder {
    Plain(LineSplitter),
    Packed(Box<GzDecoder<LineSplitter>>),
}

/// The lines of a body.
pub(crate) struct LineReader {
    reader: BodyDecoder,
    is_over: bool,
}

impl LineReader {
    pub(crate) fn new(is_packed: bool) -> Self {
        let cut = LineSplitter::default();
        let reader = if is_packed {
            BodyDecoder::Packed(Box::new(GzDecoder::new(cut)))
        } else {
            BodyDecoder::Plain(cut)
        };
        Self { reader, is_over: false }
    }

    /// The pieces in which a chunk of the body is pushed.
    pub(crate) fn pieces<'a>(&self, chunk: &'a [u8]) -> std::slice::Chunks<'a, u8> {
        match self.reader {
            BodyDecoder::Plain(_) => chunk.chunks(chunk.len().max(1)),
            BodyDecoder::Packed(_) => chunk.chunks(PACKED_BYTES),
        }
    }

    /// Takes a piece of the body.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<(), Fault> {
        self.cut().forget();
        match &mut self.reader {
            BodyDecoder::Plain(cut) => cut.write_all(piece),
            BodyDecoder::Packed(packed) => packed.write_all(piece),
        }
        .map_err(|error| refused(&error))
    }

    /// The body is over: what is left is a line too.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        if let BodyDecoder::Packed(packed) = &mut self.reader {
            packed.try_finish().map_err(|error| refused(&error))?;
        }
        self.is_over = true;
        Ok(())
    }

    /// The next whole line.
    pub(crate) fn next(&mut self) -> Option<Vec<u8>> {
        let is_over = self.is_over;
        self.cut().next(is_over)
    }

    fn cut(&mut self) -> &mut LineSplitter {
        match &mut self.reader {
            BodyDecoder::Plain(cut) => cut,
            BodyDecoder::Packed(packed) => packed.get_mut(),
        }
    }
}

fn refused(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::FileTooLarge => {
            Fault::new(413, "line_too_long", format!("a line may have at most {LINE_BYTES} bytes"))
        }
        _ => Fault::bad_request("bad_body", "the body is not gzip, though Content-Encoding says so"),
    }
}

#[cfg(test)]
mod tests {

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn cut(bytes: &[u8], is_packed: bool, at_once: usize) -> Result<Vec<String>, Fault> {
        let (mut lines, mut found) = (LineReader::new(is_packed), Vec::new());
        let mut take = |lines: &mut LineReader| {
            while let Some(line) = lines.next() {
                found.push(String::from_utf8(line).unwrap());
            }
        };
        for chunk in bytes.chunks(at_once) {
            for piece in lines.pieces(chunk) {
                lines.push(piece)?;
                take(&mut lines);
            }
        }
        lines.end()?;
        take(&mut lines);
        Ok(found)
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn lines_are_cut_wherever_chunks_end() {
        let text = "{\"a\":1}\n\n{\"é\":2}\r\nlast".as_bytes();
        for at_once in [1, 2, 5, 1_000] {
            let expected = ["{\"a\":1}\n", "\n", "{\"é\":2}\r\n", "last"];
            assert_eq!(cut(text, false, at_once).unwrap(), expected, "{at_once}");
            assert_eq!(cut(&packed(text), true, at_once).unwrap(), expected, "{at_once}");
        }
    }

    #[test]
    fn a_body_of_nothing_but_ends_of_lines_costs_no_more_than_its_bytes() {
        let bomb = packed(&vec![b'\n'; 4_000_000]);
        assert!(bomb.len() < 5_000);
        let (mut lines, mut count, mut most) = (LineReader::new(true), 0, 0);
        for piece in lines.pieces(&bomb) {
            lines.push(piece).unwrap();
            most = most.max(lines.cut().bytes.capacity());
            while lines.next().is_some() {
                count += 1;
            }
        }
        lines.end().unwrap();
        while lines.next().is_some() {
            count += 1;
        }
        assert_eq!(count, 4_000_000);
        // A kilobyte unpacks to a megabyte; memory grows in steps of twice its size.
        assert!(most <= 2_200_000, "{most}");
    }

    #[test]
    fn a_line_without_end_is_refused_before_it_fills_the_memory() {
        let long = vec![b'x'; 64 * 1024 * 1024];
        assert_eq!(cut(&long, false, 65_536).unwrap_err().status, 413);
        assert_eq!(cut(&packed(&long), true, 65_536).unwrap_err().status, 413);
        for bad in [&b"no gzip at all"[..], &packed(b"cut\n")[..15]] {
            assert_eq!(cut(bad, true, 4).unwrap_err().status, 400);
        }
    }
}
