//! Reads what a body unpacks to, and gives up at a limit.

use std::io::Read;

use super::error::Fault;

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
