//! What a secret's name stands for, as forms, logs, objects, headers, command lines and markup
//! spell it: `password=...`, `'token': '...'` at any depth of quotes, `--password ...`,
//! `<password>...`, and members of a value.

use super::kind::{
    AT, BACKSLASH, BETWEEN, CALLED, COLON, DIGIT, DOT, HEX, Kinds, LETTER, LINE, PHRASE, SEPARATOR, SPACE,
    TOKEN, VALUE, WIDE, WORD,
};
use super::names;
use super::spot::{Replacement, Spot};
use super::url;

/// What stands for a secret.
pub(super) const MARK: &str = "[redacted]";
/// How much of a name before a value is looked at, in bytes.
const NAME_BYTES: isize = 32;
/// The most spaces on one side of a separator, and the most backslashes before a quote: JSON
/// inside JSON, four times.
const SPACES: isize = 16;
/// How far back in markup it is looked for the start of its element, in bytes.
const ELEMENT_BYTES: isize = 96;

/// A name that stands before a value.
struct Name {
    start: isize,
    end: isize,
    is_quoted: bool,
}

/// What stands between a name and its value.
struct Before {
    /// The quote that the value begins with; 0 where none does.
    quote: u8,
    /// How many backslashes stand before that quote.
    depth: isize,
    /// `=`, `:`, `>`, `,` or, of a command line, a space.
    sign: u8,
    /// Where it begins.
    end: isize,
    is_spaced: bool,
}

/// The value of a secret, right before which its name stands.
pub(super) fn find(spot: &Spot<'_>) -> Option<Replacement> {
    // No value begins with a space, nor right behind a letter that is no digit of an escape.
    let begins = !spot.is(0, SPACE) && !spot.is(-1, LETTER & !HEX);
    let before = if begins { before(spot) } else { None }?;
    // The name first: only what is taken away may be read to its end.
    let is_one = if before.sign == b' ' { is_option(spot, &before) } else { is_named(spot, &before) };
    let length = if is_one { value(spot, &before) } else { 0 };
    if length == 0 || names::is_nothing(spot, length) { None } else { Replacement::ahead(length, MARK) }
}

fn before(spot: &Spot<'_>) -> Option<Before> {
    let (mut quote, bytes) = spot.sign_before(0);
    let (mut end, mut depth) = (0, 0);
    if matches!(quote, b'"' | b'\'' | b'`') {
        depth = spot.back_within(SPACES, -bytes, BACKSLASH);
        end = -bytes - depth;
        // Python's `b'...'` and `u'...'`.
        end -= isize::from(spot.one_of(end - 1, b"b u") > 0 && spot.is(end - 2, SPACE | COLON));
        // An encoded quote is seen, its end is not looked for.
        quote = if bytes > 1 { 0 } else { quote };
    } else {
        quote = 0;
    }
    let spaces = spot.back_within(SPACES, end, SPACE);
    end -= spaces;
    let (sign, bytes) = spot.sign_before(end);
    let is_spaced = spaces > 0;
    let end = match sign {
        b'=' | b':' | b',' | b'>' => end - bytes,
        _ if is_spaced => return Some(Before { quote, depth, sign: b' ', end, is_spaced }),
        _ => return None,
    };
    let end = if matches!((spot.at(end - 1), sign), (b'=', b'>') | (b':', b'=')) { end - 1 } else { end };
    Some(Before { quote, depth, sign, end, is_spaced })
}

/// What a name before a place is, without the spaces and the quote behind it.
fn name(spot: &Spot<'_>, place: isize, kinds: Kinds) -> Name {
    let mut end = place - spot.back_within(SPACES, place, SPACE);
    let (close, bytes) = spot.sign_before(end);
    let is_quoted = matches!(close, b'"' | b'\'' | b'`');
    if is_quoted || matches!(close, b']' | b')') {
        end -= bytes;
        end -= spot.back_within(SPACES, end, BACKSLASH);
    }
    Name { start: end - spot.back_within(NAME_BYTES, end, kinds), end, is_quoted }
}

/// Whether the value is that of a secret's name.
fn is_named(spot: &Spot<'_>, before: &Before) -> bool {
    let name = name(spot, before.end, CALLED);
    let opens = spot.at(name.start - 1);
    // `[token]: expired`, where a token was.
    let is_mark = before.sign == b':' && spot.says(name.end - 6, b"[token]");
    let counts = !is_mark
        && match before.sign {
            // `<password>`, or an arrow.
            b'>' => before.is_arrow(spot) || matches!(opens, b'<' | b':' | b';'),
            // `["password", "..."]`, `append("password", "...")`.
            b',' => {
                let outer = name.start - 1 - spot.back_within(1, name.start - 1, SPACE);
                before.quote != 0 && name.is_quoted && matches!(spot.at(outer - 1), b'[' | b'(')
            }
            b':' if before.quote == 0 => is_said(spot, before, &name),
            _ => true,
        };
    counts && (names::is_secret(spot, name.start, name.end) || is_value_of_one(spot, before, &name))
}

