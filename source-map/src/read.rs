//! Reads a map once, and hands its pieces to a `PieceSink` (ECMA-426, section 9).
//!
//! What engines and tools shrug off is refused here, in words for the uploader: a map that
//! is half right shows wrong places, which is worse than none.

use serde_json::value::RawValue;
use sourcemap::vlq::parse_vlq_segment;

use crate::{
    MAP_BYTES, Position,
    clip::cut,
    error::{MapError, ReadError},
    json,
    packed::Packer,
    piece::{Mapping, PieceBuilder},
    script::DebugId,
    sink::PieceSink,
    text,
};

/// The table of pieces that has the mappings; a source's functions are in that of its number
/// and one.
pub const MAP_TABLE: u32 = 0;
/// Mappings of one line that may stand in any order; of a longer line, so many at a time.
const SORTED_TOGETHER: usize = 32_768;
/// Digits of a number in base 64 that are followed by more of it: all 32 bits have six.
const MOST_CONTINUED: usize = 7;
/// Characters of a segment: five numbers.
const SEGMENT_BYTES: usize = 5 * (MOST_CONTINUED + 1);
/// Bytes of a source's name.
const SOURCE_NAME_BYTES: usize = 1_000;
/// Bytes of a name of the source's.
const NAME_BYTES: usize = 200;

/// What a map held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Its debug id.
    pub debug_id: Option<DebugId>,
    /// How many sources it names.
    pub sources: u32,
    /// How many of them it holds the text of.
    pub texts: u32,
    /// How many mappings it has.
    pub mappings: u64,
}

/// Reads a map.
pub fn read<K: PieceSink>(bytes: &[u8], keep: &mut K) -> Result<Summary, ReadError<K::Error>> {
    if bytes.len() > MAP_BYTES {
        return Err(MapError::Large.into());
    }
    // What keeps a JSON file from being run as a script, up to the line's end (section 9.1).
    let bytes = match bytes.strip_prefix(b")]}'") {
        Some(rest) => {
            rest.iter().position(|byte| *byte == b'\n').and_then(|end| rest.get(end..)).unwrap_or(rest)
        }
        None => bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes),
    };
    let map: json::RawMap<'_> = parse(bytes)?;
    let mut cutter = MapCutter::new(keep);
    cutter.summary.debug_id = map.debug_id.as_ref().and_then(|id| id.0.parse().ok());
    match &map.sections {
        Some(sections) => {
            check_version(&map)?;
            for section in &sections.0 {
                let own = section.map.ok_or(MapError::Elsewhere)?;
                let own: json::RawMap<'_> = parse(own.get().as_bytes())?;
                if own.sections.is_some() {
                    return Err(MapError::Nested.into());
                }
                let json::Offset { line, column } = section.offset;
                cutter.map(&own, Position { line, column })?;
            }
        }
        None => cutter.map(&map, Position::default())?,
    }
    cutter.end()?;
    if cutter.summary.mappings == 0 {
        return Err(MapError::NoMappings.into());
    }
    Ok(cutter.summary)
}

fn parse<'a>(bytes: &'a [u8]) -> Result<json::RawMap<'a>, MapError> {
    serde_json::from_slice(bytes).map_err(|error| MapError::Json(error.to_string()))
}

fn check_version(map: &json::RawMap<'_>) -> Result<(), MapError> {
    if map.version == Some(3.0) { Ok(()) } else { Err(MapError::Version) }
}

/// A mapping on its way: the name is still a number.
#[derive(Clone, Copy)]
struct Segment {
    column: u32,
    to: Option<(u32, Position)>,
    name: Option<usize>,
}

struct MapCutter<'k, K> {
    keep: &'k mut K,
    packer: Packer,
    making: PieceBuilder,
    /// The place of the last mapping.
    last: Option<Position>,
    summary: Summary,
}

impl<'k, K: PieceSink> MapCutter<'k, K> {
    fn new(keep: &'k mut K) -> Self {
        Self {
            keep,
            packer: Packer::default(),
            making: PieceBuilder::default(),
            last: None,
            summary: Summary::default(),
        }
    }

