//! Lists of words that begin a name or a token, found by their first byte: a place in a text
//! is compared with the few words that begin as it does, however long the list is.

use crate::steps;

/// How many buckets there are: a letter falls into the same one in both cases.
const BUCKETS: usize = 32;

/// A list of words in the order of their buckets.
pub(super) struct Words<const BYTES: usize> {
    /// Each word, led by its length.
    list: [u8; BYTES],
    /// Where the words of each bucket begin, and where the last of them end.
    starts: [u16; BUCKETS + 1],
}

impl<const BYTES: usize> Words<BYTES> {
    /// Indexes a list of words, a space before each. What is out of order would not be found: a test
    /// looks for each word.
    #[expect(clippy::indexing_slicing, reason = "the compiler runs it, and refuses what is out of bounds")]
    pub(super) const fn new(words: &[u8]) -> Self {
        let (mut list, mut starts) = ([0; BYTES], [0; BUCKETS + 1]);
        let (mut at, mut head, mut bucket) = (0, 0, 0);
        while at < BYTES {
            if words[at] == b' ' {
                head = at;
                while bucket <= words[at + 1] as usize % BUCKETS {
                    starts[bucket] = at as u16;
                    bucket += 1;
                }
            } else {
                list[at] = words[at];
                list[head] += 1;
            }
            at += 1;
        }
        while bucket <= BUCKETS {
            starts[bucket] = BYTES as u16;
            bucket += 1;
        }
        Self { list, starts }
    }

    /// Whether a word that may begin with a byte passes a test; others of its bucket are tried, too.
    pub(super) fn any(&self, byte: u8, passes: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        let bucket = usize::from(byte) % BUCKETS;
        let start = |bucket| self.starts.get(bucket).copied().unwrap_or(0).into();
        let (mut at, end): (usize, usize) = (start(bucket), start(bucket + 1));
        while at < end {
            steps::count(1);
            let next = at + 1 + usize::from(self.list.get(at).copied().unwrap_or(0));
            if passes(self.list.get(at + 1..next).unwrap_or_default()) {
                return true;
            }
            at = next;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn each_word_is_found_by_its_first_byte() {
        const LIST: &[u8] = b" ant Ape bee cat";
        static WORDS: Words<{ LIST.len() }> = Words::new(LIST);
        let of = |byte| {
            let mut words = Vec::new();
            WORDS.any(byte, &mut |word| {
                words.push(word.to_vec());
                false
            });
            words
        };
        assert_eq!(of(b'a'), [b"ant", b"Ape"]);
        assert_eq!(of(b'A'), of(b'a'));
        assert_eq!((of(b'b'), of(b'C')), ([b"bee".to_vec()].into(), [b"cat".to_vec()].into()));
        assert!(of(b'z').is_empty() && of(0).is_empty());
    }
}
