//! Where an error happened, in as many calls as all engines agree on.

use alloc::{string::String, vec::Vec};

use super::{compiled, function, path, wording::CallGrouping};
use crate::stack::{Frame, symbol};

/// How many named calls are hashed. The function that failed and its caller tell a helper's
/// uses apart. Farther out engines part ways: WebKit leaves out callers whose last act was
/// the call (strict code has proper tail calls), and loaders differ.
const HASHED_CALLS: usize = 2;
/// How many of the innermost frames of the site are looked at for them. A name farther out
/// is a framework's or a loader's and would make all errors of a minified site one.
const SEARCHED_FRAMES: usize = 4;

/// Where an error happened.
#[derive(Debug, Default)]
pub(super) struct CallSite {
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
pub(super) fn of(frames: &[Frame], class: Option<&str>, place: CallGrouping) -> CallSite {
    let around = StackContext::of(frames);
    let own: Vec<&Frame> = frames.iter().filter(|frame| frame.in_app && !around.is_nobodys(frame)).collect();
    // Gecko and WebKit count the error's constructor as a call, V8 does not.
    let made = own.iter().take_while(|frame| is_constructor(frame, class)).count();
    let own = own.get(made..).unwrap_or_default();
    let evaluated =
        own.iter().zip(own.iter().skip(1)).take_while(|(one, next)| is_evaluated(one, next)).count();
    // Engines without columns say so of every call of a line.
    let evaluated = own.get(evaluated).filter(|caller| caller.column.is_some()).map_or(0, |_| evaluated);
    if place == CallGrouping::Cycle {
        return cycle(own);
    }
    let mut own = own.iter().copied().skip(evaluated).take(SEARCHED_FRAMES);
    let Some(innermost) = own.next() else { return CallSite::default() };
    let first = describe(innermost);
    let speak = first.is_some();
    let mut named: Vec<String> = first.into_iter().chain(own.filter_map(describe)).collect();
    // Recursion, and an async function that WebKit tells twice, is one call.
    named.dedup();
    named.truncate(if speak { HASHED_CALLS } else { 1 });
    CallSite { named, speak, module: innermost.file.as_deref().map(path::lasting), turns: None }
}

/// The calls of a recursion. Which of its functions meets the end of the stack is chance, so
/// they count in no order, and only those that were called again.
fn cycle(own: &[&Frame]) -> CallSite {
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
    CallSite { speak: !named.is_empty(), named, module, turns: Some(again.len()) }
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
    let (name, file) = (frame.function.as_deref()?, frame.file.as_deref()?);
    let module = path::lasting(file);
    if compiled::is(name, file) {
        return compiled::lasting(name).map(|name| [&name, " (", &module, ")"].concat());
    }
    // A column is a script's or a module's: their names may be a minifier's or an engine's.
    let name =
        if frame.column.is_none() && path::is_of_a_server(file) { name } else { function::lasting(name)? };
    Some([name, " (", &module, ")"].concat())
}

/// Facts of a whole stack that decide about names which a site may have given as well.
struct StackContext {
    /// A module of WebAssembly is on it, or was: then `abort` is its runtime's.
    is_module: bool,
    /// Generators of old JavaScript are: then so are `next` and `step`.
    is_generator: bool,
}

/// How many of the innermost frames are looked at for that.
const AROUND_FRAMES: usize = 12;
/// How a C program ends in the script around its module.
const ENDS: &[&str] = &["abort", "assert", "_abort", "exit", "quit_", "run", "doRun", "callMain"];

impl StackContext {
    fn of(frames: &[Frame]) -> Self {
        let frames = frames.get(..AROUND_FRAMES.min(frames.len())).unwrap_or_default();
        let function = |frame: &Frame, is: fn(&str) -> bool| frame.function.as_deref().is_some_and(is);
        Self {
            is_module: frames.iter().any(|frame| frame.file.as_deref().is_some_and(symbol::is_module)),
            is_generator: frames.iter().any(|frame| function(frame, function::is_generator)),
        }
    }

    /// Whether a call is of what is around a site's code.
    fn is_nobodys(&self, frame: &Frame) -> bool {
        let Some(name) = frame.function.as_deref() else { return false };
        let in_module = || frame.file.as_deref().is_some_and(symbol::is_module);
        self.is_module && ENDS.contains(&name) && !in_module()
            || self.is_generator && function::is_in_generator(name)
    }
}
