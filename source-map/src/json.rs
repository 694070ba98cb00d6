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
pub(crate) struct Map<'a> {
    #[serde(default)]
    pub(crate) version: Option<f64>,
    #[serde(borrow, default, rename = "sourceRoot")]
    pub(crate) root: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(crate) sources: Option<List<Option<Text<'a>>, SOURCES>>,
    #[serde(borrow, default, rename = "sourcesContent")]
    pub(crate) contents: Option<List<Option<&'a RawValue>, SOURCES>>,
    #[serde(borrow, default)]
    pub(crate) names: Option<List<Text<'a>, NAMES>>,
    #[serde(borrow, default)]
    pub(crate) mappings: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(crate) sections: Option<List<Section<'a>, SECTIONS>>,
    #[serde(borrow, default, rename = "debugId", alias = "debug_id")]
    pub(crate) debug_id: Option<Text<'a>>,
    #[serde(default, rename = "ignoreList", alias = "x_google_ignoreList")]
    pub(crate) ignored: Option<List<u32, SOURCES>>,
}

/// A part of a map of parts.
#[derive(Deserialize)]
pub(crate) struct Section<'a> {
    pub(crate) offset: Offset,
    /// Absent where the section is told by its address, which no reader supports.
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
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrows<'a>(PhantomData<&'a ()>);
        impl<'de: 'a, 'a> Visitor<'de> for Borrows<'a> {
            type Value = Text<'a>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("text")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'a>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'a>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Borrows(PhantomData))
    }
}

/// A list of no more than so many.
pub(crate) struct List<T, const MOST: usize>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for List<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Counts<T, const MOST: usize>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Counts<T, MOST> {
            type Value = List<T, MOST>;
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
                Ok(List(list))
            }
        }
        deserializer.deserialize_seq(Counts(PhantomData))
    }
}
