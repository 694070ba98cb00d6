//! Where an error happened, in as many calls as all engines agree on.

use alloc::{string::String, vec::Vec};

use super::{function, path, wording::Place};
use crate::stack::Frame;

/// How many named calls are hashed. The function that failed and its caller tell a helper's
/// uses apart. Farther out engines part ways: WebKit leaves out callers whose last act was
/// the call (strict code has proper tail calls), and loaders differ.
const HASHED_CALLS: usize = 2;
/// How many of the innermost frames of the site are looked at for them. A name farther out
/// is a framework's or a loader's and would make all errors of a minified site one.
const SEARCHED_FRAMES: usize = 4;

/// The innermost calls of the site that have names, as `function (module)`. None, if the
/// site's innermost functions are all anonymous: alone these say nothing.
pub(super) fn named(frames: &[Frame], class: Option<&str>, place: Place) -> Vec<String> {
    let own = frames.iter().filter(|frame| frame.in_app);
    // Gecko and WebKit count the error's constructor as a call, V8 does not.
    let mut own = own.skip_while(|frame| is_constructor(frame, class)).take(SEARCHED_FRAMES);
    let innermost = own.next().filter(|frame| speaks(frame, frames));
    let outer = own.filter(|frame| !frame.function.as_deref().is_some_and(function::is_guess));
    let mut calls: Vec<String> = innermost.into_iter().chain(outer).filter_map(describe).collect();
    // Recursion, and an async function that WebKit tells twice, is one call.
    calls.dedup();
    if place == Place::Cycle {
        // Which function of a recursion meets the end of the stack is chance.
        calls.sort();
        calls.dedup();
    } else {
        calls.truncate(HASHED_CALLS);
    }
    calls
}

/// Gecko names an anonymous function after the one it stands in. That counts for the
/// innermost function, unless the other is on the stack and speaks for itself.
fn speaks(frame: &Frame, frames: &[Frame]) -> bool {
    let Some(name) = frame.function.as_deref().filter(|name| function::is_guess(name)) else { return true };
    let outer = function::outer_of_guess(name);
    let names = frames.iter().filter_map(|frame| frame.function.as_deref());
    let mut known = names.filter(|name| !function::is_guess(name)).map(function::lasting);
    outer.is_some() && known.all(|name| name != outer)
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
