//! Reads what a body unpacks to, and gives up at a limit.

use std::io::Read;

use super::error::Fault;

/// Members of gzip, or frames of zstd, that a body may have. A sender writes one, or one for each part that
/// it packed by itself; each costs a decoder of its own, however few bytes it has: millions of empty ones
/// would cost seconds.
pub(super) const MEMBERS: usize = 64;

/// A member of gzip, or a frame of zstd.
pub(super) struct PackedMember<'a> {
    /// What came out of it.
    pub(super) unpacked: Vec<u8>,
    /// What stands behind it.
    pub(super) behind: &'a [u8],
}

/// All that comes out; `None` where it is more than `limit` bytes.
pub(super) fn bounded(reader: impl Read, limit: usize, name: &str) -> Result<Option<Vec<u8>>, Fault> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut body = Vec::new();
    reader.take(most).read_to_end(&mut body).map_err(|_| {
        let message = format!("the body is not {name}, though Content-Encoding says so");
        Fault::bad_request("bad_body", message)
    })?;
    Ok(Some(body).filter(|body| body.len() <= limit))
}

/// All that comes out of members one behind the other; `None` where it is more than `limit` bytes. `unpack`
/// takes the first one of a body, and the bytes that it may have.
pub(super) fn members<'a>(
    body: &'a [u8],
    limit: usize,
    unpack: impl Fn(&'a [u8], usize) -> Result<Option<PackedMember<'a>>, Fault>,
) -> Result<Option<Vec<u8>>, Fault> {
    let (mut rest, mut all) = (body, Vec::new());
    for _ in 0..MEMBERS {
        let room = limit.saturating_sub(all.len());
        let Some(PackedMember { unpacked, behind }) = unpack(rest, room)? else { return Ok(None) };
        all.extend_from_slice(&unpacked);
        rest = behind;
        if rest.is_empty() {
            return Ok(Some(all));
        }
    }
    let message = format!("the body has more than {MEMBERS} members of gzip or frames of zstd");
    Err(Fault::bad_request("bad_body", message))
}
