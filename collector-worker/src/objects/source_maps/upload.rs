//! Reads the body of an upload, packed or not, into one run of memory.
//!
//! One at a time in an isolate: a map may have a quarter of its memory.

use std::{
    cell::Cell,
    io::{self, Write},
};

use corncrake_source_map::MAP_BYTES;
use flate2::write::GzDecoder;
use worker::Request;

use crate::http::{body, error::Fault};

/// Seconds after which an upload may be tried again that met another.
const RETRY_SECONDS: u32 = 1;

thread_local! {
    static IS_READING: Cell<bool> = const { Cell::new(false) };
}

/// The right to read one; it ends when this goes out of scope.
pub(crate) struct UploadPermit(());

impl UploadPermit {
    pub(crate) fn take() -> Result<Self, Fault> {
        if IS_READING.replace(true) {
            let message = format!("another file is being read; come again in {RETRY_SECONDS} s");
            return Err(Fault {
                retry_after: Some(RETRY_SECONDS),
                ..Fault::new(429, "upload_running", message)
            });
        }
        Ok(Self(()))
    }
}

impl Drop for UploadPermit {
    fn drop(&mut self) {
        IS_READING.set(false);
    }
}

/// Memory that takes no more than a map may have.
struct BoundedBuffer(Vec<u8>);

impl Write for BoundedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len().saturating_add(bytes.len()) > MAP_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum UploadReader {
    Plain(BoundedBuffer),
    Packed(Box<GzDecoder<BoundedBuffer>>),
}

/// The body of an upload, unpacked where it is packed.
pub(crate) async fn read(request: &mut Request, is_packed: bool) -> Result<Vec<u8>, Fault> {
    let empty = BoundedBuffer(Vec::new());
    let mut reader = if is_packed {
        UploadReader::Packed(Box::new(GzDecoder::new(empty)))
    } else {
        UploadReader::Plain(empty)
    };
    if request.inner().body().is_some() {
        let mut stream = request.stream()?;
        while let Some(chunk) = body::next_piece(&mut stream).await? {
            let chunk = chunk.map_err(|_| Fault::bad_request("bad_body", "the body broke off"))?;
            match &mut reader {
                UploadReader::Plain(bytes) => bytes.write_all(&chunk),
                UploadReader::Packed(packed) => packed.write_all(&chunk),
            }
            .map_err(|error| refused(&error))?;
        }
    }
    match reader {
        UploadReader::Plain(bytes) => Ok(bytes.0),
        UploadReader::Packed(packed) => Ok(packed.finish().map_err(|error| refused(&error))?.0),
    }
}

/// What a file that is too large is answered.
pub(crate) fn too_large() -> Fault {
    let most = MAP_BYTES / 1024 / 1024;
    Fault::new(413, "file_too_large", format!("a file may have at most {most} MiB, unpacked"))
}

fn refused(error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::FileTooLarge => too_large(),
        _ => Fault::bad_request("bad_body", "the body is not gzip, though Content-Encoding says so"),
    }
}
