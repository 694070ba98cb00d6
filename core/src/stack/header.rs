//! Cuts off what stands before the first frame: V8 begins a stack with `Name: message`,
//! and a message may hold e-mail addresses and lines that look like frames.

use super::find;

/// From this length a message may have been cut short on its way, so that it need not end
/// where its line does in the stack. Shorter ones are whole.
const MAYBE_CUT_BYTES: usize = 256;
/// How many `: ` of the first line are tried as the end of the name.
const MAX_NAME_ENDS: usize = 4;

/// The stack without its header, as far as the name and the message are known.
pub(super) fn cut<'a>(stack: &'a str, name: Option<&str>, message: &str) -> &'a str {
    let message = find::trim_end(find::after(message, "Uncaught ").unwrap_or(message));
    if message.is_empty() {
        return stack;
    }
    let after_name = name.and_then(|name| find::after(find::after(stack, name)?, ": "));
    let known = after_name.and_then(|text| after_message(text, message));
    if let Some(rest) = known.or_else(|| after_message(stack, message)) {
        return rest;
    }
    let mut head = stack;
    for _ in 0..MAX_NAME_ENDS {
        match find::split(head, ": ") {
            Some((name, rest)) if !find::holds(name, "\n") => head = rest,
            _ => break,
        }
        if let Some(rest) = after_message(head, message) {
            return rest;
        }
    }
    stack
}

fn after_message<'a>(text: &'a str, message: &str) -> Option<&'a str> {
    let rest = find::after(text, message)?;
    let next = rest.bytes().find(|b| !matches!(b, b' ' | b'\t' | b'\r'));
    if next.is_none_or(|b| b == b'\n') {
        return Some(rest);
    }
    let cut_short = message.len() >= MAYBE_CUT_BYTES;
    cut_short.then(|| find::split(rest, "\n").map_or("", |(_, rest)| rest))
}

/// Whether a line is `SomeError: message` or `SomeError`, which no frame looks like.
pub(super) fn is_header(line: &str) -> bool {
    let mut name = find::split(line, ": ").map_or(line, |(name, _)| name);
    while let Some(shorter) = find::before(name, ":").or_else(|| find::before(name, " ")) {
        name = shorter;
    }
    let name = find::after(name, "Uncaught ").unwrap_or(name);
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.');
    let is_error = find::before(name, "Error").or_else(|| find::before(name, "Exception"));
    is_error.is_some() && name.bytes().all(is_name)
}
