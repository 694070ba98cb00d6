//! One name for a function, whatever the engine: `Object.foo` and `new foo` (V8),
//! `outer/foo<` (Gecko) and `foo` (WebKit) are all `foo`.
//!
//! A name that does not outlive a build is none: minifiers deal out short names anew with
//! every build, bundlers number modules, and transpilers wrap functions in helpers.

use crate::steps;

/// Functions that compilers and bundlers put around the site's own: module loaders, and
/// what drives an `async` function in old JavaScript.
const HELPERS: &[&str] = &[
    "__webpack_require__",
    "__webpack_exec__",
    "webpackJsonpCallback",
    "__vitePreload",
    "__require",
    "__awaiter",
    "__generator",
    "asyncGeneratorStep",
    "_asyncToGenerator",
    "fulfilled",
    "rejected",
    "step",
    "tryCatch",
    "_next",
    "_throw",
    "invariant",
    "assert",
    "assertNever",
    "assertUnreachable",
    "unreachable",
    "exhaustive",
    "throwError",
    "panic",
];
/// Names that only generators in old JavaScript have; where one is on a stack, so are the rest.
const GENERATORS: &[&str] = &[
    "asyncGeneratorStep",
    "__awaiter",
    "__generator",
    "_asyncToGenerator",
    "tryCatch",
    "regeneratorRuntime",
];
/// The rest of them, whose names a site may have as well.
const IN_GENERATORS: &[&str] = &[
    "invoke",
    "_invoke",
    "next",
    "step",
    "fulfilled",
    "rejected",
    "adopt",
    "verb",
    "_next",
    "_throw",
    "tryCatch",
];

/// What V8 calls functions that have no name in the source.
const UNNAMED: &[&str] = &[
    "anonymous",
    "<anonymous>",
    "<computed>",
    "<static_initializer>",
    "<instance_members_initializer>",
    "_onTimeout",
    "_onImmediate",
];

/// Whether a function drives generators in old JavaScript, for sure.
pub(super) fn is_generator(name: &str) -> bool {
    GENERATORS.contains(&member(name))
}

/// Whether a function does so beside one that does for sure.
pub(super) fn is_in_generator(name: &str) -> bool {
    IN_GENERATORS.contains(&member(name)) || is_generator(name)
}

/// A function's name as all engines would say it, where it has one that lasts.
pub(super) fn lasting(name: &str) -> Option<&str> {
    steps::count(name.len());
    let name = name.trim();
    if is_inferred(name) {
        return None;
    }
    let name = of_generator(member(undecorated(name)))?;
    let is_number = name.bytes().all(|b| b.is_ascii_digit());
    let lasts = !is_number && !UNNAMED.contains(&name) && !HELPERS.contains(&name) && !is_minified(name);
    lasts.then_some(name)
}

/// The function that a generator was made of: `_loadCart$` and `loadCart$` are `loadCart`, and
/// `_callee2$` is one without a name.
fn of_generator(name: &str) -> Option<&str> {
    let Some(name) = name.strip_suffix('$').filter(|name| !name.is_empty()) else { return Some(name) };
    let name = name.strip_prefix('_').unwrap_or(name);
    let is_unnamed = name.strip_prefix("callee").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    (!is_unnamed).then_some(name)
}

