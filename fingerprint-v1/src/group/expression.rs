//! The last name in a piece of source code: what the expression in an engine's message was
//! about. Gecko and WebKit repeat the source (`cart.items[0].price`), V8 only its last name.

/// The property, variable or function that an expression ends in. Objects before it are
/// dropped: minifiers rename variables, never (by default) properties.
pub(super) fn last_name(source: &str) -> &str {
    let source = source.trim();
    let source =
        ["new ", "delete ", "await "].iter().fold(source, |s, word| s.strip_prefix(word).unwrap_or(s));
    let mut source = left_side(source);
    while let Some(callee) = callee(source) {
        source = callee;
    }
    if let Some(inside) = source.strip_suffix(']')
        && let Some(open) = inside.rfind('[')
    {
        let key = inside.get(open + 1..).unwrap_or_default();
        let unquoted = key.trim_matches(['"', '\'', '`']);
        let is_known = unquoted.len() < key.len() || key.bytes().all(|b| b.is_ascii_digit());
        return if is_known { unquoted } else { "[key]" };
    }
    source.rsplit('.').next().unwrap_or(source)
}

/// `a.b` of `a.b = c`; the `=` of an argument, a string or an arrow function is none.
fn left_side(source: &str) -> &str {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, b) in source.bytes().enumerate() {
        match (quote, b) {
            (Some(open), _) if open == b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'' | b'`') => quote = Some(b),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.saturating_sub(1),
            (None, b'=') if depth == 0 => {
                return source
                    .get(..at)
                    .unwrap_or(source)
                    .trim_end_matches([' ', '+', '-', '*', '/', '|', '&', '?']);
            }
            _ => {}
        }
    }
    source
}

/// `f` of `f(a)(b)`, one call at a time; `(a, b)` alone is no call.
fn callee(source: &str) -> Option<&str> {
    let inside = source.strip_suffix(')')?;
    let mut open = 1_usize;
    let at = inside.bytes().rposition(|b| {
        match b {
            b')' => open += 1,
            b'(' => open = open.saturating_sub(1),
            _ => {}
        }
        open == 0
    })?;
    inside.get(..at).filter(|callee| !callee.is_empty())
}
