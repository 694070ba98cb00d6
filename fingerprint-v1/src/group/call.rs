//! Where an error happened, in as many calls as all engines agree on.

use alloc::{string::String, vec::Vec};

use super::{function, path, wording::Place};
use corncrake_core::stack::Frame;

/// How many named calls are hashed. The function that failed and its caller tell a helper's
/// uses apart. Farther out engines part ways: WebKit leaves out callers whose last act was
/// the call (strict code has proper tail calls), and loaders differ.
const HASHED_CALLS: usize = 2;
/// How many of the innermost frames of the site are looked at for them. A name farther out
/// is a framework's or a loader's and would make all errors of a minified site one.
const SEARCHED_FRAMES: usize = 4;

/// Where an error happened.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// As `function (module)`, from the innermost.
    pub(super) named: Vec<String>,
    /// Whether the first of them is the function that failed, which then needs no other name.
    /// Otherwise that one is anonymous, and its callers alone would make one of all it fails by.
    pub(super) speak: bool,
    /// The module of the function that failed.
    pub(super) module: Option<String>,
    /// How many functions a recursion goes round by, where it is one.
    pub(super) turns: Option<usize>,
}

/// How many frames of a recursion are looked at: what V8 writes of it.
const CYCLE_FRAMES: usize = 10;

/// The innermost calls of the site.
pub(super) fn of(frames: &[Frame], class: Option<&str>, place: Place) -> Calls {
    let own: Vec<&Frame> = frames.iter().filter(|frame| frame.in_app).collect();
    // Gecko and WebKit count the error's constructor as a call, V8 does not.
    let made = own.iter().take_while(|frame| is_constructor(frame, class)).count();
    let own = own.get(made..).unwrap_or_default();
    let evaluated =
        own.iter().zip(own.iter().skip(1)).take_while(|(one, next)| is_evaluated(one, next)).count();
    // Engines without columns say so of every call of a line.
    let evaluated = own.get(evaluated).filter(|caller| caller.column.is_some()).map_or(0, |_| evaluated);
    if place == Place::Cycle {
        return cycle(own);
    }
    let mut own = own.iter().copied().skip(evaluated).take(SEARCHED_FRAMES);
    let Some(innermost) = own.next() else { return Calls::default() };
    let first = describe(innermost);
    let speak = first.is_some();
    let mut named: Vec<String> = first.into_iter().chain(own.filter_map(describe)).collect();
    // Recursion, and an async function that WebKit tells twice, is one call.
    named.dedup();
    named.truncate(if speak { HASHED_CALLS } else { 1 });
    Calls { named, speak, module: innermost.file.as_deref().map(path::lasting), turns: None }
}

/// The calls of a recursion. Which of its functions meets the end of the stack is chance, so
/// they count in no order, and only those that were called again.
fn cycle(own: &[&Frame]) -> Calls {
    let own = own.get(..CYCLE_FRAMES.min(own.len())).unwrap_or_default();
    let place = |frame: &Frame| (frame.function.clone(), frame.file.clone());
    let mut again: Vec<&Frame> = Vec::new();
    for (at, frame) in own.iter().enumerate() {
        let mut later = own.iter().skip(at + 1);
        let is_known = again.iter().any(|known| place(known) == place(frame));
        if !is_known && later.any(|other| place(other) == place(frame)) {
            again.push(frame);
        }
    }
    let mut named: Vec<String> = again.iter().filter_map(|frame| describe(frame)).collect();
    named.sort();
    named.dedup();
    let module = again.first().and_then(|frame| frame.file.as_deref()).map(path::lasting);
    Calls { speak: !named.is_empty(), named, module, turns: Some(again.len()) }
}

/// Code without a file of its own stands where the script evaluated it, at the very place
/// that the next call is at. WebKit does not tell that it was called.
fn is_evaluated(frame: &Frame, next: &Frame) -> bool {
    let is_line = frame.line.is_some() && (&frame.file, frame.line) == (&next.file, next.line);
    is_line && frame.column.is_none_or(|_| frame.column == next.column)
}

fn is_constructor(frame: &Frame, class: Option<&str>) -> bool {
    let name = frame.function.as_deref().map(|name| name.strip_prefix("new ").unwrap_or(name));
    name.is_some_and(|name| {
        let is_class = name.starts_with(|c: char| c.is_uppercase());
        Some(name) == class || is_class && (name.ends_with("Error") || name.ends_with("Exception"))
    })
}

/// A call, where its function has a name.
fn describe(frame: &Frame) -> Option<String> {
    let name = function::lasting(frame.function.as_deref()?)?;
    let module = path::lasting(frame.file.as_deref()?);
    Some([name, " (", &module, ")"].concat())
}
