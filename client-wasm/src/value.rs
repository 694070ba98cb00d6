//! Any value of the page as JSON without personal data, for `meta`, and as text, for messages.
//!
//! It follows `JSON.stringify` where that makes sense, and ends where that would not: at
//! a cycle, a getter that throws, a part of the document, a million members.

use alloc::{string::String, vec::Vec};

use corncrake_core::{
    json::{MAX_DEPTH, write_text},
    scrub,
};
use wasm_bindgen::JsValue;

use crate::{codes, read};

/// UTF-16 units of one text: enough for the head of an answer.
const TEXT_CHARS: u32 = 4_096;
/// UTF-16 units of a member's name.
const NAME_CHARS: u32 = 128;
/// Bytes of a whole value. With it and its stack an event stays below the 64 KiB that
/// `keepalive` allows.
const BYTES: usize = 16_384;
/// What a value costs beside its text: its quotes and its comma.
const VALUE_BYTES: usize = 4;

const CUT: &str = "[cut]";
const CYCLIC: &str = "[cyclic]";
const UNREADABLE: &str = "[unreadable]";

/// Writes the value scrubbed, within the limits above; whether it did: JSON leaves out some.
pub(crate) fn write(value: &JsValue, out: &mut String, is_bare: bool) -> bool {
    ValueReader { left: BYTES, out, is_bare, says_secret: false }.value(value, None, 0)
}

/// The value as a person would read it; a string is itself.
pub(crate) fn text(value: &JsValue, most: u32) -> String {
    read::text(value, most).unwrap_or_else(|| {
        // Members with a secret's name are known as such only as long as they are members.
        let mut text = String::new();
        if !write(value, &mut text, true) {
            text.push_str("undefined");
        }
        text
    })
}

/// The objects that a walk is inside of, from the innermost out.
struct Ancestors<'a> {
    object: &'a JsValue,
    outer: Option<&'a Ancestors<'a>>,
}

impl Ancestors<'_> {
    fn is_inside(&self, object: &JsValue) -> bool {
        self.object == object || self.outer.is_some_and(|outer| outer.is_inside(object))
    }
}

/// One walk, the bytes that it may still take, and what it has written.
struct ValueReader<'a> {
    left: usize,
    out: &'a mut String,
    /// Whether a text that is all there is stays as it is, without quotes.
    is_bare: bool,
    /// Whether what was written last is a text, and a secret's name.
    says_secret: bool,
}

impl ValueReader<'_> {
    fn value(&mut self, value: &JsValue, inside: Option<&Ancestors<'_>>, depth: usize) -> bool {
        let kind = read::kind(value);
        match kind {
            codes::NULL => self.word("null"),
            codes::FALSE => self.word("false"),
            codes::TRUE => self.word("true"),
            codes::NUMBER => {
                let number = read::text(value, NAME_CHARS).unwrap_or_default();
                match scrub::mark_of_number(&number) {
                    Some(mark) => self.text(mark),
                    None => self.word(&number),
                }
            }
            codes::TEXT => self.paid(&read::text(value, TEXT_CHARS).unwrap_or_default()),
            codes::LIST | codes::OBJECT => {
                if inside.is_some_and(|inside| inside.is_inside(value)) {
                    self.text(CYCLIC);
                } else {
                    self.object(value, kind == codes::LIST, inside, depth);
                }
            }
            codes::FUNCTION => self.text("[function]"),
            _ => return false,
        }
        true
    }

    fn object(&mut self, object: &JsValue, is_list: bool, inside: Option<&Ancestors<'_>>, depth: usize) {
        if depth >= MAX_DEPTH || self.left == 0 {
            return self.text(CUT);
        }
        if let Some(text) = read::named(object, TEXT_CHARS) {
            return self.paid(&text);
        }
        let inside = &Ancestors { object, outer: inside };
        let plain = read::plain(object);
        if plain != *object {
            if !self.value(&plain, Some(inside), depth + 1) {
                self.text(UNREADABLE);
            }
            return;
        }
        let names = read::names(object, codes::MEMBERS + 1);
        let count = read::length(&names);
        let [opens, closes] = if is_list { ["[", "]"] } else { ["{", "}"] };
        self.word(opens);
        let mut members = ObjectReader {
            reader: self,
            inside,
            depth: depth + 1,
            is_list,
            names,
            count,
            index: 0,
            is_cut: false,
            values: Vec::new(),
        };
        scrub::members(&mut members, is_list);
        self.word(closes);
    }

    fn paid(&mut self, text: &str) {
        let text = if self.pays(text.len()) { text } else { CUT };
        self.text(text);
    }

    fn pays(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes);
        self.left = left.unwrap_or(0);
        left.is_some()
    }

    fn text(&mut self, text: &str) {
        if self.is_bare && self.out.is_empty() {
            return self.out.push_str(text);
        }
        let clean = scrub::text(text);
        write_text(&clean, self.out);
        self.says_secret = scrub::is_secret(&clean);
    }

    fn word(&mut self, word: &str) {
        self.out.push_str(word);
        self.says_secret = false;
    }
}

/// The members of one object or list that is read.
struct ObjectReader<'a, 'b> {
    reader: &'a mut ValueReader<'b>,
    inside: &'a Ancestors<'a>,
    depth: usize,
    is_list: bool,
    names: JsValue,
    count: u32,
    /// Behind the one that is read now.
    index: u32,
    /// Whether the rest was cut.
    is_cut: bool,
    /// Where values are written that a secret's name may stand for.
    values: Vec<(usize, usize)>,
}

impl scrub::Members for ObjectReader<'_, '_> {
    fn next(&mut self) -> Option<String> {
        while !self.is_cut && self.index < self.count.min(codes::MEMBERS) {
            let name = read::name(&self.names, self.index, NAME_CHARS);
            self.index += 1;
            let Some(name) = name else { continue };
            if !self.reader.pays(name.len() + VALUE_BYTES) {
                break;
            }
            return Some(name);
        }
        let is_cut = self.count > codes::MEMBERS || self.reader.left == 0;
        let was_cut = core::mem::replace(&mut self.is_cut, is_cut);
        (is_cut && !was_cut).then(|| CUT.into())
    }

    fn keep(&mut self, name: String, is_secret: bool) {
        let before = self.reader.out.len();
        if !matches!(self.reader.out.as_bytes().last(), Some(b'[' | b'{')) {
            self.reader.word(",");
        }
        if !self.is_list {
            write_text(&name, self.reader.out);
            self.reader.word(":");
        }
        let start = self.reader.out.len();
        if self.is_cut {
            self.reader.text(CUT);
        } else {
            let value = read::named_member(self.inside.object, &self.names, self.index - 1);
            let is_there = if is_secret {
                self.reader.word(scrub::SECRET_AS_JSON);
                read::kind(&value) > 0
            } else {
                self.reader.value(&value, Some(self.inside), self.depth)
            };
            if !is_there && self.is_list {
                self.reader.word("null");
            } else if !is_there {
                return self.reader.out.truncate(before);
            }
        }
        if self.is_list {
            self.values.clear();
        }
        if self.is_list || scrub::is_value(&name) {
            self.values.push((start, self.reader.out.len()));
        }
    }

    fn says_secret(&self) -> bool {
        self.reader.says_secret
    }

    fn redact(&mut self) {
        let out = &mut *self.reader.out;
        while let Some((start, end)) = self.values.pop() {
            let rest: String = out.get(end..).unwrap_or_default().into();
            out.truncate(start);
            out.push_str(scrub::SECRET_AS_JSON);
            out.push_str(&rest);
        }
    }
}
