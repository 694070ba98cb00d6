//! Unpacks zstd (RFC 8878), frame by frame, with a limit on what comes out and on the window, which is
//! memory that a sender chooses.

use std::io::Read;

use ruzstd::decoding::StreamingDecoder;

use super::{
    error::Fault,
    unpacked::{PackedMember, bounded, members},
};

/// The largest window in bytes: what the standard asks every decoder to take (section 3.1.1.1.2).
const WINDOW_BYTES: u64 = 8 * 1024 * 1024;
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The body unpacked; `None` where it would be larger than `limit` bytes.
pub(super) fn unpack(body: &[u8], limit: usize) -> Result<Option<Vec<u8>>, Fault> {
    members(body, limit, frame)
}

/// The first frame; `None` where it would be larger than `limit` bytes.
fn frame(body: &[u8], limit: usize) -> Result<Option<PackedMember<'_>>, Fault> {
    let window = window(body).ok_or_else(not_zstd)?;
    // One that is larger than all of the limit can hold nothing that is taken.
    if window > WINDOW_BYTES {
        return Ok(None);
    }
    let mut decoder = StreamingDecoder::new(body).map_err(|_| not_zstd())?;
    let unpacked = bounded(decoder.by_ref(), limit, "zstd")?;
    Ok(unpacked.map(|unpacked| PackedMember { unpacked, behind: decoder.into_inner() }))
}

fn not_zstd() -> Fault {
    Fault::bad_request("bad_body", "the body is not zstd, though Content-Encoding says so")
}

/// The bytes of the window that a frame's header asks for.
fn window(frame: &[u8]) -> Option<u64> {
    let header = frame.strip_prefix(&MAGIC)?;
    let (&descriptor, rest) = header.split_first()?;
    if descriptor & 0b10_0000 == 0 {
        let window = *rest.first()?;
        let base = 1_u64 << (10 + u32::from(window >> 3));
        return Some(base + base / 8 * u64::from(window & 7));
    }
    // A single segment's window is all of its content.
    let dictionary = [0_usize, 1, 2, 4].into_iter().nth(usize::from(descriptor & 3))?;
    let size = |bytes: usize| -> Option<u64> {
        let bytes = rest.get(dictionary..dictionary.saturating_add(bytes))?;
        Some(bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    match descriptor >> 6 {
        0 => size(1),
        1 => size(2).map(|size| size + 256),
        2 => size(4),
        _ => size(8),
    }
}
