//! Which part of a name a build made up: hashes, ids and versions, wherever bundlers put them.

/// The shortest part that is taken for a hash: esbuild, Rollup and webpack write 8 to 20
/// characters, hand-made ones begin at 6.
const MIN_HASH_BYTES: usize = 6;
/// The length of Rollup's and esbuild's hashes, which may hold `-` and `_` themselves.
pub(super) const ROLLUP_HASH_BYTES: usize = 8;
/// Consonants in a row from which letters are no word of people: `strength` has four.
const UNSPEAKABLE: usize = 5;

/// Whether a part is a hash, an id, a number or a version: nothing a person named.
pub(super) fn is_generated(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    if is_version(part) || part.starts_with('[') && part.ends_with(']') {
        return true; // `[uuid]` and the like: marks of scrubbing
    }
    if part.len() < MIN_HASH_BYTES || !part.bytes().all(is_hash_byte) {
        return false;
    }
    let is_hex = part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    let is_upper = part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    digits > 1
        || is_upper
        || is_hex && (digits > 0 || part.len() >= ROLLUP_HASH_BYTES)
        || part.len() == ROLLUP_HASH_BYTES && (is_jumbled(part) || !is_speakable(part))
}

/// Whether a part is a number or a version: `12`, `v1.2.3`, `2.0.0-beta.1`.
pub(super) fn is_version(part: &str) -> bool {
    let version = part.strip_prefix('v').unwrap_or(part);
    let (numbers, extra) = version.split_once(['-', '+']).unwrap_or((version, ""));
    let is_extra = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+');
    let is_plain = version.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'));
    let has_digit = version.bytes().any(|b| b.is_ascii_digit());
    let is_long = numbers.matches('.').count() == 2
        && numbers.split('.').all(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    has_digit && (is_plain || is_long && extra.bytes().all(is_extra))
}

/// A part of a name without the hash that follows its last `-`, `_` or `.`.
pub(super) fn without_hash(part: &str) -> &str {
    if let Some((head, tail)) =
        part.len().checked_sub(ROLLUP_HASH_BYTES).and_then(|at| part.split_at_checked(at))
        && let Some(name) = head.strip_suffix(['-', '_', '.'])
        && (is_generated(tail) || head.ends_with('-') && is_base64(tail))
    {
        return name;
    }
    match part.rsplit_once(['-', '_']) {
        Some((head, tail)) if is_generated(tail) => head,
        _ => part,
    }
}

fn is_hash_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')
}

/// Whether a part may be Rollup's hash where the pattern of names says that one stands there.
pub(super) fn may_be_hash(part: &str) -> bool {
    part.len() == ROLLUP_HASH_BYTES && part.bytes().all(is_hash_byte)
}

/// Whether a tail behind a dash is Rollup's: who writes names with dashes writes no capitals in
/// the middle of them, and of its hashes one in hundreds has none there.
fn is_base64(tail: &str) -> bool {
    tail.bytes().all(is_hash_byte) && tail.bytes().skip(1).any(|b| !b.is_ascii_lowercase())
}

/// Whether capitals stand where no words begin: `BqTkXaZm`, but not `MyWidget`.
fn is_jumbled(part: &str) -> bool {
    let mut words = part.split(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()).skip(1);
    let is_short = |word: &&str| word.len() < 2;
    words.by_ref().find(is_short).and_then(|_| words.find(is_short)).is_some()
}

/// Whether letters are words that a person could say: between two capitals stands a vowel, and
/// nowhere many consonants in a row. `kgWrdioy`, `CweGThdg` and `Zkuvqdtb` are none.
fn is_speakable(part: &str) -> bool {
    let (mut consonants, mut letters, mut has_vowel) = (0, 0, false);
    for b in part.bytes() {
        let is_vowel = matches!(b.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        if b.is_ascii_uppercase() || !b.is_ascii_alphabetic() {
            if letters > 1 && !has_vowel {
                return false;
            }
            (letters, has_vowel, consonants) = (0, false, 0);
        }
        if b.is_ascii_alphabetic() {
            letters += 1;
            has_vowel |= is_vowel;
            consonants = if is_vowel { 0 } else { consonants + 1 };
            if consonants >= UNSPEAKABLE {
                return false;
            }
        }
    }
    letters <= 1 || has_vowel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_build_made_up_is_no_word() {
        for hash in [
            "Zkuvqdtb",
            "CweGThdg",
            "kgWrdioy",
            "BqTkXaZm",
            "3f2a9c1b",
            "AB2CDE3F",
            "v1.2.3",
            "2.0.0-beta.1",
            "12",
        ] {
            assert!(is_generated(hash), "{hash}");
        }
        for word in ["settings", "Settings", "HomePage", "MyWidget", "checkout", "strength", "calendar"] {
            assert!(!is_generated(word), "{word}");
        }
        assert_eq!(without_hash("Cart.kgWrdioy"), "Cart");
        assert_eq!(without_hash("$id-Bq3kT9aZ"), "$id");
        assert_eq!(without_hash("user-settings"), "user-settings");
    }

    /// Of random base64url hashes behind a dot, an underscore or a slash: version 1 knew 90.7 %.
    #[test]
    fn most_random_hashes_are_known() {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let (mut state, mut known) = (7_u64, 0);
        for _ in 0..20_000 {
            let mut hash = alloc::string::String::new();
            for _ in 0..ROLLUP_HASH_BYTES {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                hash.push(char::from(ALPHABET[(state >> 58) as usize]));
            }
            known += u32::from(is_generated(&hash));
        }
        assert!(known > 18_900, "{known} of 20000");
    }
}
