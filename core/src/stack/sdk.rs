//! Frames that an SDK of another language parsed, as a stack of ours writes them: `own function
//! (file:line)` for the site's code, `lib function (file:line)` for all other.
//!
//! No engine writes such lines. Nothing is decided here: who wrote them knew whose code a frame is.

use alloc::{borrow::ToOwned, string::String};
use core::fmt::Write;

use super::{frame::Frame, location};
use crate::steps;

/// How a line begins, by whose code the frame is.
const OWN: &str = "own ";
const LIBRARY: &str = "lib ";

/// Whether a stack is of such lines.
pub(super) fn is_one(stack: &str) -> bool {
    stack.starts_with(OWN) || stack.starts_with(LIBRARY)
}

/// Reads a line.
pub(super) fn frame(line: &str) -> Option<Frame> {
    steps::count(line.len());
    let (in_app, rest) = match (line.strip_prefix(OWN), line.strip_prefix(LIBRARY)) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return None,
    };
    let rest = rest.strip_suffix(')')?;
    let (function, place) = match rest.strip_prefix('(') {
        Some(place) => ("", place),
        None => rest.rsplit_once(" (")?,
    };
    let (file, line, column) = match location::number_off(place) {
        None => (place, 0, 0),
        Some((file, last)) => match location::number_off(file) {
            Some((file, line)) => (file, line, last),
            None => (file, last, 0),
        },
    };
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let number = |number: u32| (number > 0).then_some(number);
    Some(Frame {
        function: text(function),
        file: text(file),
        line: number(line),
        column: number(column),
        in_app,
    })
}

/// Writes a line.
pub fn write_sdk_frame(frame: &Frame, out: &mut String) {
    if frame.function.is_none() && frame.file.is_none() {
        return;
    }
    out.push_str(if frame.in_app { OWN } else { LIBRARY });
    if let Some(function) = &frame.function {
        out.push_str(function);
        out.push(' ');
    }
    out.push('(');
    // What stands before the last parenthesis is the function.
    out.push_str(&frame.file.as_deref().unwrap_or_default().replace(" (", "("));
    // Writing to a text does not fail.
    if let Some(line) = frame.line {
        let _ = write!(out, ":{line}");
        if let Some(column) = frame.column {
            let _ = write!(out, ":{column}");
        }
    }
    out.push(')');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack;

    #[test]
    fn what_is_written_is_read() {
        let frame = |function: Option<&str>, file: Option<&str>, line, column, in_app| Frame {
            function: function.map(ToOwned::to_owned),
            file: file.map(ToOwned::to_owned),
            line,
            column,
            in_app,
        };
        let all = [
            frame(Some("total"), Some("shop/cart.py"), Some(3), None, true),
            frame(Some("block (2 levels) in total"), Some("cart.rb"), Some(3), Some(7), false),
            frame(Some("<&dyn F as core::ops::FnOnce<()>>::call_once"), Some("ops.rs"), None, None, false),
            frame(None, Some("my shop/cart.py"), Some(9), None, true),
            frame(Some("Total(Int32)"), None, None, None, true),
            frame(Some("Total"), Some("C:/src/Cart.cs"), Some(9), None, true),
        ];
        let mut text = String::new();
        for one in &all {
            write_sdk_frame(one, &mut text);
            text.push('\n');
        }
        assert_eq!(stack::parse(&text), all);
        for other in ["own", "own x", "own x)", "lib ", "owner (x:1)"] {
            assert_eq!(frame_count(other), 0, "{other}");
        }
    }

    fn frame_count(stack: &str) -> usize {
        stack::parse(stack).len()
    }
}
