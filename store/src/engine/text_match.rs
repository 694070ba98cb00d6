//! Texts as a person reads them: capital and small letters are the same, and so are the spellings
//! that Unicode has of one letter (composed or not, wide, as a ligature, `ß` and `ss`).
//!
//! SQLite knows capitals of A to Z alone, so it picks out what may have a text, and this decides.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::Value;

use super::{SqlError, json_rows::to_json};

/// A condition that a column's text may fulfil which has the wanted one: small letters of A to Z,
/// or anything that is not ASCII. It takes one argument, `TextPattern::in_ascii`.
pub fn may_have(column: &str) -> String {
    format!("(instr(lower({column}), ?) > 0 OR length(CAST({column} AS BLOB)) > length({column}))")
}

/// A text as it is compared.
pub fn fold(text: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfkc();
    // Small, capital, small: `\u{1e9e}` is `\u{df}` is `SS` is `ss`, as in Unicode's case folding. Letter
    // by letter, since a sigma at the end of a word is one.
    let same: String = composed
        .normalize(text)
        .chars()
        .filter(|c| !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect();
    composed.normalize(&same).into_owned()
}

/// What nobody sees in a word: soft hyphens, joiners, marks of variation.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Composed, so that the index knows one spelling.
pub fn composed(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// A text that is looked for.
pub struct TextPattern {
    folded: String,
    in_json: String,
}

impl TextPattern {
    pub fn new(text: &str) -> Result<Self, SqlError> {
        let folded = fold(text);
        let quoted = to_json(&folded)?;
        let in_json = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned();
        Ok(Self { folded, in_json })
    }

    /// Whether a text has it.
    pub fn is_in(&self, other: &str) -> bool {
        if other.is_ascii() {
            return other.to_ascii_lowercase().contains(&self.folded);
        }
        fold(other).contains(&self.folded)
    }

    /// Whether any member of a JSON value has it, the names of members included.
    pub fn is_in_value(&self, value: &Value) -> bool {
        match value {
            Value::Null => false,
            Value::Bool(_) | Value::Number(_) => self.is_in(&value.to_string()),
            Value::String(text) => self.is_in(text),
            Value::Array(items) => items.iter().any(|item| self.is_in_value(item)),
            Value::Object(members) => {
                members.iter().any(|(name, value)| self.is_in(name) || self.is_in_value(value))
            }
        }
    }

    /// As a text of ASCII alone would have it, in small letters.
    pub fn in_ascii(&self) -> &str {
        &self.folded
    }

    /// The same as it stands in JSON.
    pub fn in_ascii_json(&self) -> &str {
        &self.in_json
    }

    /// An expression for the full-text index, which knows capital letters of all alphabets, and no
    /// other spellings: so all of them are asked for.
    pub fn in_index(&self, given: &str) -> String {
        let sharp = self.folded.replace("ss", "\u{df}");
        let decomposed = icu_normalizer::DecomposingNormalizerBorrowed::new_nfd();
        let mut spellings = vec![given.to_owned()];
        for text in [given, &self.folded, &sharp] {
            spellings.push(composed(text).into_owned());
            spellings.push(decomposed.normalize(text).into_owned());
        }
        spellings.sort_unstable();
        spellings.dedup();
        let phrases = spellings.iter().map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
        phrases.collect::<Vec<_>>().join(" OR ")
    }
}

#[cfg(test)]
mod tests {

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_spelling_of_a_name_is_one() {
        let is_in = |wanted: &str, text: &str| TextPattern::new(wanted).unwrap().is_in(text);
        for (wanted, text) in [
            ("m\u{fc}ller", "Frau M\u{dc}LLER"),
            ("m\u{fc}ller", "Frau Mu\u{308}ller"),
            ("Mu\u{308}ller", "M\u{dc}LLER"),
            ("m\u{fc}ller", "m\u{fc}l\u{ad}ler"),
            ("stra\u{df}e", "HAUPTSTRASSE 1"),
            ("strasse", "Hauptstra\u{df}e 1"),
            ("strasse", "HAUPTSTRA\u{1e9e}E 1"),
            ("office", "o\u{fb03}ce"),
            ("anna", "\u{ff21}\u{ff2e}\u{ff2e}\u{ff21}"),
            (
                "\u{3c3}\u{3c9}\u{3ba}\u{3c1}\u{3ac}\u{3c4}\u{3b7}\u{3c2}",
                "\u{3a3}\u{3a9}\u{39a}\u{3a1}\u{386}\u{3a4}\u{397}\u{3a3}",
            ),
            ("\u{438}\u{432}\u{430}\u{43d}\u{43e}\u{432}", "\u{418}\u{412}\u{410}\u{41d}\u{41e}\u{412}"),
            ("kelvin", "\u{212a}elvin"),
            ("istanbul", "ISTANBUL"),
        ] {
            assert!(is_in(wanted, text), "{wanted} in {text}");
        }
        for (wanted, text) in [("muller", "m\u{fc}ller"), ("jose", "Jos\u{e9}"), ("anna", "an na")] {
            assert!(!is_in(wanted, text), "{wanted} in {text}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once_and_any_spelling_is_found(text in "\\PC{3,20}", around in "\\PC{0,5}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            let wanted = TextPattern::new(&text).unwrap();
            for other in [text.to_lowercase(), text.to_uppercase(), composed(&text).into_owned()] {
                prop_assert!(wanted.is_in(&other) || fold(&other) != once);
            }
            let inside = serde_json::json!({ "x": [{ around: text.clone() }] });
            prop_assert!(wanted.is_in_value(&inside));
            let named = serde_json::json!({ text: 1 });
            prop_assert!(wanted.is_in_value(&named));
        }
    }
}
