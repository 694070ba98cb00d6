//! A request as it arrives here: what a proxy made of it, for the operator who sent it and nobody
//! else. Nothing of it is stored or logged.

use futures_util::StreamExt;
use serde::Serialize;
use worker::{Env, Request};

use crate::http::{
    Response, body, client_address, error::Fault, public_addresses::PublicAddresses, response, url,
};

/// Bytes of a body that is counted, at most: more than any upload or event may have.
const MOST_COUNTED_BYTES: usize = 40 * 1024 * 1024;

/// `GET /api/request`: the origin and the base path that our pages believe in, and the client's address.
pub(crate) fn arrived(request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct ArrivedRequest {
        origin: String,
        base_path: String,
        address_header: Option<String>,
        address: Option<String>,
    }
    let arrived = ArrivedRequest {
        origin: url::url(request)?.origin().ascii_serialization(),
        base_path: PublicAddresses::of(env)?.base().to_owned(),
        address_header: client_address::trusted_header(env).as_deref().map(str::to_owned),
        address: client_address::client_ip(request, env)?.map(|ip| ip.to_string()),
    };
    response::json(200, &arrived)
}

/// `POST /api/request`: counts the bytes of the body.
pub(crate) async fn count_bytes(request: &mut Request) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct CountedBytes {
        bytes: usize,
    }
    let mut bytes = 0_usize;
    if request.inner().body().is_some() {
        let mut stream = request.stream()?.boxed_local();
        while let Some(piece) = body::next_piece(&mut stream).await? {
            let piece = piece.map_err(|_| Fault::bad_request("bad_body", "the body broke off"))?;
            bytes = bytes.saturating_add(piece.len());
            if bytes > MOST_COUNTED_BYTES {
                let message = format!("the body must be at most {MOST_COUNTED_BYTES} bytes");
                return Err(Fault::new(413, "body_too_large", message));
            }
        }
    }
    response::json(200, &CountedBytes { bytes })
}
