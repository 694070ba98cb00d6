//! Numbers that say what failed and are no values: statuses of HTTP, codes that a WebSocket was
//! closed with, and numbered errors of libraries.
//!
//! A number is a code by the words around it. What is a count, a time or an id is none.

/// How many words before a number say what it is.
const WORDS_BEFORE: usize = 3;
/// Words right before a code: `status: 401`, `error #7`, `errno -3008`, `exit code 1`.
const NAMES: &[&str] = &[
    "code",
    "errcode",
    "errno",
    "error",
    "errorcode",
    "err",
    "exception",
    "hresult",
    "nr",
    "status",
    "statuscode",
    "statut",
    "sqlstate",
    "rc",
];
/// Words before a status, up to three words away.
const REQUESTS: &[&str] = &[
    "api",
    "delete",
    "endpoint",
    "failed",
    "failure",
    "fetch",
    "get",
    "got",
    "head",
    "http",
    "https",
    "patch",
    "post",
    "put",
    "received",
    "replied",
    "request",
    "responded",
    "response",
    "returned",
    "server",
    "status",
    "upstream",
    "with",
];
/// Words before the code with which a connection was closed.
const CLOSED: &[&str] = &[
    "close",
    "closed",
    "closing",
    "closure",
    "connection",
    "disconnect",
    "disconnected",
    "socket",
    "websocket",
    "ws",
];
/// How the reason begins that follows a status (RFC 9110, section 15): only its own makes a number
/// one, since an order may be not found as well.
const REASONS: &[(&str, &str)] = &[
    ("400", "bad"),
    ("401", "unauthorized"),
    ("402", "payment"),
    ("403", "forbidden"),
    ("404", "not"),
    ("405", "method"),
    ("406", "not"),
    ("407", "proxy"),
    ("408", "request"),
    ("409", "conflict"),
    ("410", "gone"),
    ("411", "length"),
    ("412", "precondition"),
    ("413", "payload"),
    ("413", "content"),
    ("413", "request"),
    ("414", "uri"),
    ("415", "unsupported"),
    ("416", "range"),
    ("417", "expectation"),
    ("421", "misdirected"),
    ("422", "unprocessable"),
    ("423", "locked"),
    ("424", "failed"),
    ("425", "too"),
    ("426", "upgrade"),
    ("428", "precondition"),
    ("429", "too"),
    ("431", "request"),
    ("451", "unavailable"),
    ("500", "internal"),
    ("501", "not"),
    ("502", "bad"),
    ("503", "service"),
    ("504", "gateway"),
    ("505", "http"),
    ("507", "insufficient"),
    ("508", "loop"),
    ("511", "network"),
];
/// Words that a sentence goes on with behind a status; another one says what was counted.
const JOINTS: &[&str] = &[
    "after", "and", "at", "but", "during", "error", "for", "from", "in", "instead", "on", "response",
    "status", "to", "when", "while",
];
/// Codes that people are given or give, which are values.
const VALUES: &[&str] = &[
    "access",
    "area",
    "bar",
    "country",
    "coupon",
    "discount",
    "gift",
    "invitation",
    "invite",
    "language",
    "one-time",
    "otp",
    "pairing",
    "pin",
    "postal",
    "product",
    "promo",
    "promotion",
    "qr",
    "referral",
    "security",
    "sms",
    "verification",
    "voucher",
    "zip",
    "post",
    "color",
    "colour",
];
/// Libraries' own marks before a number, wherever it stands.
const FAMILIES: &[&str] = &["AADSTS", "ORA-", "NG", "SQLSTATE", "MSAL", "ERR_", "E11"];
/// The most digits of a code: more are an id, a time or somebody's number.
const MAX_DIGITS: usize = 6;
/// The most letters before the digits of a library's code.
const MAX_LETTERS: usize = 8;

/// Whether a word of a line is a code, or holds one.
pub(super) fn is_code(words: &[&str], at: usize) -> bool {
    let Some(word) = words.get(at) else { return false };
    if is_of_library(word, at, words.len()) {
        return true;
    }
    if let Some((name, number)) = word.trim_matches(is_edge).rsplit_once(['=', ':'])
        && is_number(number)
        && is_one_of(name.trim_matches(is_edge), NAMES)
    {
        return true;
    }
    let number = word.trim_start_matches(['#', '(', '[', '"', '\'']).trim_end_matches(is_edge);
    if !is_number(number) {
        return false;
    }
    let before = |back: usize| at.checked_sub(back).and_then(|at| words.get(at)).copied().unwrap_or_default();
    let last = before(1);
    let is_named = is_one_of(last.trim_matches(is_edge), NAMES)
        && !is_one_of(before(2).trim_matches(is_edge), VALUES)
        // `Error: 5 items` begins a sentence, `error 5` and `error #5` do not.
        && !(last.ends_with(':') && is_one_of(last.trim_matches(is_edge), &["error", "err", "exception"]));
    if is_named {
        return true;
    }
    let says =
        |list: &[&str]| (1..=WORDS_BEFORE).any(|back| is_one_of(before(back).trim_matches(is_edge), list));
    match number.parse::<u32>() {
        Ok(100..=599) if number.len() == 3 => is_status(words, at, last, says(REQUESTS)),
        Ok(1_000..=1_015 | 3_000..=4_999) => {
            says(CLOSED) && says(&["with", "code", "closed", "close", "disconnected"])
        }
        _ => false,
    }
}

/// Whether three digits are a status of HTTP.
fn is_status(words: &[&str], at: usize, last: &str, is_request: bool) -> bool {
    let number = words.get(at).copied().unwrap_or_default().trim_matches(is_edge);
    let word = words.get(at).copied().unwrap_or_default();
    let next = words.get(at + 1).map(|next| next.trim_matches(is_edge)).unwrap_or_default();
    let ends = next.is_empty() || word.ends_with([':', ',', ';', ')', '!', '.', ']']);
    let is_place = last.starts_with('/')
        || last.contains("://")
        || last.starts_with("[path")
        || last.starts_with("[url");
    words.len() == 1
        || is_place && ends
        || REASONS.iter().any(|(status, reason)| *status == number && reason.eq_ignore_ascii_case(next))
        || is_request
            && (ends || is_one_of(next, JOINTS) || next.starts_with(['/', '[']) || next.contains("://"))
}

/// Whether a word is a library's number: `NG0100`, `AADSTS50058:`, `P2002:`.
fn is_of_library(word: &str, at: usize, words: usize) -> bool {
    let bare = word.trim_matches(is_edge);
    let letters = bare.bytes().take_while(|b| b.is_ascii_uppercase() || *b == b'_').count();
    let dash = usize::from(bare.as_bytes().get(letters) == Some(&b'-'));
    let digits = bare.get(letters + dash..).unwrap_or_default();
    if letters == 0
        || digits.len() < 2
        || digits.len() > MAX_DIGITS
        || !digits.bytes().all(|b| b.is_ascii_digit())
    {
        return false;
    }
    let is_known = FAMILIES.iter().any(|family| bare.starts_with(family));
    let is_first = at == 0 && letters <= MAX_LETTERS && (words == 1 || word.ends_with(':'));
    is_known || is_first
}

/// What stands around a word.
fn is_edge(c: char) -> bool {
    matches!(
        c,
        '(' | ')' | '{' | '}' | '<' | '>' | '[' | ']' | ',' | ';' | ':' | '!' | '?' | '"' | '\'' | '.' | '#'
    )
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    (1..=MAX_DIGITS).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(word))
}