/// Whether what follows a colon is a value, and no sentence: not so in `on 'DOMTokenList': The
/// token`, `/api/token: Not found`, `auth::token`, `tests pass: 3`, `Unexpected token: }`.
fn is_said(spot: &Spot<'_>, before: &Before, name: &Name) -> bool {
    let opens = spot.at(name.start - 1);
    let digits = spot.run_within(4, 0, DIGIT);
    let is_sentence = spot.at(name.end) == b'\'' && digits == 0 && spot.is(0, WORD)
        || (1..4).contains(&digits) && spot.says(name.end - 4, b"pass")
        || spot.says(name.end - 16, b"unexpected");
    let is_path = opens == b'/' || !before.is_spaced && matches!(opens, b'.' | b':' | b'@' | b'\\');
    let is_scheme = !before.is_spaced && matches!(spot.at(0), b':' | b'/');
    !is_sentence && (name.is_quoted || !is_path) && !is_scheme
}

/// Whether it is the `value` beside a member that says a secret's name: `{name: 'pin', value: '1'}`;
/// or that of an element of markup, where somebody has typed it.
fn is_value_of_one(spot: &Spot<'_>, before: &Before, name: &Name) -> bool {
    let start = name.end - spot.one_of(name.end - 5, b"value") - spot.one_of(name.end - 7, b"content");
    if start == name.end {
        return false;
    }
    let mut element = start;
    while element > start - ELEMENT_BYTES && !matches!(spot.at(element), b'<' | b'>' | 0) {
        element -= 1;
    }
    let beside = self::name(spot, start - spot.back_within(SPACES, start, BETWEEN), TOKEN | WIDE);
    before.quote != 0 && before.sign == b'=' && spot.at(element) == b'<'
        || names::is_secret(spot, beside.start, beside.end)
}

/// Whether the value is that of an option: `--password ...`, `-u name:...`.
fn is_option(spot: &Spot<'_>, before: &Before) -> bool {
    let name = before.end - spot.back_within(NAME_BYTES, before.end, TOKEN);
    if spot.at(name) != b'-' || spot.is(name - 1, SEPARATOR | DOT | WORD) || spot.at(0) == b'-' {
        return false;
    }
    let user = spot.run_within(NAME_BYTES, 0, TOKEN | DOT | AT);
    names::is_secret(spot, name, before.end)
        || user > 0
            && spot.at(user) == b':'
            && spot.one_of(name, b"--proxy-user --user -u") == before.end - name
}

/// The length of a value.
fn value(spot: &Spot<'_>, before: &Before) -> isize {
    if before.quote != 0 {
        return quoted(spot, before.quote, before.depth);
    }
    if matches!(spot.at(0), b'{' | b'[') {
        return nested(spot);
    }
    let is_header = spot.says(before.end - 6, b"cookie") || spot.says(before.end - 13, b"authorization");
    if is_header && before.sign == b':' || before.sign == b'>' && !before.is_arrow(spot) {
        return spot.run(0, PHRASE);
    }
    // `;sid=1/home`: a parameter of one folder.
    let name = before.end - spot.back_within(NAME_BYTES, before.end, TOKEN);
    let is_parameter = spot.at(name - 1) == b';';
    let mut length = spot.run(0, if is_parameter { VALUE & !SEPARATOR } else { VALUE });
    // The scheme of an `Authorization` header, and what follows it.
    if length > 0 && spot.at(length) == b' ' && spot.one_of(0, b"bearer basic") == length {
        length += 1 + spot.run(length + 1, VALUE);
    }
    // `;jsessionid=1:10:5` at the end of a frame. All of `pin:12:34:56` is the value.
    if is_parameter { length - url::script_position(spot, length) } else { length }
}

/// The length of a value up to the quote that closes it: one with as many backslashes as the
/// one that opened it, or fewer. Quotes in it have more, and an apostrophe is followed by a letter.
fn quoted(spot: &Spot<'_>, quote: u8, depth: isize) -> isize {
    let (mut length, mut escapes) = (0, 0);
    while spot.is(length, LINE) {
        let byte = spot.at(length);
        let closes = escapes <= depth || escapes % (2 * depth + 2) == depth;
        if byte == quote && closes && !(quote == b'\'' && spot.is(length + 1, WORD)) {
            return length - escapes.min(depth);
        }
        escapes = if byte == b'\\' { escapes + 1 } else { 0 };
        length += 1;
    }
    length
}

/// The length of an object or a list in a line, its brackets included.
fn nested(spot: &Spot<'_>) -> isize {
    let (mut length, mut open) = (0, 0);
    while spot.is(length, LINE) {
        match spot.at(length) {
            b'{' | b'[' => open += 1,
            b'}' | b']' => open -= 1,
            _ => {}
        }
        length += 1;
        if open == 0 {
            break;
        }
    }
    length
}

impl Before {
    /// Whether the sign is that of `=>`.
    fn is_arrow(&self, spot: &Spot<'_>) -> bool {
        self.sign == b'>' && spot.at(self.end) == b'='
    }
}
