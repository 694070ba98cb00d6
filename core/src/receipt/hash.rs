//! The hash by which a page finds an event again: the member `receipt` of the event's `meta`, as eight words
//! of four consonants. So the scrubber, which would take a hash for a secret, leaves it alone.

use alloc::vec::Vec;

use crate::{ids::ReceiptHash, json::Json};

/// The member of `meta`.
pub const NAME: &str = "receipt";
/// Letters for four bits each: no word of these is a secret's name, or any other.
const LETTERS: &[u8; 16] = b"bdfghklmnqrtvwyz";
/// Letters of a word.
const WORD: usize = 4;
const BYTES: usize = 16;

impl ReceiptHash {
    /// Reads the words of a page.
    fn of_words(text: &str) -> Option<Self> {
        let mut nibbles = Vec::with_capacity(BYTES * 2);
        for word in text.split(' ') {
            if word.len() != WORD || nibbles.len() >= BYTES * 2 {
                return None;
            }
            for letter in word.bytes() {
                nibbles.push(
                    LETTERS.iter().position(|known| *known == letter).and_then(|at| u8::try_from(at).ok())?,
                );
            }
        }
        let mut bytes = [0; BYTES];
        if nibbles.len() != BYTES * 2 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(nibbles.chunks_exact(2)) {
            let [high, low] = pair else { return None };
            *byte = high << 4 | low;
        }
        Some(Self(bytes))
    }
}

/// Takes the hash of a receipt out of what a site added to an event. What has another form is the site's own
/// data, and stays.
pub fn take(meta: &mut Option<Json>) -> Option<ReceiptHash> {
    let Some(Json::Map(members)) = meta else { return None };
    let at = members.iter().position(|(name, _)| name == NAME)?;
    let hash = members.get(at).and_then(|(_, value)| value.as_text()).and_then(ReceiptHash::of_words)?;
    members.remove(at);
    if members.is_empty() {
        *meta = None;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use alloc::{
        borrow::ToOwned,
        string::{String, ToString},
        vec,
    };

    use proptest::prelude::*;

    use super::*;
    use crate::scrub;

    /// As the client writes it.
    fn words(hash: ReceiptHash) -> String {
        let letters: Vec<u8> = hash
            .0
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .map(|nibble| LETTERS[usize::from(nibble)])
            .collect();
        let words: Vec<&str> = letters.chunks(WORD).map(|word| core::str::from_utf8(word).unwrap()).collect();
        words.join(" ")
    }

    fn meta(receipt: Json) -> Option<Json> {
        Some(Json::Map(vec![("user".to_owned(), Json::Null), (NAME.to_owned(), receipt)]))
    }

    proptest! {
        #[test]
        fn the_scrubber_leaves_it_alone_and_it_reads_back(bytes: [u8; BYTES]) {
            let hash = ReceiptHash(bytes);
            let mut sent = Json::Map(vec![(NAME.to_owned(), Json::Text(words(hash)))]);
            let before = sent.clone();
            scrub::value(&mut sent);
            prop_assert_eq!(&sent, &before);
            let mut sent = Some(sent);
            prop_assert_eq!(take(&mut sent), Some(hash));
            prop_assert_eq!(sent, None, "nothing of it stays in the event");
            prop_assert_eq!(hash.to_string().parse(), Ok(hash));
        }
    }

    #[test]
    fn what_has_another_form_is_the_sites_own() {
        let good = words(ReceiptHash([7; BYTES]));
        for own in [
            Json::Text("order 4711".into()),
            Json::Text(String::new()),
            Json::Text(good[..good.len() - 1].to_owned()),
            Json::Text([&good, " bbbb"].concat()),
            Json::Text(good.replace(' ', "-")),
            Json::Text(good.to_uppercase()),
            Json::Text(good.replacen('b', "é", 1)),
            Json::Text("aaaa ".repeat(8)),
            Json::List(vec![Json::Text(good.clone())]),
            Json::Number("7".into()),
        ] {
            let mut sent = meta(own.clone());
            assert_eq!(take(&mut sent), None, "{own:?}");
            assert_eq!(sent, meta(own));
        }
        let mut sent = meta(Json::Text(good));
        assert_eq!(take(&mut sent), Some(ReceiptHash([7; BYTES])));
        assert_eq!(sent, Some(Json::Map(vec![("user".to_owned(), Json::Null)])));
        assert_eq!(take(&mut None), None);
        for bad in ["", "ab", &"AB".repeat(16), &"é".repeat(16), &"ab".repeat(17)] {
            assert!(bad.parse::<ReceiptHash>().is_err(), "{bad}");
        }
    }
}
