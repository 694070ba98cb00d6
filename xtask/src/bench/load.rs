//! Load on a collector: the same number of requests over many connections that stay open,
//! each sent when the one before was answered.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

/// Connections at the same time.
pub(crate) const CONNECTIONS: usize = 48;

/// How a run went.
pub(crate) struct Run {
    pub(crate) requests: usize,
    pub(crate) took: Duration,
    /// Time to each answer, the shortest first.
    latencies: Vec<Duration>,
}

impl Run {
    /// Several runs as one.
    pub(crate) fn of(runs: Vec<Run>) -> Self {
        let (requests, took) =
            (runs.iter().map(|run| run.requests).sum(), runs.iter().map(|run| run.took).sum());
        let mut latencies: Vec<Duration> = runs.into_iter().flat_map(|run| run.latencies).collect();
        latencies.sort_unstable();
        Self { requests, took, latencies }
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.requests as f64 / self.took.as_secs_f64()
    }

    /// The time within which this share of the answers came.
    pub(crate) fn within(&self, share: f64) -> Duration {
        let place = (self.latencies.len() as f64 * share) as usize;
        self.latencies.get(place.min(self.latencies.len().saturating_sub(1))).copied().unwrap_or_default()
    }
}

/// One request, as it is on the wire. Each visitor has an address of its own, since what a network
/// may begin is limited.
pub(crate) fn request(method: &str, path: &str, user_agent: &str, media_type: &str, body: &str) -> Vec<u8> {
    // FNV-1a: visitors that differ have addresses that do.
    let hash = user_agent
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let address = std::net::Ipv4Addr::from(hash);
    format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: https://shop.example\r\n\
         x-real-ip: {address}\r\nuser-agent: {user_agent}\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Sends so many requests, each made from its number, and wants this status of each.
pub(crate) fn run(
    port: u16,
    requests: usize,
    status: u16,
    make: &(dyn Fn(usize) -> Vec<u8> + Sync),
) -> Result<Run> {
    // Made before the clock runs: to write JSON is the sender's work, not the collector's.
    let made: Vec<Vec<u8>> = (0..requests).map(make).collect();
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let mut latencies = thread::scope(|scope| -> Result<Vec<Duration>> {
        let senders: Vec<_> =
            (0..CONNECTIONS).map(|_| scope.spawn(|| send(port, &made, status, &next))).collect();
        let mut all = Vec::with_capacity(requests);
        for sender in senders {
            all.extend(sender.join().ok().context("a sender panicked")??);
        }
        Ok(all)
    })?;
    let took = began.elapsed();
    latencies.sort_unstable();
    Ok(Run { requests, took, latencies })
}

fn send(port: u16, made: &[Vec<u8>], status: u16, next: &AtomicUsize) -> Result<Vec<Duration>> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    let (mut out, mut answers) = (stream.try_clone()?, BufReader::new(stream));
    let mut latencies = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(request) = made.get(number) else { return Ok(latencies) };
        let began = Instant::now();
        out.write_all(request)?;
        let got = answer(&mut answers)?;
        ensure!(got == status, "request {number} was answered {got}, not {status}");
        latencies.push(began.elapsed());
    }
}

/// Reads one answer, and gives its status.
fn answer(answers: &mut impl BufRead) -> Result<u16> {
    let (mut status, mut length, mut line) = (0, 0_u64, String::new());
    loop {
        line.clear();
        if answers.read_line(&mut line)? == 0 {
            bail!("the connection was closed");
        }
        let text = line.trim_end();
        if text.is_empty() {
            break;
        }
        if status == 0 {
            status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).context("no status")?;
        } else if let Some((name, value)) = text.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
    std::io::copy(&mut answers.take(length), &mut std::io::sink())?;
    Ok(status)
}
