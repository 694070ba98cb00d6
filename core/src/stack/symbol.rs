//! Functions of WebAssembly modules: the name that somebody wrote, of what a compiler and an
//! engine made of it. `shop_bg.wasm._RNvNtCs8kSuTwLqFzB_4shop4cart5total` is `shop::cart::total`.
//!
//! Mangled names may repeat parts of themselves without end: what is read of them is bounded.

use alloc::{
    borrow::{Cow, ToOwned},
    string::String,
};
use core::fmt::{self, Write};

/// The longest mangled name in bytes that is read; a longer one stays as it is. Names of
/// templates in templates have some hundreds.
const MAX_MANGLED_BYTES: usize = 512;
/// The most bytes that are written of a name: what follows tells nothing that a person reads.
const MAX_NAME_BYTES: usize = 1_024;
/// What optimisers write behind the name of a function that they made of another.
const CLONES: &[&str] = &[".llvm.", ".isra.", ".constprop.", ".part.", ".cold", " [clone ", " (.llvm."];
/// Hexadecimal digits in the hash that IL2CPP writes behind a method's name.
const IL2CPP_HASH: core::ops::RangeInclusive<usize> = 32..=40;

/// WebAssembly: V8 and Gecko tell its URL, WebKit only the module's name.
pub(crate) fn is_module(file: &str) -> bool {
    let bytes = file.as_bytes();
    // Most are scripts of the web.
    if file.ends_with(".js") && file.starts_with("http") {
        return false;
    }
    let (mut end, mut is_bare) = (bytes.len(), true);
    for (at, b) in bytes.iter().enumerate() {
        match b {
            b'/' | b'\\' | b'.' | b':' => is_bare = false,
            b'?' | b'#' => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    let path = bytes.get(..end).unwrap_or(bytes);
    is_bare
        || path.ends_with(b".wasm")
        || path.starts_with(b"wasm:")
        || bytes.contains(&b'>') && file.contains("> WebAssembly.")
}

/// Whether a name was mangled by a compiler of Rust or C++.
pub(crate) fn is_mangled(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    (name.starts_with("ZN")
        || name.starts_with("R") && name.get(1..2).is_some_and(|kind| "NMXYICBK".contains(kind))
        || name.starts_with('Z'))
        && name.len() > 5
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'$'))
        && name.bytes().any(|b| b.is_ascii_digit())
}

/// The name as it was written, without the module before it and without what a build made up.
pub(crate) fn readable(name: &str) -> Cow<'_, str> {
    let name = without_module(name);
    let name = CLONES.iter().fold(name, |name, clone| name.split_once(clone).map_or(name, |(name, _)| name));
    let name = match name.starts_with('_') && is_mangled(name) {
        true => demangled(name).map_or(Cow::Borrowed(name), Cow::Owned),
        false => Cow::Borrowed(name),
    };
    match name {
        Cow::Borrowed(name) if !name.contains('[') => Cow::Borrowed(without_hash(name)),
        name => Cow::Owned(without_disambiguators(without_hash(&name))),
    }
}

/// A name without the module's: `shop_bg.wasm.` of V8 and Gecko, and before a path of Rust or C++.
fn without_module(name: &str) -> &str {
    if let Some((_, name)) = name.split_once(".wasm.") {
        return name;
    }
    let head = name.find("::").and_then(|colons| name.get(..colons)).unwrap_or_default();
    head.rfind('.').and_then(|dot| name.get(dot + 1..)).unwrap_or(name)
}

fn demangled(name: &str) -> Option<String> {
    if name.len() > MAX_MANGLED_BYTES {
        return None;
    }
    let mut out = BoundedText(String::new());
    // asm.js and old Emscripten put one more underscore before it.
    let bare = if name.starts_with("__Z") || name.starts_with("__R") { name.get(1..)? } else { name };
    if let Ok(symbol) = rustc_demangle::try_demangle(bare) {
        // Where it is cut it is told as far as it goes.
        let _ = write!(out, "{symbol:#}");
    } else {
        let symbol = cpp_demangle::Symbol::new(bare.as_bytes()).ok()?;
        let options = cpp_demangle::DemangleOptions::default();
        let _ = symbol.structured_demangle(&mut out, &options);
    }
    Some(out.0).filter(|name| !name.is_empty())
}

/// A text that takes only so much.
struct BoundedText(String);

impl Write for BoundedText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > MAX_NAME_BYTES {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// A name without the hash that a compiler wrote behind it: Rust's `::h0123456789abcdef`, and
/// IL2CPP's `_m` with 32 to 40 digits.
fn without_hash(name: &str) -> &str {
    if let Some((head, hash)) = name.rsplit_once("::h")
        && hash.len() == 16
        && hash.bytes().all(|b| b.is_ascii_hexdigit())
    {
        return head;
    }
    match name.rsplit_once("_m") {
        Some((head, hash))
            if IL2CPP_HASH.contains(&hash.len())
                && hash.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) =>
        {
            head
        }
        _ => name,
    }
}

/// A name without `[5f2c8a1be0d4c3f7]` behind a crate's and `[abi:v15007]` behind a function's.
fn without_disambiguators(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((head, tail)) = rest.split_once('[') {
        out.push_str(head);
        let Some((inside, after)) = tail.split_once(']') else {
            rest = rest.get(head.len()..).unwrap_or_default();
            break;
        };
        let is_crates = inside.len() >= 8 && inside.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_crates && !inside.starts_with("abi:") {
            out.push('[');
            out.push_str(inside);
            out.push(']');
        }
        rest = after;
    }
    out.push_str(rest);
    if out.is_empty() { name.to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_somebody_wrote() {
        for (name, expected) in [
            ("_RNvNtCs8kSuTwLqFzB_4shop4cart5total", "shop::cart::total"),
            ("shop_bg.wasm._ZN4shop4cart5total17h0123456789abcdefE", "shop::cart::total"),
            ("shop_bg.wasm.__rustc[5f2c8a1be0d4c3f7]::__rust_abort", "__rustc::__rust_abort"),
            ("app.app::inner::h0123456789abcdef", "app::inner"),
            ("_ZN6Player4loadEPKc", "Player::load(char const*)"),
            ("__ZN6Player4loadEPKc", "Player::load(char const*)"),
            ("game.wasm.update(float)", "update(float)"),
            ("game.wasm.std::__2::f[abi:v15007](int)", "std::__2::f(int)"),
            ("Cart_Total_mF2D3B5A1C4E6978012345678901234567890ABCD", "Cart_Total"),
            ("game.wasm.tick(int) [clone .isra.0]", "tick(int)"),
            ("main.total", "main.total"),
            ("_Z", "_Z"),
            ("_R", "_R"),
            ("[", "["),
        ] {
            assert_eq!(readable(name), expected, "{name}");
        }
    }

    #[test]
    fn a_name_that_repeats_itself_is_cut() {
        // Each back-reference stands for twice what the one before it stands for.
        let mut bomb = String::from("_RNvC1aTTTTTTTTTTTTTTTTTTTT");
        for _ in 0..60 {
            bomb.push_str("B1_");
        }
        assert!(readable(&bomb).len() <= MAX_NAME_BYTES);
        assert!(readable(&["_ZN", &"1a".repeat(100_000), "E"].concat()).len() <= 200_010);
    }
}
