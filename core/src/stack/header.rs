//! Cuts off what stands before the first frame: V8 begins a stack with `Name: message`,
//! and a message may hold e-mail addresses and lines that look like frames.

/// From this length a message may have been cut short on its way, so that it need not end
/// where its line does in the stack. Shorter ones are whole.
const MAYBE_CUT_BYTES: usize = 256;
/// How many `: ` of the first line are tried as the end of the name.
const MAX_NAME_ENDS: usize = 4;

/// The stack without its header, as far as the name and the message are known.
pub(super) fn cut<'a>(stack: &'a str, name: Option<&str>, message: &str) -> &'a str {
    let message = message.strip_prefix("Uncaught ").unwrap_or(message).trim_end();
    let after_name = name.and_then(|name| stack.strip_prefix(name)).and_then(|rest| rest.strip_prefix(": "));
    let first_line = stack.lines().next().unwrap_or_default();
    let name_ends = first_line.match_indices(": ").take(MAX_NAME_ENDS);
    let heads = name_ends.filter_map(|(end, separator)| stack.get(end + separator.len()..));
    let mut candidates = after_name.into_iter().chain([stack]).chain(heads);
    candidates.find_map(|text| after_message(text, message)).unwrap_or(stack)
}

fn after_message<'a>(text: &'a str, message: &str) -> Option<&'a str> {
    if message.is_empty() {
        return None;
    }
    let rest = text.strip_prefix(message)?;
    let is_whole = rest.trim_start_matches([' ', '\t', '\r']).chars().next().is_none_or(|c| c == '\n');
    if is_whole {
        return Some(rest);
    }
    let cut_short = message.len() >= MAYBE_CUT_BYTES;
    cut_short.then(|| rest.split_once('\n').map_or("", |(_, rest)| rest))
}

/// Whether a line is `SomeError: message` or `SomeError`, which no frame looks like.
pub(super) fn is_header(line: &str) -> bool {
    let name = line.split_once(": ").map_or(line, |(name, _)| name).trim_end_matches([':', ' ']);
    let name = name.strip_prefix("Uncaught ").unwrap_or(name);
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.');
    name.bytes().all(is_name) && (name.ends_with("Error") || name.ends_with("Exception"))
}
