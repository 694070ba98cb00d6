//! `POST /api/<digits>/store/`: one event, as older SDKs send it: JSON, or base64 of its zlib.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use corncrake_core::wire::sentry::{self, limits};
use worker::{Env, Request};

use super::{answer, envelope, key};
use crate::{
    http::{Response, body, encoding, error::Fault},
    ingest::visitor::Visitor,
};

/// Takes an event.
pub(super) async fn take(
    request: &mut Request,
    env: &Env,
    noted: &mut Option<String>,
) -> Result<Response, Fault> {
    let bytes = body::read_of_sdk(request, limits::ENVELOPE_BYTES).await?;
    let project = key::project(request, None, env, noted).await?;
    let sender = Visitor::of_sdk(request, &project, env)?;
    let bytes = plain(&bytes)?;
    if bytes.len() > limits::EVENT_BYTES {
        return Err(body::too_large(limits::EVENT_BYTES));
    }
    let event = sentry::decode(&bytes, &project.settings.kept_tags)?;
    let id = envelope::id_of(&event);
    envelope::store_one(&project, &sender, event, env).await?;
    answer::taken(Some(&id))
}

/// The JSON of a body: as it is, or of base64 of zlib, with a limit on what comes out.
fn plain(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    let text = bytes.trim_ascii();
    if !text.first().is_some_and(u8::is_ascii_alphanumeric) {
        return Ok(Cow::Borrowed(bytes));
    }
    let Ok(packed) = STANDARD.decode(text) else { return Ok(Cow::Borrowed(bytes)) };
    if packed.trim_ascii_start().first() == Some(&b'{') {
        return Ok(Cow::Owned(packed));
    }
    let plain = encoding::unpack(encoding::Encoding::Deflate, packed, limits::EVENT_BYTES)?;
    plain.map(Cow::Owned).ok_or_else(|| body::too_large(limits::EVENT_BYTES))
}

#[cfg(test)]
mod tests {

    use std::io::Write;

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(bytes).unwrap();
        STANDARD.encode(zlib.finish().unwrap()).into_bytes()
    }

    #[test]
    fn a_body_is_json_or_its_zlib_in_base64() {
        let json = b"{\"message\":\"m\"}";
        assert_eq!(&*plain(json).unwrap(), json);
        assert_eq!(&*plain(&packed(json)).unwrap(), json);
        assert_eq!(&*plain(STANDARD.encode(json).as_bytes()).unwrap(), json);
        assert_eq!(&*plain(b"no base64!").unwrap(), b"no base64!");
        assert_eq!(plain(b"aGVsbG8=").unwrap_err().status, 400);
        assert_eq!(plain(&packed(&vec![b' '; 9_000_000])).unwrap_err().status, 413);
    }
}
