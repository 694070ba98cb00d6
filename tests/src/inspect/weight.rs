//! The weight of a page on the way to a browser that has nothing of it yet: the page itself, its
//! styles, its scripts, and the modules that these load, each compressed by itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};

use anyhow::{Result, ensure};

/// The most that a page may weigh, with all it needs, in bytes of brotli: a tenth above the heaviest of 21
/// November 2026, which had 47,000. The heaviest of the night had 51,453 on 30 November, of which the module of
/// the pages has 37,033.
pub const MOST: usize = 51_700;

/// The weights of files that several pages need, by their paths.
pub type FileWeights = BTreeMap<String, Weight>;

/// Bytes as gzip -9 and as brotli -q 11.
#[derive(Debug, Clone, Copy, Default)]
pub struct Weight {
    /// Bytes of gzip.
    pub gzip: usize,
    /// Bytes of brotli.
    pub brotli: usize,
}

impl Weight {
    fn of(bytes: &[u8]) -> Result<Self> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(bytes)?;
        let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut &bytes[..], &mut packed, &params)?;
        Ok(Self { gzip: gzip.finish()?.len(), brotli: packed.len() })
    }

    fn and(self, other: Self) -> Self {
        Self { gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

/// The weight of a page alone, and with all that it needs.
pub fn of_page(
    page: &[u8],
    known: &mut FileWeights,
    file: &mut dyn FnMut(&str) -> Result<Vec<u8>>,
) -> Result<(Weight, Weight)> {
    let own = Weight::of(page)?;
    let mut whole = own;
    for path in needs(&String::from_utf8_lossy(page)) {
        let weight = match known.get(&path) {
            Some(weight) => *weight,
            None => of_file(file, &path)?,
        };
        known.insert(path, weight);
        whole = whole.and(weight);
    }
    Ok((own, whole))
}

/// The head of a table of weights.
pub const HEAD: &str = "| page | bytes | gzip -9 | brotli -q 11 | with styles and scripts: gzip | brotli |\n|---|---:|---:|---:|---:|---:|";

/// A line of that table.
pub fn line(name: &str, bytes: usize, (own, whole): (Weight, Weight)) -> String {
    format!("| {name} | {bytes} | {} | {} | {} | {} |", own.gzip, own.brotli, whole.gzip, whole.brotli)
}

/// A file with what it loads itself.
fn of_file(file: &mut dyn FnMut(&str) -> Result<Vec<u8>>, path: &str) -> Result<Weight> {
    let found = file(path)?;
    let mut whole = Weight::of(&found)?;
    let text = String::from_utf8_lossy(&found).into_owned();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if path.ends_with(".js") {
        let modules: BTreeSet<&str> = text.split('"').filter(|word| word.ends_with(".wasm")).collect();
        // Otherwise the weight of the heaviest file would be missing unnoticed.
        ensure!(!path.ends_with("/live.js") || !modules.is_empty(), "{path} loads no module");
        for module in modules {
            whole = whole.and(of_file(file, &format!("{folder}/{}", module.trim_start_matches("./")))?);
        }
    }
    Ok(whole)
}

/// The styles and scripts of a page.
fn needs(html: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for tag in
        html.split('<').filter(|tag| tag.starts_with("link rel=\"stylesheet\"") || tag.starts_with("script"))
    {
        for name in ["href=\"", "src=\""] {
            all.extend(tag.split_once(name).and_then(|(_, rest)| rest.split('"').next()).map(str::to_owned));
        }
    }
    all
}
