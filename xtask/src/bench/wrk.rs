//! Load by wrk: one thread that sends over many connections, each request when the one before
//! was answered. What it sends is made before and read from a file.

use std::{fs::File, io::Write, path::Path};

use anyhow::{Context, Result, ensure};

use crate::tools::{
    command::{command, output},
    paths,
};

/// Connections at the same time.
pub(crate) const CONNECTIONS: usize = 16;
/// Seconds of a run.
pub(crate) const SECONDS: u64 = 2;

/// How a run went.
pub(crate) struct Run {
    pub(crate) requests: f64,
    pub(crate) seconds: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

impl Run {
    pub(crate) fn per_second(&self) -> f64 {
        self.requests / self.seconds
    }
}

/// One request, as it is on the wire. Each visitor has an address of its own, since what a network
/// may begin is limited.
pub(crate) fn request(method: &str, path: &str, user_agent: &str, media_type: &str, body: &str) -> Vec<u8> {
    // FNV-1a: visitors that differ have addresses that do.
    let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let address = std::net::Ipv4Addr::from(user_agent.bytes().fold(0x811c_9dc5, mix));
    format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: https://shop.example\r\n\
         x-real-ip: {address}\r\nuser-agent: {user_agent}\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Writes the file of a run's requests.
pub(crate) fn write(file: &Path, requests: impl Iterator<Item = Vec<u8>>) -> Result<()> {
    let mut out = std::io::BufWriter::new(File::create(file)?);
    for request in requests {
        writeln!(out, "{}", request.len())?;
        out.write_all(&request)?;
    }
    Ok(out.flush()?)
}

/// Sends the requests of a file in turn, for some seconds; each has to be answered well.
pub(crate) fn run(port: u16, file: &Path) -> Result<Run> {
    let mut wrk = command("wrk");
    wrk.args(["-t1", "--timeout", "30s"]).arg(format!("-c{CONNECTIONS}")).arg(format!("-d{SECONDS}s"));
    wrk.arg("-s").arg(paths::root().join("tests/benches/ingest/requests.lua"));
    let printed = output(wrk.arg(format!("http://127.0.0.1:{port}")).arg("--").arg(file))?;
    let figures = printed.lines().find_map(|line| line.strip_prefix("figures "));
    let figures = figures.with_context(|| format!("wrk printed no figures:\n{printed}"))?;
    let figures: Vec<f64> = figures.split(' ').map(str::parse).collect::<Result<_, _>>()?;
    let [requests, us, p50_us, p99_us, failed, refused] = figures[..] else {
        anyhow::bail!("wrk printed other figures:\n{printed}");
    };
    ensure!(failed == 0.0 && refused == 0.0, "{failed} requests failed, {refused} were refused");
    Ok(Run { requests, seconds: us / 1e6, p50_ms: p50_us / 1e3, p99_ms: p99_us / 1e3 })
}
