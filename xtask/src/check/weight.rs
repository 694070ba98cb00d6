//! What bytes weigh for a visitor: as they are, and compressed as servers compress them.

use std::io::Write;

use anyhow::Result;

/// Bytes of one file: as it is, gzip -9, brotli -q 11.
pub(super) type Sizes = [u64; 3];

/// The sizes of these bytes, plain and compressed.
pub(super) fn weigh(bytes: &[u8]) -> Result<Sizes> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes)?;
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut brotli, &params)?;
    Ok([bytes.len() as u64, gzip.finish()?.len() as u64, brotli.len() as u64])
}
