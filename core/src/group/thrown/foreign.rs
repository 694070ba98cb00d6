//! Exceptions of other languages that a page logged as text: panics of Rust and Go, exceptions
//! of .NET, tracebacks of Python, Java's and Kotlin's. What they say is on a later line, or behind
//! words of a logger; the place they tell is in the text and not on a stack.

use alloc::{borrow::Cow, string::String};

use crate::group::path;

/// Lines of a message that are looked through.
const MAX_LINES: usize = 40;
/// Bytes of a line that are.
const MAX_LINE_BYTES: usize = 1_000;
/// Levels that .NET's loggers begin with.
const LEVELS: &[&str] = &["crit: ", "fail: ", "warn: ", "error: ", "info: ", "dbug: "];
/// What stands before an exception that nobody caught.
const LEADS: &[&str] = &[
    "Unhandled exception. ",
    "Unhandled Exception: ",
    "Unhandled exception: ",
    "Unhandled exception rendering component: ",
    "Uncaught exception: ",
    "Uncaught Kotlin exception: ",
    "Unhandled exception in wasm: ",
    "FATAL EXCEPTION: ",
];
/// How functions begin that are .NET's own.
const OF_DOTNET: &[&str] = &["System.", "Microsoft.", "Interop."];

/// What such a text says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ForeignException<'a> {
    pub(super) class: Option<&'a str>,
    /// What it says, for comparing.
    pub(super) message: &'a str,
    /// What it says, for a person.
    pub(super) title: Cow<'a, str>,
    /// The module in which it happened.
    pub(super) module: Option<String>,
    /// The function, where the text tells it.
    pub(super) function: Option<&'a str>,
}

/// What a message says that is an exception of another language.
pub(super) fn of(message: &str) -> Option<ForeignException<'_>> {
    let first = message.lines().map(str::trim).find(|line| !line.is_empty())?;
    if first.len() > MAX_LINE_BYTES {
        return None;
    }
    rust(message, first)
        .or_else(|| go(message, first))
        .or_else(|| python(message, first))
        .or_else(|| dotnet(message, first))
}

fn lines(message: &str) -> impl Iterator<Item = &str> {
    let lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.take(MAX_LINES).filter(|line| line.len() <= MAX_LINE_BYTES)
}

/// `panicked at src/cart.rs:3:58:` with the words on the next line, or before Rust 1.73
/// `panicked at 'the words', src/cart.rs:3:58`.
fn rust<'a>(message: &'a str, first: &'a str) -> Option<ForeignException<'a>> {
    let (lead, rest) = first.split_once("panicked at ")?;
    if !(lead.is_empty() || lead.starts_with("thread ") || lead.ends_with(": ")) {
        return None;
    }
    if let Some(words) = rest.strip_prefix(['\'', '"'])
        && let Some((words, place)) = words.rsplit_once(", ")
    {
        let words = words.trim_end_matches(['\'', '"']);
        let title = Cow::Owned(["panicked at ", place, ": ", words].concat());
        return Some(ForeignException {
            class: Some("panic"),
            message: words,
            title,
            module: module(place),
            function: None,
        });
    }
    let place = rest.trim_end_matches(':');
    let words = lines(message).nth(1).unwrap_or_default();
    let title = match words {
        "" => Cow::Borrowed(first),
        words => Cow::Owned(["panicked at ", place, ": ", words].concat()),
    };
    Some(ForeignException {
        class: Some("panic"),
        message: words,
        title,
        module: module(place),
        function: None,
    })
}

/// The lasting path of `src/cart.rs:3:58`.
fn module(place: &str) -> Option<String> {
    let file = place.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':');
    (!file.is_empty()).then(|| path::lasting(file))
}

/// `panic: runtime error: index out of range [5] with length 3`, and what ran.
fn go<'a>(message: &'a str, first: &'a str) -> Option<ForeignException<'a>> {
    let words = first.strip_prefix("panic: ").or_else(|| first.strip_prefix("fatal error: "))?;
    let is_own = |line: &&str| {
        line.ends_with(')')
            && line.contains('(')
            && !line.starts_with("runtime.")
            && !line.starts_with("panic(")
            && !line.starts_with("syscall/")
            && !line.starts_with("created by")
    };
    let function = lines(message).skip_while(|line| !line.starts_with("goroutine ")).skip(1).find(is_own);
    let function = function.and_then(|line| line.rsplit_once('(')).map(|(name, _arguments)| name);
    Some(ForeignException {
        class: Some("panic"),
        message: words,
        title: Cow::Borrowed(first),
        module: None,
        function,
    })
}

