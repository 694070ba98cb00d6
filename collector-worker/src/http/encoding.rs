//! The content coding of a request's body (RFC 9110, section 8.4): gzip and deflate are unpacked, of
//! SDKs brotli and zstd as well, others refused with what is taken.
//!
//! What comes out is counted while it is unpacked: a body that unpacks to more than its limit is
//! given up there, and takes no more memory than one that is not packed.

use brotli_decompressor::Decompressor as Brotli;
use flate2::{
    bufread::GzDecoder,
    read::{DeflateDecoder, ZlibDecoder},
};
use worker::Request;

use super::{
    error::Fault,
    unpacked::{PackedMember, bounded, members},
    zstd,
};

/// What is taken, as a refusal tells it (RFC 9110, section 15.5.16).
pub(crate) const TAKEN: &str = "gzip, deflate, identity";
/// The same of what SDKs send.
pub(crate) const TAKEN_OF_SDKS: &str = "gzip, deflate, br, zstd, identity";
/// The code of that refusal, by which the answer knows that it has to tell.
pub(crate) const UNSUPPORTED: &str = "unsupported_encoding";

/// Bytes that brotli's reader takes at a time.
const BROTLI_BUFFER_BYTES: usize = 4_096;

/// A content coding that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Identity,
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// The coding that a request names; none is none.
pub(crate) fn of(request: &Request) -> Result<Encoding, Fault> {
    named(&request.headers().get("content-encoding")?.unwrap_or_default(), false)
}

/// The coding of an SDK's request: SDKs cannot negotiate, and pack by what their language has.
pub(crate) fn of_sdk(request: &Request) -> Result<Encoding, Fault> {
    named(&request.headers().get("content-encoding")?.unwrap_or_default(), true)
}

fn named(header: &str, is_of_sdk: bool) -> Result<Encoding, Fault> {
    let mut codings = header.split(',').map(str::trim).filter(|coding| !coding.is_empty());
    let mut found = Encoding::Identity;
    for coding in &mut codings {
        let is = |names: &[&str]| names.iter().any(|name| coding.eq_ignore_ascii_case(name));
        let next = match () {
            () if is(&["identity"]) => continue,
            () if is(&["gzip", "x-gzip"]) => Encoding::Gzip,
            () if is(&["deflate"]) => Encoding::Deflate,
            () if is_of_sdk && is(&["br"]) => Encoding::Brotli,
            () if is_of_sdk && is(&["zstd"]) => Encoding::Zstd,
            () => return Err(unsupported(is_of_sdk)),
        };
        // No client packs twice, and each layer would multiply the cost of a small body.
        if found != Encoding::Identity {
            return Err(unsupported(is_of_sdk));
        }
        found = next;
    }
    Ok(found)
}

fn unsupported(is_of_sdk: bool) -> Fault {
    let taken = if is_of_sdk { TAKEN_OF_SDKS } else { TAKEN };
    Fault::new(415, UNSUPPORTED, format!("Content-Encoding must be one of {taken}, or absent"))
}

/// The body unpacked; `None` where it would be larger than `limit` bytes.
pub(crate) fn unpack(encoding: Encoding, body: Vec<u8>, limit: usize) -> Result<Option<Vec<u8>>, Fault> {
    match encoding {
        Encoding::Identity => Ok(Some(body)),
        Encoding::Gzip => members(&body, limit, gzip_member),
        // `deflate` means zlib's format in the standard, and bare DEFLATE to some senders.
        Encoding::Deflate if is_zlib(&body) => bounded(ZlibDecoder::new(body.as_slice()), limit, "deflate"),
        Encoding::Deflate => bounded(DeflateDecoder::new(body.as_slice()), limit, "deflate"),
        Encoding::Brotli => bounded(Brotli::new(body.as_slice(), BROTLI_BUFFER_BYTES), limit, "br"),
        Encoding::Zstd => zstd::unpack(&body, limit),
    }
}

/// The first member of gzip; `None` where it would be larger than `limit` bytes.
fn gzip_member(body: &[u8], limit: usize) -> Result<Option<PackedMember<'_>>, Fault> {
    let mut decoder = GzDecoder::new(body);
    let unpacked = bounded(&mut decoder, limit, "gzip")?;
    Ok(unpacked.map(|unpacked| PackedMember { unpacked, behind: decoder.into_inner() }))
}

