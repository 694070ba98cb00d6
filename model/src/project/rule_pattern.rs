//! Patterns that are made of an event's own texts, for a rule that matches all that is like it.

use super::rule::PATTERN_CHARS;

/// Characters from which a part of a file's name may be the hash of its content.
const HASH_CHARS: usize = 6;

/// A pattern that matches a text, whatever digits stand in it: what it is made of before a person
/// sees it.
pub fn pattern_like(text: &str) -> String {
    let mut pattern = String::new();
    let mut is_number = false;
    for c in text.trim().chars() {
        if c.is_ascii_digit() {
            if !is_number {
                pattern.push('*');
            }
        } else {
            pattern.push(if c.is_control() { '?' } else { c });
        }
        is_number = c.is_ascii_digit();
    }
    if pattern.chars().count() <= PATTERN_CHARS {
        return pattern;
    }
    let begin: String = pattern.chars().take(PATTERN_CHARS - 1).collect();
    begin + "*"
}

/// A pattern that matches a file of other builds too: without its query, and with `*` for what looks
/// like a hash in its name.
pub fn file_pattern_like(file: &str) -> String {
    let file = file.split(['?', '#']).next().unwrap_or_default();
    let (folder, name) = file.rsplit_once('/').map_or(("", file), |(folder, name)| (folder, name));
    let mut pattern = String::from(folder);
    if folder.len() < file.len() && file.contains('/') {
        pattern.push('/');
    }
    for part in name.split_inclusive(['-', '.', '_']) {
        let word = part.trim_end_matches(['-', '.', '_']);
        pattern.push_str(if is_hash(word) { "*" } else { word });
        pattern.push_str(part.get(word.len()..).unwrap_or_default());
    }
    pattern_like(&pattern)
}

/// Letters with digits, or capitals behind small letters and before them.
fn is_hash(word: &str) -> bool {
    let count = |is: fn(&u8) -> bool| word.bytes().filter(is).count();
    let (digits, upper, lower) =
        (count(u8::is_ascii_digit), count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase));
    let is_plain = digits.saturating_add(upper).saturating_add(lower) == word.len();
    let has_vowel = word.bytes().any(|b| b"aeiouAEIOU".contains(&b));
    word.len() >= HASH_CHARS && is_plain && (digits > 1 || (upper > 1 && lower > 0) || !has_vowel)
}

#[cfg(test)]
mod tests {
    use wildmatch::WildMatch;

    use super::*;

    #[test]
    fn a_pattern_like_a_text_matches_it_with_other_numbers() {
        let pattern = pattern_like("Timeout after 1500 ms\nof 3*4?");
        assert_eq!(pattern, "Timeout after * ms?of ***?");
        assert!(WildMatch::new_case_insensitive(&pattern).matches("Timeout after 7 ms of 12*99?"));
        let long = "é1".repeat(300);
        let pattern = pattern_like(&long);
        assert!(pattern.chars().count() <= PATTERN_CHARS);
        assert!(WildMatch::new_case_insensitive(&pattern).matches(&long));
    }

    #[test]
    fn a_file_of_another_build_is_like_it() {
        for (file, expected) in [
            ("https://app.example/assets/index-BxY3f9Qe.js", "https://app.example/assets/index-*.js"),
            (
                "https://app.example/static/js/main.4f3a9c21.chunk.js?v=2",
                "https://app.example/static/js/main.*.chunk.js",
            ),
            ("src/checkout/pay.ts", "src/checkout/pay.ts"),
            ("https://app.example/vendorBundle.js", "https://app.example/vendorBundle.js"),
            ("app.js", "app.js"),
            ("", ""),
        ] {
            assert_eq!(file_pattern_like(file), expected);
        }
    }
}
