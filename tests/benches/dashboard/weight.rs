//! The weight of a page on the way to a browser that has nothing of it yet: the page itself, its
//! styles, its scripts, and the modules that these load, each compressed by itself.

use std::{collections::BTreeSet, io::Write};

use anyhow::{Result, ensure};

use crate::connection::Connection;

/// The most that a page may weigh, with all it needs, in bytes of brotli.
const MOST: usize = 50_000;

/// Bytes as gzip -9 and as brotli -q 11.
#[derive(Clone, Copy, Default)]
struct Weight {
    gzip: usize,
    brotli: usize,
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

/// Prints the weight of pages.
pub(crate) fn print(port: u16, pages: &[(&'static str, Vec<u8>)]) -> Result<()> {
    println!(
        "\n| page | bytes | gzip -9 | brotli -q 11 | with styles and scripts: gzip | brotli |\n|---|---:|---:|---:|---:|---:|"
    );
    let mut too_heavy = Vec::new();
    for (name, request) in pages {
        let mut connection = Connection::open(port)?;
        let page = connection.send(request)?.body;
        let own = Weight::of(&page)?;
        let mut whole = own;
        for path in needs(&String::from_utf8_lossy(&page)) {
            whole = whole.and(file(&mut connection, &path)?);
        }
        println!(
            "| {name} | {} | {} | {} | {} | {} |",
            page.len(),
            own.gzip,
            own.brotli,
            whole.gzip,
            whole.brotli
        );
        if whole.brotli > MOST {
            too_heavy.push(*name);
        }
    }
    println!("\nAt most {MOST} bytes of brotli with all that a page needs; over it: {too_heavy:?}");
    Ok(())
}

/// A file with what it loads itself.
fn file(connection: &mut Connection, path: &str) -> Result<Weight> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    let found = connection.send(request.as_bytes())?;
    ensure!(found.status == 200, "{path}: {}", found.status);
    let mut whole = Weight::of(&found.body)?;
    let text = String::from_utf8_lossy(&found.body).into_owned();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if path.ends_with(".js") {
        let modules: BTreeSet<&str> = text.split('"').filter(|word| word.ends_with(".wasm")).collect();
        for module in modules {
            whole = whole.and(file(connection, &format!("{folder}/{}", module.trim_start_matches("./")))?);
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
