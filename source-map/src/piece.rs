//! Mappings in a row, as bytes: from a place to a place of a source, to a name, to both or
//! to nothing. A piece is found by the place it begins with, and read from its beginning.
//!
//! The same form tells which function of a source a place of it is in (`scope`).
//!
//! A piece: how many names, each led by its length; then the mappings, each a kind and the
//! steps from the one before, as variable-length numbers of 7 bits a byte.

use std::collections::HashMap;

use crate::Position;

/// Mappings of one piece: read in microseconds, and some kilobytes of a row.
pub const MAPPINGS: usize = 2048;

const HAS_PLACE: u64 = 1;
const HAS_NAME: u64 = 2;

/// A mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mapping<'a> {
    /// From here on, up to the next mapping.
    pub at: Position,
    /// The number of a source and the place in it.
    pub to: Option<(u32, Position)>,
    /// What it is called there.
    pub name: Option<&'a str>,
}

/// A piece that is being made.
#[derive(Default)]
pub(crate) struct PieceBuilder {
    /// Where it begins, once it has.
    start: Option<Position>,
    last: Position,
    to: (u32, Position),
    mappings: usize,
    names: HashMap<String, u64>,
    heads: Vec<u8>,
    body: Vec<u8>,
}

impl PieceBuilder {
    pub(crate) fn push(&mut self, mapping: &Mapping<'_>) {
        self.start.get_or_insert(mapping.at);
        self.mappings += 1;
        let kind = if mapping.to.is_some() { HAS_PLACE } else { 0 };
        write(kind | if mapping.name.is_some() { HAS_NAME } else { 0 }, &mut self.body);
        let lines = mapping.at.line.wrapping_sub(self.last.line);
        write(lines.into(), &mut self.body);
        let column = if lines == 0 { self.last.column } else { 0 };
        write(mapping.at.column.wrapping_sub(column).into(), &mut self.body);
        if let Some((source, spot)) = mapping.to {
            let (before, last) = self.to;
            for (now, was) in [(source, before), (spot.line, last.line), (spot.column, last.column)] {
                write(zigzag(now, was), &mut self.body);
            }
            self.to = (source, spot);
        }
        if let Some(name) = mapping.name {
            let number = match self.names.get(name) {
                Some(number) => *number,
                None => {
                    let number = self.names.len() as u64;
                    write(name.len() as u64, &mut self.heads);
                    self.heads.extend_from_slice(name.as_bytes());
                    self.names.insert(name.to_owned(), number);
                    number
                }
            };
            write(number, &mut self.body);
        }
        self.last = mapping.at;
    }

    pub(crate) fn is_full(&self) -> bool {
        self.mappings >= MAPPINGS
    }

    /// The piece and where it begins; another can be made then.
    pub(crate) fn take(&mut self) -> Option<(Position, Vec<u8>)> {
        let made = std::mem::take(self);
        let start = made.start?;
        let mut out = Vec::with_capacity(made.heads.len() + made.body.len() + 4);
        write(made.names.len() as u64, &mut out);
        out.extend_from_slice(&made.heads);
        out.extend_from_slice(&made.body);
        Some((start, out))
    }
}

/// The last mapping of a piece that is not behind a place. None, too, where the piece is
/// broken up to there.
pub fn find(piece: &[u8], at: Position) -> Option<Mapping<'_>> {
    let mut bytes = piece;
    let count = read(&mut bytes)?;
    let mut names = Vec::new();
    for _ in 0..count.min(MAPPINGS as u64) {
        let length = usize::try_from(read(&mut bytes)?).ok()?;
        let (name, rest) = bytes.split_at_checked(length)?;
        names.push(name);
        bytes = rest;
    }
    let (mut last, mut to, mut found) = (Position::default(), (0, Position::default()), None);
    while !bytes.is_empty() {
        let kind = read(&mut bytes)?;
        let lines = u32::try_from(read(&mut bytes)?).ok()?;
        let columns = u32::try_from(read(&mut bytes)?).ok()?;
        let column = if lines == 0 { last.column } else { 0 };
        last = Position { line: last.line.wrapping_add(lines), column: column.wrapping_add(columns) };
        if last > at {
            break;
        }
        let mut place = None;
        if kind & HAS_PLACE != 0 {
            let (source, spot) = to;
            let source = step(&mut bytes, source)?;
            let line = step(&mut bytes, spot.line)?;
            to = (source, Position { line, column: step(&mut bytes, spot.column)? });
            place = Some(to);
        }
        let name = if kind & HAS_NAME != 0 { Some(usize::try_from(read(&mut bytes)?).ok()?) } else { None };
        found = Some((last, place, name));
    }
    let (at, to, name) = found?;
    let name = name.and_then(|name| names.get(name)).and_then(|name| std::str::from_utf8(name).ok());
    Some(Mapping { at, to, name })
}

fn write(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn read(bytes: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        if shift > 56 {
            return None;
        }
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
        shift += 7;
    }
}

/// A step as a number without a sign: the nearer, the smaller.
fn zigzag(now: u32, was: u32) -> u64 {
    let step = i64::from(now) - i64::from(was);
    ((step << 1) ^ (step >> 63)) as u64
}

fn step(bytes: &mut &[u8], was: u32) -> Option<u32> {
    let number = read(bytes)?;
    let step = (number >> 1) as i64 ^ -((number & 1) as i64);
    u32::try_from(i64::from(was).checked_add(step)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn made(mappings: &[Mapping<'_>]) -> Vec<u8> {
        let mut making = PieceBuilder::default();
        mappings.iter().for_each(|mapping| making.push(mapping));
        making.take().map(|(_, piece)| piece).unwrap_or_default()
    }

    proptest! {
        #[test]
        fn every_mapping_is_found_again(
            mut ats in proptest::collection::btree_set((0_u32..50, any::<u32>()), 1..60),
            tos in proptest::collection::vec(proptest::option::of((any::<u32>(), any::<u32>(), any::<u32>())), 60),
            names in proptest::collection::vec(proptest::option::of("[a-c]{0,2}"), 60),
            probe in (0_u32..60, any::<u32>()),
        ) {
            ats.insert((49, 7));
            let mappings: Vec<Mapping<'_>> = ats.iter().zip(&tos).zip(&names).map(|((at, to), name)| Mapping {
                at: Position { line: at.0, column: at.1 },
                to: to.map(|(source, line, column)| (source, Position { line, column })),
                name: name.as_deref(),
            }).collect();
            let piece = made(&mappings);
            for mapping in &mappings {
                prop_assert_eq!(find(&piece, mapping.at), Some(*mapping));
            }
            let probe = Position { line: probe.0, column: probe.1 };
            prop_assert_eq!(find(&piece, probe), mappings.iter().rfind(|one| one.at <= probe).copied());
        }

        #[test]
        fn any_bytes_are_no_harm(bytes: Vec<u8>, line: u32, column: u32) {
            find(&bytes, Position { line, column });
        }
    }
}
