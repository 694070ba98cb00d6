//! Reads a request's body up to a limit, and not a byte further.

use futures_util::StreamExt;
use worker::Request;

use crate::{encoding, fault::Fault};

/// Bytes of a body that is too large which are read all the same, and dropped: a sender that
/// is cut off while it writes never reads why.
pub(crate) const DRAINED_BYTES: usize = 8 * 1024 * 1024;

/// The body, unpacked, or 413 where it is larger than `limit` bytes, packed or unpacked. The bytes
/// are counted, whatever length was declared, and no more than `limit` of them are ever kept.
pub(crate) async fn read(request: &mut Request, limit: usize) -> Result<Vec<u8>, Fault> {
    let encoding = encoding::of(request)?;
    let body = as_sent(request, limit).await?;
    encoding::unpack(encoding, body, limit)?.ok_or_else(|| too_large(limit))
}

async fn as_sent(request: &mut Request, limit: usize) -> Result<Vec<u8>, Fault> {
    if request.inner().body().is_none() {
        return Ok(Vec::new());
    }
    let headers = request.headers();
    let declared = headers.get("content-length")?.and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length <= limit) && !headers.has("transfer-encoding")? {
        // HTTP itself ends the body there (RFC 9112, section 6.3; where both headers are there,
        // the chunks count). At once it costs a third of what chunks cost.
        let body = request.bytes().await.map_err(|_| broke_off())?;
        return if body.len() <= limit { Ok(body) } else { Err(too_large(limit)) };
    }
    let (mut body, mut length) = (Vec::new(), 0_usize);
    let mut stream = request.stream()?;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| broke_off())?;
        length = length.saturating_add(chunk.len());
        if length <= limit {
            body.extend_from_slice(&chunk);
        } else if length > DRAINED_BYTES {
            break;
        }
    }
    if length > limit {
        return Err(too_large(limit));
    }
    Ok(body)
}

fn broke_off() -> Fault {
    Fault::bad_request("bad_body", "the body broke off")
}

fn too_large(limit: usize) -> Fault {
    Fault::new(413, "body_too_large", format!("the body must be at most {limit} bytes"))
}

/// The body as JSON of the API.
pub(crate) async fn json<T: serde::de::DeserializeOwned>(
    request: &mut Request,
    limit: usize,
) -> Result<T, Fault> {
    let bytes = read(request, limit).await?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Fault::bad_request("bad_body", format!("the body must be a JSON object: {error}")))
}

/// The media type, in small letters and without parameters; empty where there is none.
pub(crate) fn media_type(request: &Request) -> Result<String, Fault> {
    let header = request.headers().get("content-type")?.unwrap_or_default();
    Ok(header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}
