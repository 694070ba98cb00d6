//! The members of a map, left where they stand in its JSON wherever they can be.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// Sources of one map: ten times what the largest sites have.
const SOURCES: usize = 50_000;
/// Names of one map: each is 12 bytes of an isolate even where it is empty.
const NAMES: usize = 1_000_000;
/// Sections of one map.
const SECTIONS: usize = 50_000;

/// A map or the map of a section, unread.
#[derive(Deserialize)]
pub(crate) struct RawMap<'a> {
    #[serde(default)]
    pub(crate) version: Option<f64>,
    #[serde(borrow, default, rename = "sourceRoot")]
    pub(crate) root: Option<BorrowedText<'a>>,
    #[serde(borrow, default)]
    pub(crate) sources: Option<BoundedList<Option<BorrowedText<'a>>, SOURCES>>,
    #[serde(borrow, default, rename = "sourcesContent")]
    pub(crate) contents: Option<BoundedList<Option<&'a RawValue>, SOURCES>>,
    #[serde(borrow, default)]
    pub(crate) names: Option<BoundedList<BorrowedText<'a>, NAMES>>,
    #[serde(borrow, default)]
    pub(crate) mappings: Option<BorrowedText<'a>>,
    #[serde(borrow, default)]
    pub(crate) sections: Option<BoundedList<RawSection<'a>, SECTIONS>>,
    #[serde(borrow, default, rename = "debugId", alias = "debug_id")]
    pub(crate) debug_id: Option<BorrowedText<'a>>,
    #[serde(default, rename = "ignoreList", alias = "x_google_ignoreList")]
    pub(crate) ignored: Option<BoundedList<u32, SOURCES>>,
}

/// A part of a map of parts.
#[derive(Deserialize)]
pub(crate) struct RawSection<'a> {
    pub(crate) offset: Offset,
    /// Absent where the section has only an address, which no reader supports.
    #[serde(borrow, default)]
    pub(crate) map: Option<&'a RawValue>,
}

/// Where a section begins.
#[derive(Deserialize, Clone, Copy)]
pub(crate) struct Offset {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// A text that is borrowed where it has no escapes. (`Cow` inside of an `Option` is always
/// read into memory of its own.)
pub(crate) struct BorrowedText<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for BorrowedText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for TextVisitor<'a> {
            type Value = BorrowedText<'a>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("text")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<BorrowedText<'a>, E> {
                Ok(BorrowedText(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<BorrowedText<'a>, E> {
                Ok(BorrowedText(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor(PhantomData))
    }
}

/// A list of no more than so many.
pub(crate) struct BoundedList<T, const MOST: usize>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for BoundedList<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<T, const MOST: usize>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for ListVisitor<T, MOST> {
            type Value = BoundedList<T, MOST>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "a list of at most {MOST}")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(one) = all.next_element()? {
                    if list.len() >= MOST {
                        return Err(A::Error::invalid_length(list.len().saturating_add(1), &self));
                    }
                    list.push(one);
                }
                Ok(BoundedList(list))
            }
        }
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}