/// Whether an engine made the name up for a function that has none: Gecko from where it stands
/// (`App/onClick<`), Gecko and V8 from the variable's property that it was assigned to
/// (`store.later`, `button.onclick`). WebKit makes none up, and tells none of a symbol's either.
/// A class before the name (`Basket.add`) is V8's way to tell whose method it is; one of two
/// letters may be such a class, minified.
fn is_inferred(name: &str) -> bool {
    let end = name.find(['[', ' ']).unwrap_or(name.len());
    let (path, rest) = name.split_at_checked(end).unwrap_or((name, ""));
    let path = path.rsplit('/').next().unwrap_or(path);
    let mut parts = path.rsplit('.');
    let (last, owner) = (parts.next().unwrap_or_default(), parts.next());
    let Some(owner) = owner else { return name.ends_with('<') || rest.starts_with('[') };
    let is_small = |name: &str| name.starts_with(|c: char| c.is_ascii_lowercase());
    let is_variable = is_small(owner) && path.split('.').next().is_some_and(|first| first.len() > 2);
    // `Object.onclick` is a method that its author named so.
    let is_event = |event: &str| event.len() > 2 && event.bytes().all(|b| b.is_ascii_lowercase());
    let is_handler = owner != "Object" && last.strip_prefix("on").is_some_and(is_event);
    name.ends_with('<')
        || rest.starts_with('[')
        || is_handler
        || is_variable && !["this", "prototype"].contains(&owner)
}

fn undecorated(name: &str) -> &str {
    // A bundler's module: `./src/app.js/<` in Gecko, `Module../src/app.js` in V8.
    if name.starts_with("./") || name.starts_with("Module../") || name.starts_with("wasm-function[") {
        return "";
    }
    let name = name.trim_end_matches(['<', '/']);
    let name = name.rsplit('/').next().unwrap_or(name);
    let prefixes = ["async ", "new ", "get ", "set ", "bound ", "static "];
    prefixes.iter().fold(name, |name, prefix| name.strip_prefix(prefix).unwrap_or(name))
}

/// `foo` of `Object.foo` and `a.b.foo`; `[Symbol.iterator]` stays whole.
fn member(name: &str) -> &str {
    let end = name.find('[').unwrap_or(name.len());
    let dot = name.get(..end).and_then(|head| head.rfind('.'));
    dot.and_then(|dot| name.get(dot + 1..)).unwrap_or(name)
}

/// One or two letters, or three that no word is made of: `t`, `_n`, `aXe`; but `run`, `App`.
pub(super) fn is_minified(name: &str) -> bool {
    let name = name.trim_start_matches('#');
    match name.as_bytes() {
        bytes if !bytes.is_ascii() => false,
        [] | [_] | [_, _] => true,
        [first, second, third] => {
            !(first.is_ascii_alphabetic() && second.is_ascii_lowercase() && third.is_ascii_lowercase())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_names_are_made_one() {
        let cases = [
            ("loadCart", Some("loadCart")),
            ("Object.loadCart", Some("loadCart")),
            ("new Basket", Some("Basket")),
            ("get total", Some("total")),
            ("Basket.prototype.legacy", Some("legacy")),
            ("ns.ui.Dialog.open", Some("open")),
            ("loadCart/<", None),
            ("timerTest/</tick/<", None),
            ("timerTest/tick", Some("tick")),
            ("App/onClick<", None),
            ("callbackProp.handlers.click<", None),
            ("store.later", None),
            ("shop.ui.hint", None),
            ("button.onclick", None),
            ("Object.onclick", Some("onclick")),
            ("t.onclick", None),
            ("e.addLine", Some("addLine")),
            ("shop.ui.Dialog.show", Some("show")),
            ("this.boot", Some("boot")),
            ("Timeout._onTimeout", None),
            ("Object.[Symbol.iterator]", None),
            ("[Symbol.iterator]", None),
            ("#secret", Some("#secret")),
            ("_loadCart$", Some("loadCart")),
            ("_callee2$", None),
            ("invariant", None),
            ("支付", Some("支付")),
            ("run", Some("run")),
            ("App", Some("App")),
            ("t", None),
            ("#n", None),
            ("t.e", None),
            ("aXe", None),
            ("Object.5678", None),
            ("Object.<anonymous>", None),
            ("./src/App.js/<", None),
            ("Module../src/App.js", None),
            ("wasm-function[12]", None),
            ("__webpack_require__", None),
            ("Array.<computed>", None),
            ("", None),
            ("/<", None),
        ];
        for (name, expected) in cases {
            assert_eq!(lasting(name), expected, "{name}");
        }
    }
}
