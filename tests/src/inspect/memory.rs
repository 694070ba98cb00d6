//! The memory of a process, searched from outside: what an image of the machine, or a swapped
//! page, would hold.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
};

use anyhow::Result;
use rustix::process::Pid;

/// Bytes that are read at once.
const READ_AT_ONCE: usize = 4 * 1024 * 1024;

/// How often a process holds these bytes in memory that it may write to; nothing where this
/// machine does not let us look.
pub fn holding(process: Pid, wanted: &[u8]) -> Result<Option<usize>> {
    let folder = format!("/proc/{}", process.as_raw_nonzero());
    let Ok(memory) = File::open(format!("{folder}/mem")) else { return Ok(None) };
    let (mut found, mut has_read) = (0, false);
    let mut buffer = vec![0; READ_AT_ONCE + wanted.len()];
    for line in fs::read_to_string(format!("{folder}/maps"))?.lines() {
        let mut words = line.split(' ');
        let (range, rights) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let Some((from, to)) = range.split_once('-').filter(|_| rights.starts_with("rw")) else { continue };
        let (mut at, to) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(to, 16)?);
        while at < to {
            let most = usize::try_from(to - at)?.min(buffer.len());
            // A range may have gone meanwhile, and some may not be read at all.
            let Ok(read) = memory.read_at(&mut buffer[..most], at) else { break };
            has_read |= read > 0;
            found += count(&buffer[..read], wanted);
            // A match across the end of this piece is in the next one.
            let step = if read < most || most < buffer.len() { most } else { READ_AT_ONCE };
            at += u64::try_from(step)?;
        }
    }
    Ok(has_read.then_some(found))
}

fn count(memory: &[u8], wanted: &[u8]) -> usize {
    let Some((first, rest)) = wanted.split_first() else { return 0 };
    let (mut found, mut left) = (0, memory);
    while let Some(at) = left.iter().position(|byte| byte == first) {
        left = &left[at + 1..];
        found += usize::from(left.starts_with(rest));
    }
    found
}
