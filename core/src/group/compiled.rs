//! One name for a function that was compiled to WebAssembly, or whose name a compiler mangled:
//! without the module, hashes, arguments, what generics stand for, and closures in it.

use alloc::{borrow::ToOwned, string::String};

use super::function::is_minified;
use crate::stack::symbol;

/// Whether a function is a compiled one.
pub(super) fn is(name: &str, file: &str) -> bool {
    symbol::is_module(file)
        || name.contains("::")
        || name.starts_with("_Z")
        || name.starts_with("_R") && symbol::is_mangled(name)
        || name.starts_with("__Z")
}

/// A function's name, where it has one that lasts.
pub(super) fn lasting(name: &str) -> Option<String> {
    if name.contains("wasm-function[") {
        return None;
    }
    let name = symbol::readable(name.trim());
    let name = without_generics(&name);
    let name = without_closures(without_arguments(&name));
    let last = name.rsplit([':', '.']).next().unwrap_or(name);
    let is_number = last.bytes().all(|b| b.is_ascii_digit());
    let is_none = name.is_empty() || is_number || last.len() == name.len() && is_minified(name);
    (!is_none).then(|| name.to_owned())
}

/// A name of C++ without its arguments and what it gives: `Player::load` of
/// `bool Player::load(char const*) const`.
fn without_arguments(name: &str) -> &str {
    const UNNAMED: &str = "(anonymous namespace)";
    const CALL: &str = "operator()";
    let mut from = 0;
    let cut = loop {
        let Some(open) = name.get(from..).and_then(|rest| rest.find('(')).map(|open| from + open) else {
            return name;
        };
        let rest = name.get(open..).unwrap_or_default();
        if rest.starts_with(UNNAMED) {
            from = open + UNNAMED.len();
        } else if name.get(..open + 2).is_some_and(|head| head.ends_with(CALL)) {
            from = open + 2;
        } else if open == 0
            || name
                .get(..open)
                .is_some_and(|head| !head.ends_with("operator<") && head.ends_with(['<', '&', ' ']))
        {
            return name; // a tuple of Rust
        } else {
            break open;
        }
    };
    let head = name.get(..cut).unwrap_or(name);
    if head.contains("operator ") || head.starts_with('<') {
        return head;
    }
    // What it gives stands before it; the name itself may begin with a space in it.
    let name = head.find(UNNAMED).unwrap_or(head.len());
    let begin = head.get(..name).and_then(|head| head.rfind(' ')).map_or(0, |space| space + 1);
    head.get(begin..).unwrap_or(head)
}

/// A name without what its generics stand for: `get` of `get::<u32>` and of `get<int>`. What is in
/// angle brackets at the very beginning is a type of Rust.
fn without_generics(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let (mut depth, mut kept) = (0_usize, 0_usize);
    let mut before = ' ';
    for (at, c) in name.char_indices() {
        let is_operator =
            out.ends_with("operator") || out.ends_with("operator<") || out.ends_with("operator-");
        match c {
            '<' if at == 0 => kept = 1,
            '<' if !is_operator && (depth > 0 || before.is_alphanumeric() || matches!(before, '_' | ':')) => {
                depth += 1
            }
            '>' if depth > 0 && before != '-' => {
                depth -= 1;
                before = c;
                continue;
            }
            '>' if kept > 0 => kept = 0,
            _ => {}
        }
        if depth == 0 {
            out.push(c);
        }
        before = c;
    }
    // `get::<u32>` leaves its colons.
    while out.ends_with("::") {
        out.truncate(out.len() - 2);
    }
    out.replace("::::", "::")
}

/// The function around closures: `total` of `total::{{closure}}`, `total::{closure#0}` and Go's
/// `total.func1.2`.
fn without_closures(name: &str) -> &str {
    let mut name = name;
    while let Some((head, tail)) = name.rsplit_once("::").or_else(|| name.rsplit_once('.')) {
        let is_go = tail.strip_prefix("func").unwrap_or(tail).bytes().all(|b| b.is_ascii_digit());
        if head.is_empty() || !(tail.starts_with('{') || is_go) {
            break;
        }
        name = head;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compiled_names_are_what_somebody_wrote() {
        let cases = [
            ("app.app::inner::h0123456789abcdef", Some("app::inner")),
            ("app_bg.wasm.app::outer", Some("app::outer")),
            (
                "<alloc::string::String as core::fmt::Write>::write_str::h00112233445566aa",
                Some("<alloc::string::String as core::fmt::Write>::write_str"),
            ),
            ("_RNvNtCs8kSuTwLqFzB_4shop4cart5total", Some("shop::cart::total")),
            ("shop_bg.wasm.shop::cart::total::{{closure}}::hd86bffb592b7ebf8", Some("shop::cart::total")),
            ("shop::get::<u32>", Some("shop::get")),
            ("game.wasm.update(float)", Some("update")),
            ("game.wasm.Player::load(char const*)", Some("Player::load")),
            ("game.wasm.bool Player::load<int>(char const*) const", Some("Player::load")),
            ("game.wasm.(anonymous namespace)::tick(int)", Some("(anonymous namespace)::tick")),
            ("game.wasm.Less::operator()(int, int) const", Some("Less::operator()")),
            ("game.wasm.operator<(A const&, A const&)", Some("operator<")),
            ("shop.wasm.main.total.func1", Some("main.total")),
            ("Cart_Total_mF2D3B5A1C4E6978012345678901234567890ABCD", Some("Cart_Total")),
            ("game.wasm.a", None),
            ("wasm-function[12]", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(lasting(name).as_deref(), expected, "{name}");
        }
    }
}
