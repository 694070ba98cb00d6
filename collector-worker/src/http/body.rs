//! Reads a request's body up to a limit, and not a byte further.

use std::{pin::pin, time::Duration};

use futures_util::{
    FutureExt, Stream, StreamExt,
    future::{self, Either, select},
};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::{Delay, Request, js_sys::Promise, wasm_bindgen_futures::JsFuture};

use super::{encoding, error::Fault};

/// Bytes of a body that is too large which are read all the same, and dropped: a sender that
/// is cut off while it writes never reads why.
pub(crate) const DRAINED_BYTES: usize = 8 * 1024 * 1024;

/// How long the next piece of an upload or an import may take, which have as long as they need.
const PIECE_WITHIN: Duration = Duration::from_secs(30);

/// The body, unpacked, or 413 where it is larger than `limit` bytes, packed or unpacked; 408 where
/// it does not come in time. The bytes are counted, whatever length was declared, and no more than
/// `limit` of them are ever kept.
pub(crate) async fn read(request: &mut Request, limit: usize) -> Result<Vec<u8>, Fault> {
    let encoding = encoding::of(request)?;
    let body = read_in_time(request, limit).await?;
    encoding::unpack(encoding, body, limit)?.ok_or_else(|| too_large(limit))
}

/// The same of an SDK's, which may be packed by what its language has: brotli and zstd as well.
pub(crate) async fn read_of_sdk(request: &mut Request, limit: usize) -> Result<Vec<u8>, Fault> {
    let encoding = encoding::of_sdk(request)?;
    let body = read_in_time(request, limit).await?;
    encoding::unpack(encoding, body, limit)?.ok_or_else(|| too_large(limit))
}

/// The next piece of a long body, in the time that it may take; or 408.
pub(crate) async fn next_piece<S: Stream + Unpin>(stream: &mut S) -> Result<Option<S::Item>, Fault> {
    with_piece_timeout(stream.next()).await
}

/// What waits for a piece of a long body, in the time that it may take; or 408.
pub(crate) async fn with_piece_timeout<T>(piece: impl Future<Output = T>) -> Result<T, Fault> {
    match select(pin!(piece), pin!(Delay::from(PIECE_WITHIN))).await {
        Either::Left((done, _)) => Ok(done),
        Either::Right(_) => Err(timeout()),
    }
}

#[wasm_bindgen(raw_module = "./deadline.mjs")]
extern "C" {
    /// Settles once a request has taken too long: a longer one holds memory and a connection for nothing.
    fn late(request: &JsValue) -> Promise;
}

async fn read_in_time(request: &mut Request, limit: usize) -> Result<Vec<u8>, Fault> {
    let inner = JsValue::from(AsRef::<JsValue>::as_ref(request.inner()));
    // Asked for where the body is waited for, and not before.
    let deadline = future::lazy(|_| JsFuture::from(late(&inner))).flatten();
    match select(pin!(read_limited(request, limit)), pin!(deadline)).await {
        Either::Left((body, _)) => body,
        Either::Right(_) => Err(timeout()),
    }
}

fn timeout() -> Fault {
    Fault::new(408, "body_timeout", "the body did not come within 30 s")
}

async fn read_limited(request: &mut Request, limit: usize) -> Result<Vec<u8>, Fault> {
    let headers = request.headers();
    let declared = headers.get("content-length")?.and_then(|length| length.parse::<usize>().ok());
    let is_declared = declared.is_some_and(|length| length <= limit) && !headers.has("transfer-encoding")?;
    // What is known to be empty is not waited for: a wait is another turn of the runtime, a fifth of what a
    // visit costs.
    if is_declared && declared == Some(0) || request.inner().body().is_none() {
        return Ok(Vec::new());
    }
    if is_declared {
        // HTTP itself ends the body there (RFC 9112, section 6.3; where both headers are present, the
        // chunks decide). Reading it in one piece costs a third of reading chunks.
        let body = request.bytes().await.map_err(|_| body_broke_off())?;
        return if body.len() <= limit { Ok(body) } else { Err(too_large(limit)) };
    }
    let (mut body, mut length) = (Vec::new(), 0_usize);
    let mut stream = request.stream()?;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| body_broke_off())?;
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

fn body_broke_off() -> Fault {
    Fault::bad_request("bad_body", "the body broke off")
}

pub(crate) fn too_large(limit: usize) -> Fault {
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
