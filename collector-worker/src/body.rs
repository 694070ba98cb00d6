//! Reads a request's body up to a limit, and not a byte further.

use futures_util::StreamExt;
use worker::Request;

use crate::fault::Fault;

/// The body, or 413 where it is larger than `limit` bytes. A length that the sender
/// declares is believed when it is too large; the bytes are counted all the same.
pub(crate) async fn read(request: &mut Request, limit: usize) -> Result<Vec<u8>, Fault> {
    let too_large = || Fault::new(413, "body_too_large", format!("the body must be at most {limit} bytes"));
    let declared = request.headers().get("content-length")?.and_then(|text| text.parse::<u64>().ok());
    if declared.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    if request.inner().body().is_none() {
        return Ok(Vec::new());
    }
    let mut body = Vec::new(); // grows with what comes, not with what was declared
    let mut stream = request.stream()?;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Fault::bad_request("bad_body", "the body broke off"))?;
        if body.len().saturating_add(chunk.len()) > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The media type, in small letters and without parameters; empty where there is none.
pub(crate) fn media_type(request: &Request) -> Result<String, Fault> {
    let header = request.headers().get("content-type")?.unwrap_or_default();
    Ok(header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}