/// Whether it begins as zlib's format does (RFC 1950, section 2.2).
fn is_zlib(body: &[u8]) -> bool {
    match body {
        [first, second, ..] => first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {

    use std::io::Write;

    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;
    use crate::http::unpacked::MEMBERS;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    /// A frame of one block that is raw, the last and empty, with the smallest window.
    const EMPTY_FRAME: [u8; 9] = [0x28, 0xb5, 0x2f, 0xfd, 0, 0, 1, 0, 0];

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn a_coding_is_named_or_refused() {
        for (header, coding) in [
            ("", Encoding::Identity),
            (" , ", Encoding::Identity),
            ("identity", Encoding::Identity),
            ("GZIP", Encoding::Gzip),
            ("x-gzip", Encoding::Gzip),
            ("identity, gzip", Encoding::Gzip),
            ("Deflate", Encoding::Deflate),
        ] {
            assert_eq!(named(header, false).unwrap(), coding, "{header}");
        }
        for header in ["br", "zstd", "compress", "gzip, br", "gzip, gzip", "gzip;q=1", "utf-8"] {
            let fault = named(header, false).unwrap_err();
            assert_eq!((fault.status, fault.code.as_str()), (415, UNSUPPORTED), "{header}");
            assert!(fault.message.contains(TAKEN), "{}", fault.message);
        }
        assert_eq!(named("br", true).unwrap(), Encoding::Brotli);
        assert_eq!(named("identity, zstd", true).unwrap(), Encoding::Zstd);
        for header in ["compress", "gzip, br", "zstd, zstd"] {
            let fault = named(header, true).unwrap_err();
            assert_eq!((fault.status, fault.code.as_str()), (415, UNSUPPORTED), "{header}");
            assert!(fault.message.contains(TAKEN_OF_SDKS), "{}", fault.message);
        }
    }

    #[test]
    fn what_is_packed_comes_out_and_what_is_not_is_refused() {
        let text = b"{\"message\":\"m\"}".repeat(9);
        let twice = [gzip(&text), gzip(b"more")].concat();
        let most = [gzip(b"").repeat(MEMBERS - 1), gzip(&text)].concat();
        for (coding, packed, out) in [
            (Encoding::Identity, text.clone(), text.clone()),
            (Encoding::Gzip, gzip(&text), text.clone()),
            (Encoding::Gzip, twice, [&text[..], b"more"].concat()),
            (Encoding::Deflate, zlib(&text), text.clone()),
            (Encoding::Deflate, deflate(&text), text.clone()),
            (Encoding::Gzip, gzip(b""), Vec::new()),
            (Encoding::Gzip, most, text.clone()),
            (Encoding::Zstd, [EMPTY_FRAME.repeat(MEMBERS - 1), zstd(&text)].concat(), text.clone()),
            (Encoding::Zstd, [zstd(&text), zstd(b"more")].concat(), [&text[..], b"more"].concat()),
        ] {
            assert_eq!(unpack(coding, packed, 1_000).unwrap(), Some(out), "{coding:?}");
        }
        let cut = gzip(&text);
        for (coding, bad) in [
            (Encoding::Gzip, text.clone()),
            (Encoding::Gzip, Vec::new()),
            (Encoding::Gzip, cut[..cut.len() - 9].to_vec()),
            (Encoding::Gzip, zlib(&text)),
            (Encoding::Gzip, [gzip(&text), b"more".to_vec()].concat()),
            (Encoding::Gzip, [gzip(b"").repeat(MEMBERS), gzip(&text)].concat()),
            (Encoding::Zstd, [EMPTY_FRAME.repeat(MEMBERS), zstd(&text)].concat()),
            (Encoding::Zstd, [zstd(&text), b"more".to_vec()].concat()),
            (Encoding::Deflate, text.clone()),
            (Encoding::Deflate, Vec::new()),
            (Encoding::Deflate, gzip(&text)),
        ] {
            let fault = unpack(coding, bad, 1_000).unwrap_err();
            assert_eq!((fault.status, fault.code.as_str()), (400, "bad_body"), "{coding:?}");
        }
    }

    #[test]
    fn a_bomb_is_given_up_at_the_limit() {
        let zeros = vec![0; 64 * 1024 * 1024];
        for (coding, bomb) in [(Encoding::Gzip, gzip(&zeros)), (Encoding::Deflate, zlib(&zeros))] {
            assert!(bomb.len() < 100_000);
            assert_eq!(unpack(coding, bomb, 1_000_000).unwrap(), None);
        }
        assert_eq!(unpack(Encoding::Gzip, gzip(&[0; 100]), 100).unwrap().unwrap().len(), 100);
        assert_eq!(unpack(Encoding::Gzip, gzip(&[0; 101]), 100).unwrap(), None);
    }
}
