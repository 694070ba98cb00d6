//! Lists of words that begin a name or a token, found by their first byte: a place in a text
//! is compared with the few words that begin as it does, however long the list is.

/// How many buckets there are: a letter falls into the same one in both cases.
const BUCKETS: usize = 32;

/// A list of words with spaces between them, in the order of their buckets.
pub(super) struct Words {
    list: &'static [u8],
    /// Where the words of each bucket begin, and where the last of them end.
    starts: [u16; BUCKETS + 1],
}

impl Words {
    /// Indexes a list. What is out of order would not be found: a test looks for each word.
    #[expect(clippy::indexing_slicing, reason = "the compiler runs it, and refuses what is out of bounds")]
    pub(super) const fn new(list: &'static [u8]) -> Self {
        let mut starts = [0; BUCKETS + 1];
        let (mut bucket, mut at) = (0, 0);
        while at < list.len() {
            if at == 0 || list[at - 1] == b' ' {
                while bucket <= list[at] as usize % BUCKETS {
                    starts[bucket] = at as u16;
                    bucket += 1;
                }
            }
            at += 1;
        }
        while bucket <= BUCKETS {
            starts[bucket] = list.len() as u16;
            bucket += 1;
        }
        Self { list, starts }
    }

    /// The words that may begin with a byte, the others of its bucket among them.
    pub(super) fn like(&self, byte: u8) -> &'static [u8] {
        let bucket = usize::from(byte) % BUCKETS;
        let start = |bucket| self.starts.get(bucket).copied().unwrap_or(0).into();
        self.list.get(start(bucket)..start(bucket + 1)).unwrap_or_default()
    }
}
