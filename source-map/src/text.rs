//! A source's text: kept as packed runs of lines, beside a table of its functions; shown as
//! the lines around one.

use crate::{
    Position,
    packed::Packer,
    piece::{Mapping, PieceBuilder},
    raw::JsonChars,
    scope::Scanner,
    sink::PieceSink,
};

/// Bytes of lines that are packed together.
const RUN_BYTES: usize = 32 * 1024;
/// Bytes of a line that are kept: what is longer is a generated file's, or data.
const LINE_BYTES: usize = 2_000;
/// Lines that are shown before and after one.
pub const AROUND: u32 = 5;
/// Characters of a line that are shown.
const SHOWN_CHARS: usize = 240;
/// Characters before the column where a longer line is shown from.
const SHOWN_BEFORE: usize = 80;

/// Cuts the text of a source, a JSON string, into runs of lines and a table of functions.
pub(crate) fn cut<K: PieceSink>(
    json: &str,
    number: u32,
    packer: &mut Packer,
    keep: &mut K,
) -> Result<(), K::Error> {
    let table = number.saturating_add(1);
    let (mut scanner, mut functions) = (Scanner::default(), PieceBuilder::default());
    let (mut run, mut first, mut at) = (String::new(), 0_u32, Position::default());
    let (mut line_begins, mut after_return) = (0_usize, false);
    let mut boundaries = Vec::new();
    for char in JsonChars::of(json) {
        if after_return && char == '\n' {
            after_return = false;
            continue;
        }
        after_return = char == '\r';
        let char = if after_return { '\n' } else { char };
        scanner.push(char, at, &mut boundaries);
        for (at, name) in boundaries.drain(..) {
            functions.push(&Mapping { at, to: None, name: name.as_deref() });
            if functions.is_full() {
                end(&mut functions, table, packer, keep)?;
            }
        }
        if char == '\n' {
            at = Position { line: at.line.saturating_add(1), column: 0 };
            if run.len() >= RUN_BYTES {
                keep.text(number, first, &packer.pack(run.as_bytes()))?;
                run.clear();
                (first, line_begins) = (at.line, 0);
            } else {
                run.push('\n');
                line_begins = run.len();
            }
        } else {
            at.column = at.column.saturating_add(char.len_utf16() as u32);
            if run.len() - line_begins < LINE_BYTES {
                run.push(char);
            }
        }
    }
    end(&mut functions, table, packer, keep)?;
    keep.text(number, first, &packer.pack(run.as_bytes()))
}

fn end<K: PieceSink>(
    functions: &mut PieceBuilder,
    table: u32,
    packer: &mut Packer,
    keep: &mut K,
) -> Result<(), K::Error> {
    let Some((start, piece)) = functions.take() else { return Ok(()) };
    keep.piece(table, start, &packer.pack(&piece))
}

/// The lines around a place, as far as the runs have them: each with its number from 1. Runs
/// are unpacked texts by the number of their first line, in order.
pub fn around(runs: &[(u32, String)], at: Position) -> Vec<(u32, String)> {
    let (from, to) = (at.line.saturating_sub(AROUND), at.line.saturating_add(AROUND));
    let mut lines = Vec::new();
    for (first, run) in runs {
        for (number, line) in (*first..).zip(run.split('\n')) {
            if (from..=to).contains(&number) {
                lines.push((number.saturating_add(1), shown(line, at.column as usize)));
            }
        }
    }
    lines
}

/// A line as it is shown: of a long one what is around the column.
fn shown(line: &str, column: usize) -> String {
    if line.chars().count() <= SHOWN_CHARS {
        return line.to_owned();
    }
    let from = column.saturating_sub(SHOWN_BEFORE);
    let mut out: String = if from > 0 { "…".into() } else { String::new() };
    out.extend(line.chars().skip(from).take(SHOWN_CHARS));
    if line.chars().count() > from.saturating_add(SHOWN_CHARS) {
        out.push('…');
    }
    out
}
