//! A piece, compressed by itself (DEFLATE, RFC 1951), and read again up to a limit.

use std::io::Read;

use flate2::{Compress, Compression, FlushCompress, Status, read::DeflateDecoder};

/// The most bytes that a packed piece is unpacked to: four times what any is made of.
const PIECE_BYTES: u64 = 4 * 1024 * 1024;
/// A level that takes a third of the time of the usual one, for a tenth more bytes.
const LEVEL: u32 = 4;

/// Packs pieces, one after the other, in the same memory.
pub struct Packer(Compress);

impl Default for Packer {
    fn default() -> Self {
        Self(Compress::new(Compression::new(LEVEL), false))
    }
}

impl Packer {
    /// A piece, packed.
    pub fn pack(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.0.reset();
        let mut out = Vec::with_capacity(bytes.len() / 2 + 64);
        loop {
            let done = usize::try_from(self.0.total_in()).unwrap_or(usize::MAX);
            let rest = bytes.get(done..).unwrap_or_default();
            match self.0.compress_vec(rest, &mut out, FlushCompress::Finish) {
                Ok(Status::StreamEnd) | Err(_) => return out,
                Ok(_) => out.reserve(out.capacity().max(64)),
            }
        }
    }
}

/// A packed piece as it was; none where it was never packed, or is too large.
pub fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let read = DeflateDecoder::new(packed).take(PIECE_BYTES + 1).read_to_end(&mut out).ok()?;
    (read as u64 <= PIECE_BYTES).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(pieces: Vec<Vec<u8>>) {
            let mut packer = Packer::default();
            for piece in pieces {
                prop_assert_eq!(unpack(&packer.pack(&piece)), Some(piece));
            }
        }

        #[test]
        fn any_bytes_are_no_harm(bytes: Vec<u8>) {
            unpack(&bytes);
        }
    }

    #[test]
    fn a_bomb_does_not_go_off() {
        let bomb = Packer::default().pack(&vec![0; 5 * 1024 * 1024]);
        assert!(bomb.len() < 100_000 && unpack(&bomb).is_none());
    }
}
