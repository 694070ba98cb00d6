//! How many frames are right: function, file, line and column, by engine. What an engine
//! itself leaves out or makes up counts as wrong, apart from our own misreadings.

use std::{collections::BTreeMap, fmt::Write};

use corncrake_core::stack::Frame;

use super::corpus::{RecordedError, TrueFrame};

/// How many of an engine's frames are right.
#[derive(Default)]
struct FrameTally {
    frames: usize,
    function: usize,
    file: usize,
    line: usize,
    column: usize,
    whole: usize,
    /// Wrong in the engine's own text.
    by_engine: usize,
}

/// A table by engine; the wrong frames, with reason, number and an example; and of each error,
/// whether all that its engine tells was read right.
pub(super) fn tables<'a>(
    cases: impl Iterator<Item = &'a RecordedError>,
) -> (String, String, Vec<(&'a RecordedError, bool)>) {
    let mut read = Vec::new();
    let mut engines: BTreeMap<(&str, &str), FrameTally> = BTreeMap::new();
    let mut wrong: BTreeMap<(&str, &str), (usize, String)> = BTreeMap::new();
    for case in cases {
        let kind = match case.build.as_str() {
            "" => "",
            _ if case.is_minified() => ", minified",
            _ => ", plain",
        };
        let count = engines.entry((&case.engine, kind)).or_default();
        let frames = case.frames();
        let lines: Vec<&str> = case.stack().lines().collect();
        // The frames are the last lines of a stack; lines without a place are no frames.
        let mut frame_lines = lines.iter().filter(|line| case.truth.iter().any(|truth| is_of(line, truth)));
        let mut is_read = true;
        for at in 0..case.truth.len().max(frames.len()) {
            count.frames += 1;
            let line = frame_lines.next().copied().unwrap_or_default().trim();
            let (Some(truth), Some(frame)) = (case.truth.get(at), frames.get(at)) else {
                let entry = wrong.entry((&case.engine, "a line too many or too few")).or_default();
                entry.0 += 1;
                entry.1 = format!("{} {}", case.build, case.id);
                is_read = false;
                continue;
            };
            let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
            let function = of_function(truth, frame, line);
            let places = [
                frame.file.as_deref().unwrap_or_default() == truth.file,
                number(frame.line) == truth.line,
                number(frame.column) == truth.column,
            ];
            let [file, row, column] = places;
            count.function += usize::from(function.is_none());
            count.file += usize::from(file);
            count.line += usize::from(row);
            count.column += usize::from(column);
            count.whole += usize::from(function.is_none() && places == [true; 3]);
            let reason = if places != [true; 3] { Some(MISREAD_PLACE) } else { function };
            if let Some(reason) = reason {
                let is_misread = [MISREAD_PLACE, MISREAD_NAME].contains(&reason);
                count.by_engine += usize::from(!is_misread);
                is_read &= !is_misread;
                let entry = wrong.entry((&case.engine, reason)).or_default();
                entry.0 += 1;
                if entry.0 == 1 {
                    entry.1 = format!("{line} is {} of {}", named(&truth.function), case.id);
                }
            }
        }
        read.push((case, is_read));
    }
    let (table, list) = render(&engines, &wrong);
    (table, list, read)
}

const MISREAD_PLACE: &str = "misread: the place";
const MISREAD_NAME: &str = "misread: the name";
const NOT_TOLD: &str = "the engine tells no name, or another";
const MADE_UP: &str = "the engine names a function that has no name";

/// Why a function's name is wrong; `None` where it is right.
fn of_function(truth: &TrueFrame, frame: &Frame, line: &str) -> Option<&'static str> {
    let parsed = frame.function.as_deref().unwrap_or_default();
    // A name that comes from a property is a name to some engines and none to others.
    let is_given = truth.function.starts_with('?');
    let name = truth.function.trim_start_matches('?');
    let is_guess = parsed.ends_with('<');
    if parsed.is_empty() || is_guess {
        let is_right = name.is_empty() || is_given;
        let is_left_out = !line.contains(name) || is_guess;
        return if is_right { None } else { Some(if is_left_out { NOT_TOLD } else { MISREAD_NAME }) };
    }
    let plain =
        ["get ", "set ", "new ", "async "].iter().fold(parsed, |t, word| t.strip_prefix(word).unwrap_or(t));
    let is_same =
        plain == name || plain.strip_suffix(name).is_some_and(|rest| rest.ends_with(['.', '/', ' ']));
    if !name.is_empty() && is_same {
        return None;
    }
    // Its whole name as a person would cut it off: the engine has the name that we read.
    let said = line.strip_prefix("at ").map_or_else(
        || line.rsplit_once('@').map_or("", |(name, _)| name),
        |rest| rest.split(" (").next().unwrap_or_default(),
    );
    let is_theirs = said.ends_with(parsed);
    Some(match (name, is_theirs) {
        ("", true) => MADE_UP,
        (_, true) => NOT_TOLD,
        _ => MISREAD_NAME,
    })
}

/// Whether a line may be the one that a truth is of.
fn is_of(line: &str, truth: &TrueFrame) -> bool {
    let place = if truth.line.is_empty() {
        truth.function.clone()
    } else {
        format!("{}:{}", truth.line, truth.column)
    };
    line.contains(truth.file.as_str())
        && (line.contains(&place) || line.contains("> ") || truth.file.is_empty())
}

fn named(function: &str) -> String {
    if function.is_empty() { "a function without a name".into() } else { format!("`{function}`") }
}

fn render(
    engines: &BTreeMap<(&str, &str), FrameTally>,
    wrong: &BTreeMap<(&str, &str), (usize, String)>,
) -> (String, String) {
    let mut out = String::from(
        "| frames of | frames | function | file | line | column | all four | all four, of what the engine tells |\n|---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut all = FrameTally::default();
    for ((engine, kind), count) in engines {
        row(&mut out, &format!("{engine}{kind}"), count);
        all.frames += count.frames;
        all.function += count.function;
        all.file += count.file;
        all.line += count.line;
        all.column += count.column;
        all.whole += count.whole;
        all.by_engine += count.by_engine;
    }
    row(&mut out, "all", &all);
    let mut list = String::from("Frames that are wrong:\n");
    for ((engine, reason), (number, example)) in wrong {
        let _ = writeln!(list, "- {engine}: {number}, {reason}. {example}");
    }
    (out, list)
}

fn row(out: &mut String, name: &str, count: &FrameTally) {
    let of = |part: usize, all: usize| percent(part, all);
    let FrameTally { frames, function, file, line, column, whole, by_engine } = *count;
    let _ = writeln!(
        out,
        "| {name} | {frames} | {} | {} | {} | {} | {} | {} |",
        of(function, frames),
        of(file, frames),
        of(line, frames),
        of(column, frames),
        of(whole, frames),
        of(whole, frames - by_engine)
    );
}

/// A share to a hundredth of a percent, cut and not rounded: 100% is all.
pub(super) fn percent(part: usize, all: usize) -> String {
    if all == 0 {
        return "-".into();
    }
    let hundredths = part * 10_000 / all;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}