    fn map(&mut self, map: &json::RawMap<'_>, offset: Position) -> Result<(), ReadError<K::Error>> {
        check_version(map)?;
        let first = self.summary.sources;
        let mappings = map.mappings.as_ref().ok_or(MapError::NoMappings)?;
        let sources = map.sources.as_ref().map(|list| list.0.as_slice()).unwrap_or_default();
        let names = map.names.as_ref().map(|list| list.0.as_slice()).unwrap_or_default();
        // First what is small and can be refused, then the texts.
        self.mappings(&mappings.0, offset, (first, sources.len()), names)?;
        let contents = map.contents.as_ref().map(|list| list.0.as_slice()).unwrap_or_default();
        let ignored = map.ignored.as_ref().map(|list| list.0.as_slice()).unwrap_or_default();
        let root = map.root.as_ref().map(|root| root.0.trim_end_matches('/')).filter(|root| !root.is_empty());
        for (number, source) in (0_u32..).zip(sources) {
            let id = first.saturating_add(number);
            let name = source.as_ref().map_or("", |name| &name.0);
            let name = match root {
                Some(root) if !name.contains("://") && !name.starts_with('/') => format!("{root}/{name}"),
                _ => name.to_owned(),
            };
            let is_ignored = ignored.contains(&number);
            self.keep.source(id, cut(&name, SOURCE_NAME_BYTES), is_ignored).map_err(ReadError::Sink)?;
            let content = contents.get(number as usize).copied().flatten().map(RawValue::get);
            if let Some(content) = content.filter(|json| json.starts_with('"')) {
                self.summary.texts = self.summary.texts.saturating_add(1);
                text::cut(content, id, &mut self.packer, self.keep).map_err(ReadError::Sink)?;
            }
        }
        self.summary.sources = first.saturating_add(u32::try_from(sources.len()).unwrap_or(u32::MAX));
        Ok(())
    }

    fn mappings(
        &mut self,
        text: &str,
        offset: Position,
        sources: (u32, usize),
        names: &[json::BorrowedText<'_>],
    ) -> Result<(), ReadError<K::Error>> {
        let mut together = Vec::new();
        let (mut source, mut at, mut name) = (0_i64, (0_i64, 0_i64), 0_i64);
        for (line, segments) in (0_u64..).zip(text.split(';')) {
            let number = line.saturating_add(offset.line.into());
            let shown = number.saturating_add(1);
            let mut column = if line == 0 { i64::from(offset.column) } else { 0 };
            if segments.is_empty() {
                continue;
            }
            let line = u32::try_from(number).map_err(|_| MapError::Range { line: shown })?;
            for segment in segments.split(',').filter(|segment| !segment.is_empty()) {
                let bad = MapError::Segment { line: shown };
                let numbers = decode(segment).ok_or(bad.clone())?;
                let far = || MapError::Range { line: shown };
                let place = |number: i64| u32::try_from(number).map_err(|_| far());
                let (to, named) = match *numbers.as_slice() {
                    [step] => {
                        column += step;
                        (None, None)
                    }
                    [step, of, lines, columns, ref rest @ ..] if rest.len() < 2 => {
                        column += step;
                        source += of;
                        at = (at.0 + lines, at.1 + columns);
                        let known = usize::try_from(source).ok().filter(|source| *source < sources.1);
                        known.ok_or(MapError::Unlisted { line: shown, what: "source" })?;
                        let spot = Position { line: place(at.0)?, column: place(at.1)? };
                        let named = match rest.first() {
                            None => None,
                            Some(step) => {
                                name += step;
                                let known = usize::try_from(name).ok().filter(|name| *name < names.len());
                                Some(known.ok_or(MapError::Unlisted { line: shown, what: "name" })?)
                            }
                        };
                        (Some((sources.0.saturating_add(place(source)?), spot)), named)
                    }
                    _ => return Err(bad.into()),
                };
                together.push(Segment { column: place(column)?, to, name: named });
                if together.len() >= SORTED_TOGETHER {
                    self.line(line, &mut together, names)?;
                }
            }
            self.line(line, &mut together, names)?;
        }
        Ok(())
    }

    /// Takes mappings of one line, whatever their order.
    fn line(
        &mut self,
        line: u32,
        together: &mut Vec<Segment>,
        names: &[json::BorrowedText<'_>],
    ) -> Result<(), ReadError<K::Error>> {
        if !together.is_sorted_by_key(|segment| segment.column) {
            together.sort_by_key(|segment| segment.column);
        }
        for segment in together.drain(..) {
            let at = Position { line, column: segment.column };
            if self.last.is_some_and(|last| last > at) {
                return Err(MapError::Order { line: u64::from(line).saturating_add(1) }.into());
            }
            self.last = Some(at);
            let name = segment.name.and_then(|name| names.get(name)).map(|name| cut(&name.0, NAME_BYTES));
            self.making.push(&Mapping { at, to: segment.to, name });
            self.summary.mappings = self.summary.mappings.saturating_add(1);
            if self.making.is_full() {
                self.end()?;
            }
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), ReadError<K::Error>> {
        let Some((start, piece)) = self.making.take() else { return Ok(()) };
        let packed = self.packer.pack(&piece);
        self.keep.piece(MAP_TABLE, start, &packed).map_err(ReadError::Sink)
    }
}

/// The numbers of a segment, where it is one. What the decoder is given is short, and no
/// number of it has more than 40 bits: it adds them without looking.
fn decode(segment: &str) -> Option<Vec<i64>> {
    let mut continued = 0;
    let short = segment.len() <= SEGMENT_BYTES
        && segment.bytes().all(|byte| {
            continued =
                if matches!(byte, b'g'..=b'z' | b'0'..=b'9' | b'+' | b'/') { continued + 1 } else { 0 };
            continued < MOST_CONTINUED
        });
    if short { parse_vlq_segment(segment).ok() } else { None }
}
