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
/// Bytes of a page; most of a process's are nothing but zeros.
const PAGE_BYTES: usize = 4096;

/// How often a process holds these bytes in memory that it may write to; nothing where this
/// machine does not let us look.
pub fn holding(process: Pid, wanted: &[u8]) -> Result<Option<usize>> {
    let found = all_holding(process, &[wanted])?;
    Ok(found.map(|found| found.iter().sum()))
}

/// The same of several at once, the memory being read once.
pub fn all_holding(process: Pid, wanted: &[&[u8]]) -> Result<Option<Vec<usize>>> {
    let folder = format!("/proc/{}", process.as_raw_nonzero());
    let Ok(memory) = File::open(format!("{folder}/mem")) else { return Ok(None) };
    let longest = wanted.iter().map(|bytes| bytes.len()).max().unwrap_or(0);
    let mut search = Search::new(wanted);
    let mut has_read = false;
    let mut buffer = vec![0; READ_AT_ONCE + longest];
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
            // A match that begins in the part that is read again is counted there.
            let step = if read < most || most < buffer.len() { most } else { READ_AT_ONCE };
            search.count(&buffer[..read], step);
            at += u64::try_from(step)?;
        }
    }
    Ok(has_read.then_some(search.found))
}

/// What is looked for, by its first two bytes, so that most bytes are looked at once.
struct Search<'a> {
    wanted: &'a [&'a [u8]],
    by_head: Vec<Vec<usize>>,
    found: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(wanted: &'a [&'a [u8]]) -> Self {
        let mut by_head = vec![Vec::new(); 1 << 16];
        for (place, bytes) in wanted.iter().enumerate() {
            if let [a, b, ..] = bytes {
                by_head[usize::from(u16::from_be_bytes([*a, *b]))].push(place);
            }
        }
        Self { wanted, by_head, found: vec![0; wanted.len()] }
    }

    /// Counts what begins before `end`, by pages: those of zeros hold nothing.
    fn count(&mut self, memory: &[u8], end: usize) {
        for start in (0..end.min(memory.len())).step_by(PAGE_BYTES) {
            let page = &memory[start..(start + PAGE_BYTES).min(end).min(memory.len())];
            if page == &[0; PAGE_BYTES][..page.len()] {
                continue;
            }
            for (place, first) in page.iter().enumerate() {
                let Some(second) = memory.get(start + place + 1) else { break };
                for wanted in &self.by_head[usize::from(*first) << 8 | usize::from(*second)] {
                    self.found[*wanted] +=
                        usize::from(memory[start + place..].starts_with(self.wanted[*wanted]));
                }
            }
        }
    }
}
