//! Kinds of bytes: each byte is of exactly one, and a rule names the set that it takes.
//!
//! There are no Unicode tables here: a byte beyond ASCII is a part of some wide character.

/// A set of kinds.
pub(super) type Kinds = u32;

/// What stands where there is no byte; the byte NUL bounds words as an end does.
const NONE: Kinds = 1;
/// `0` to `9`.
pub(super) const DIGIT: Kinds = 1 << 1;
/// `a` to `f`, in both cases.
const HEX_LETTER: Kinds = 1 << 2;
/// `g` to `z`, in both cases.
const OTHER_LETTER: Kinds = 1 << 3;
/// A part of a character beyond ASCII.
pub(super) const WIDE: Kinds = 1 << 4;
pub(super) const DOT: Kinds = 1 << 5;
pub(super) const HYPHEN: Kinds = 1 << 6;
/// `_` and `+`.
const JOINT: Kinds = 1 << 7;
/// `%` and `~`.
const ESCAPE: Kinds = 1 << 8;
pub(super) const COLON: Kinds = 1 << 9;
const SLASH: Kinds = 1 << 10;
pub(super) const BACKSLASH: Kinds = 1 << 11;
/// `;`, `=` and `&`.
const PARAMETER: Kinds = 1 << 12;
/// Space and tab.
pub(super) const SPACE: Kinds = 1 << 13;
const PARENTHESIS: Kinds = 1 << 14;
const BRACKET: Kinds = 1 << 15;
/// `?` and `#`.
const QUERY: Kinds = 1 << 16;
pub(super) const AT: Kinds = 1 << 17;
/// `,`, `{`, `}`, `|` and `*`.
const PUNCTUATION: Kinds = 1 << 18;
/// `"`.
pub(super) const QUOTE: Kinds = 1 << 19;
/// The other quotes and angle brackets: like spaces and `"` no URL has them.
pub(super) const MARGIN: Kinds = 1 << 20;
const LINE_END: Kinds = 1 << 21;
/// `!`, `$`, `^` and control characters.
const OTHER: Kinds = 1 << 22;

pub(super) const LETTER: Kinds = HEX_LETTER | OTHER_LETTER;
/// What stands between the folders of a path.
pub(super) const SEPARATOR: Kinds = SLASH | BACKSLASH;
pub(super) const WORD: Kinds = LETTER | DIGIT;
pub(super) const HEX: Kinds = HEX_LETTER | DIGIT;
/// Of an IPv6 address.
pub(super) const ADDRESS: Kinds = HEX | COLON | DOT;
/// Of a label in the name of a host.
pub(super) const LABEL: Kinds = WORD | WIDE | HYPHEN;
/// Of the local part of an e-mail address.
pub(super) const LOCAL: Kinds = LABEL | DOT | JOINT | ESCAPE;
/// Of what begins the spelling of a sign: `%40`, `\\u0040`, `&#64;`, `＠`.
pub(super) const SPELLING: Kinds = ESCAPE | BACKSLASH | PARAMETER | WIDE;
/// Of a token: base64url, and base64 as far as it has no slash.
pub(super) const TOKEN: Kinds = WORD | HYPHEN | JOINT;
/// Of the credentials in an `Authorization` header.
pub(super) const CREDENTIALS: Kinds = TOKEN | DOT | SLASH | ESCAPE;
/// Behind credentials: the padding of base64.
pub(super) const PADDING: Kinds = PARAMETER;
/// Between the groups of a long number.
pub(super) const GAP: Kinds = SPACE | HYPHEN | PARENTHESIS;
/// Of a parameter's name in a query.
pub(super) const NAME: Kinds = TOKEN | DOT | ESCAPE;
/// Of the type that a data URL begins with.
pub(super) const MEDIA_TYPE: Kinds = TOKEN | DOT | SLASH | PARAMETER;
/// Of what a secret is called in a text: one word, or a few.
pub(super) const CALLED: Kinds = TOKEN | WIDE | SPACE;
/// Between the words of a secret's name.
pub(super) const JOINER: Kinds = JOINT | HYPHEN | SPACE;
/// Between a value and another's name.
pub(super) const BETWEEN: Kinds = QUOTE | MARGIN | SPACE | PUNCTUATION | BACKSLASH;
/// Of the path of a script, and of its host.
pub(super) const SCRIPT: Kinds = NAME | SLASH | AT;
/// Before a path that is no path's root.
pub(super) const PATH: Kinds = WORD | DOT | HYPHEN | JOINT | BRACKET;
/// Of a folder's name, as far as it cannot end a path in a text.
pub(super) const FOLDER: Kinds = LOCAL | AT | OTHER;
/// Of a folder's name, spaces included.
pub(super) const SPACED_FOLDER: Kinds = FOLDER | SPACE;
/// Of a URL: what is not in the query percent-encode set.
pub(super) const URL: Kinds = !(NONE | SPACE | QUOTE | MARGIN | LINE_END);
/// Of a URL up to its query.
pub(super) const URL_HEAD: Kinds = URL & !QUERY;
/// Of what stands before a URL's host.
pub(super) const USER: Kinds = URL_HEAD & !(SLASH | BACKSLASH | AT);
/// Behind a URL in a sentence.
pub(super) const SENTENCE: Kinds = PARENTHESIS | BRACKET | PUNCTUATION | PARAMETER | COLON | DOT;
/// Of a value in a text, as far as nothing follows.
pub(super) const VALUE: Kinds = LOCAL | AT | OTHER | SLASH | COLON;
/// Of a value of several words, as far as no quote or element ends it.
pub(super) const PHRASE: Kinds = LINE & !QUOTE & !MARGIN;
/// Of a line.
pub(super) const LINE: Kinds = !(NONE | LINE_END);

/// The kind of each byte, as the place of its bit.
#[expect(clippy::indexing_slicing, reason = "the compiler runs it, and refuses what is out of bounds")]
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = kind(byte as u8).trailing_zeros() as u8;
        byte += 1;
    }
    kinds
};

/// Whether a byte is of one of the kinds.
pub(super) fn is(byte: u8, kinds: Kinds) -> bool {
    let kind = KINDS.get(usize::from(byte)).copied().unwrap_or(0);
    kinds >> kind & 1 != 0
}

const fn kind(byte: u8) -> Kinds {
    match byte {
        0 => NONE,
        b'0'..=b'9' => DIGIT,
        b'a'..=b'f' | b'A'..=b'F' => HEX_LETTER,
        b'g'..=b'z' | b'G'..=b'Z' => OTHER_LETTER,
        0x80.. => WIDE,
        b'.' => DOT,
        b'-' => HYPHEN,
        b'_' | b'+' => JOINT,
        b'%' | b'~' => ESCAPE,
        b':' => COLON,
        b'/' => SLASH,
        b'\\' => BACKSLASH,
        b';' | b'=' | b'&' => PARAMETER,
        b' ' | b'\t' => SPACE,
        b'(' | b')' => PARENTHESIS,
        b'[' | b']' => BRACKET,
        b'?' | b'#' => QUERY,
        b'@' => AT,
        b',' | b'{' | b'}' | b'|' | b'*' => PUNCTUATION,
        b'\n' | b'\r' => LINE_END,
        b'"' => QUOTE,
        b'\'' | b'`' | b'<' | b'>' | 0x0b | 0x0c => MARGIN,
        _ => OTHER,
    }
}
