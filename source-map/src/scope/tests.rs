//! Functions by their names, in sources as people write them.

use super::*;
use proptest::prelude::*;

/// The function that the first `@` of a text stands in; the mark itself is not read.
fn function_at(text: &str) -> Option<String> {
    let (mut scanner, mut out, mut at, mut mark) =
        (Scanner::default(), Vec::new(), Position::default(), None);
    for char in text.chars() {
        if char == '@' {
            mark = Some(at);
            continue;
        }
        scanner.push(char, at, &mut out);
        if char == '\n' {
            at = Position { line: at.line + 1, column: 0 };
        } else {
            at.column += char.len_utf16() as u32;
        }
    }
    assert!(out.is_sorted_by_key(|(at, _)| *at), "{text}: {out:?}");
    let mark = mark.unwrap();
    out.into_iter().rfind(|(at, _)| *at <= mark).and_then(|(_, name)| name)
}

#[test]
fn functions_have_the_names_that_were_written() {
    for (text, expected) in [
        ("function pay() { @x() }", Some("pay")),
        ("async function pay(a, {b}) {\n  if (a) {\n    @x()\n  }\n}", Some("pay")),
        ("export default function* rows() { @x }", Some("rows")),
        ("function a() { function b() {} @x }", Some("a")),
        ("function a() {} @x", None),
        ("const pay = () => { @x }", Some("pay")),
        ("const pay = async (a) => @x(a)\nconst next = 1", Some("pay")),
        ("const pay = a => @x(a);", Some("pay")),
        ("const pay = a => x(a)\nfoo(@)", None),
        ("const pay = a => x(a)\n  .then(@)", Some("pay")),
        ("const pay = a => x(a), other = @1", None),
        ("const pay = function () { @x }", Some("pay")),
        ("const pay = function inner() { @x }", Some("inner")),
        ("exports.pay = function () { @x }", Some("pay")),
        ("Shop.prototype.pay = () => { @x }", Some("pay")),
        ("const shop = { pay() { @x } }", Some("pay")),
        ("const shop = { pay: function () { @x }, b: 1 }", Some("pay")),
        ("const shop = { b: 1, pay: async (a) => { @x } }", Some("pay")),
        ("const shop = { 'pay'() { @x } }", None),
        ("class Shop { pay() { @x } }", Some("pay")),
        ("class Shop extends Base { constructor(a) { super(a); @x } }", Some("Shop")),
        ("const Shop = class { constructor() { @x } }", Some("Shop")),
        ("class Shop { #secret() { @x } }", Some("#secret")),
        ("class Shop { get total() { @x } }", Some("total")),
        ("class Shop { static async pay() { @x } }", Some("pay")),
        ("class Shop { pay = () => { @x } }", Some("pay")),
        ("class Shop { pay() {} @x }", None),
        ("list.map((a) => { @x })", None),
        ("list.map((a) => { b(() => @x) })", None),
        ("function pay() { list.map((a) => @a.b) }", Some("pay/<")),
        ("function pay() { list.map((a) => a.b); @x }", Some("pay")),
        ("const a = foo(() => { @x })", None),
        ("function pay() { if (a) { @x } }", Some("pay")),
        ("function pay() { for (const a of b) { @x } }", Some("pay")),
        ("function pay() { try {} catch (e) { @x } }", Some("pay")),
        ("function pay() { const s = '}'; @x }", Some("pay")),
        ("function pay() { const s = `}${ a({}) }}`; @x }", Some("pay")),
        ("function pay() { const s = `${ `${ (() => { @x })() }` }` }", Some("pay/<")),
        ("function pay() { a(() => b(() => { @x })) }", Some("pay/<")),
        ("function pay() { const r = /[/}]\\/}/g; @x }", Some("pay")),
        ("function pay() { const r = a / b / c; @x }", Some("pay")),
        ("function pay() { /* } */ // }\n @x }", Some("pay")),
        ("function pay(): Promise<void> { @x }", Some("pay")),
        ("function pay<T extends A>(a: T): T[] { @x }", Some("pay")),
        ("const pay = async (a: number): Promise<Map<A, B>> => { @x }", Some("pay")),
        ("async function pay(a): Promise<{ b: C }> { @x }", Some("pay")),
        ("const pay: Pay = (a) => { @x }", Some("pay")),
        ("class A { pay<T>(a: T): void { @x } }", Some("pay")),
        ("const pay = (a) => ({ b: @a })", Some("pay")),
        ("const pay = () => <p>Don't</p>\nfunction b() { @x }", Some("b")),
        ("const App = () => { return <p>Don't</p>\n@x }", Some("App")),
        ("function pay() { a ? b(c) : { d: @1 } }", Some("pay")),
        ("function pay() { return a >= b && c <= d; @x }", Some("pay")),
        ("const outer = () => () => @x", Some("outer/<")),
        ("let 支付 = () => { @x }", Some("支付")),
    ] {
        assert_eq!(function_at(&format!("{text};\n")).as_deref(), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_ends_in_order(text in "[a-c(){}\\[\\]=>,;:`$'\"/\\\\*\n .<]{0,200}") {
        let (mut scanner, mut out, mut at) = (Scanner::default(), Vec::new(), Position::default());
        for char in text.chars() {
            scanner.push(char, at, &mut out);
            at = if char == '\n' { Position { line: at.line + 1, column: 0 } } else { Position { column: at.column + 1, ..at } };
        }
        prop_assert!(out.is_sorted_by_key(|(at, _)| *at), "{:?}", out);
    }
}