/// A traceback says last what happened, and before it where.
fn python<'a>(message: &'a str, first: &'a str) -> Option<ForeignException<'a>> {
    if !first.ends_with("Traceback (most recent call last):") {
        return None;
    }
    let last = lines(message).last().filter(|line| !line.starts_with("File "))?;
    let (class, words) = last.split_once(": ").unwrap_or((last, ""));
    let class = class.rsplit('.').next().unwrap_or(class);
    let place = lines(message).filter(|line| line.starts_with("File \"")).last();
    let function = place.and_then(|line| line.rsplit_once(", in ")).map(|(_, name)| name);
    let file = place.and_then(|line| line.split('"').nth(1)).filter(|file| !file.starts_with('<'));
    Some(ForeignException {
        class: Some(class),
        message: words,
        title: Cow::Borrowed(last),
        module: file.map(path::lasting),
        function: function.filter(|name| !name.starts_with('<')),
    })
}

/// `System.NullReferenceException: the words` on a line, and `at Shop.Cart.Total() in ...` below
/// it; of a logger, behind its category. Java and Kotlin write the same.
fn dotnet<'a>(message: &'a str, first: &'a str) -> Option<ForeignException<'a>> {
    let is_logger = LEVELS.iter().any(|level| first.starts_with(level)) && first.ends_with(']');
    let found = lines(message).find_map(exception);
    let Some((class, words)) = found else {
        // The category of a logger says nothing.
        let words = lines(message).nth(1).filter(|_| is_logger)?;
        let words = LEADS.iter().fold(words, |words, lead| words.strip_prefix(lead).unwrap_or(words));
        return Some(ForeignException {
            message: words,
            title: Cow::Borrowed(words),
            ..ForeignException::default()
        });
    };
    let is_own = |line: &&str| !OF_DOTNET.iter().any(|begin| line.starts_with(begin));
    let calls = lines(message).filter_map(|line| line.strip_prefix("at "));
    let function = calls.filter(is_own).find_map(|line| line.split_once('(')).map(|(name, _)| name.trim());
    let title = match words {
        "" => Cow::Borrowed(class),
        words => Cow::Owned([class, ": ", words].concat()),
    };
    Some(ForeignException { class: Some(class), message: words, title, module: None, function })
}

/// The class, without its namespace, and the words of a line that is an exception.
fn exception(line: &str) -> Option<(&str, &str)> {
    let line = LEADS.iter().fold(line, |line, lead| line.strip_prefix(lead).unwrap_or(line));
    let line = line
        .strip_prefix("Exception in thread \"")
        .and_then(|rest| rest.split_once("\" "))
        .map_or(line, |(_, rest)| rest);
    let (class, words) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'`' | b'+' | b'$');
    let (_, name) = class.rsplit_once('.')?;
    let is_class = class.bytes().all(is_name) && (name.ends_with("Exception") || name.ends_with("Error"));
    is_class.then_some((name, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_of_other_languages_say_what_and_where() {
        let cases = [
            (
                "panicked at crates/core/src/cart.rs:3:58:\nindex out of bounds: the len is 3 but the index is 9",
                ("panic", "index out of bounds: the len is 3 but the index is 9", Some("src/cart.rs"), None),
            ),
            (
                "thread 'main' panicked at 'cannot charge -5', src/pay.rs:77:5",
                ("panic", "cannot charge -5", Some("src/pay.rs"), None),
            ),
            (
                "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.total(...)\n\t/src/cart.go:12",
                ("panic", "runtime error: index out of range [5] with length 3", None, Some("main.total")),
            ),
            (
                "Traceback (most recent call last):\n  File \"/lib/shop.py\", line 3, in total\n    1/0\nZeroDivisionError: division by zero",
                ("ZeroDivisionError", "division by zero", Some("lib/shop.py"), Some("total")),
            ),
            (
                "crit: Microsoft.AspNetCore.Components[100]\n      Unhandled exception rendering component: no\nSystem.InvalidOperationException: no\n   at System.Linq.Enumerable.First()\n   at Shop.Orders.First() in C:\\src\\Orders.razor:line 9",
                ("InvalidOperationException", "no", None, Some("Shop.Orders.First")),
            ),
            (
                "Exception in thread \"main\" java.lang.IllegalStateException: no cart\n\tat com.shop.Cart.total(Cart.java:3)",
                ("IllegalStateException", "no cart", None, Some("com.shop.Cart.total")),
            ),
        ];
        for (message, (class, words, module, function)) in cases {
            let logged = of(message).unwrap();
            assert_eq!((logged.class, logged.message), (Some(class), words));
            assert_eq!((logged.module.as_deref(), logged.function), (module, function), "{message}");
        }
        for other in ["x is not a function", "nobody panicked at all", "TypeError: x", "panicked", ""] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
