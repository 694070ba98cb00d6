//! The words of a search, and the filters that are written among them: `release:2.15.0`,
//! `browser:Safari`, `environment:production`, `assigned:me`, `path:/checkout`, `meta:AF-20931` and
//! `meta.order:AF-20931`. A value with spaces stands in quotation marks.
//!
//! What is no filter is a word: an address or a message has colons, too.

use super::issue_list::Filter;

/// Characters of a search that are read.
const QUERY_CHARS: usize = 500;

/// Reads a search into a filter, which keeps what it asks for besides.
pub fn read(text: &str, filter: Filter) -> Filter {
    let text: String = text.chars().take(QUERY_CHARS).collect();
    let (mut filter, mut words) = (filter, Vec::new());
    for part in parts(&text) {
        let Some((name, value)) = part.split_once(':').filter(|(_, value)| !value.is_empty()) else {
            words.push(part);
            continue;
        };
        match name {
            "release" => filter.release = Some(value.to_owned()),
            "environment" => filter.environment = Some(value.to_owned()),
            "browser" => filter.browser = Some(value.to_owned()),
            "path" | "page" | "file" | "function" => words.push(value.to_owned()),
            "assigned" => filter.assignee = Some(value.to_owned()),
            "meta" => filter.meta = Some((String::new(), value.to_owned())),
            name => match name.strip_prefix("meta.").filter(|member| !member.is_empty()) {
                Some(member) => filter.meta = Some((member.to_owned(), value.to_owned())),
                None => words.push(part),
            },
        }
    }
    filter.text = Some(words.join(" ")).filter(|text| !text.trim().is_empty());
    filter
}

/// The parts between spaces; what stands in quotation marks behind a colon is one part with it.
fn parts(text: &str) -> Vec<String> {
    let (mut all, mut part, mut is_quoted) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' if is_quoted => is_quoted = false,
            '"' if part.ends_with(':') => is_quoted = true,
            c if c.is_whitespace() && !is_quoted => all.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
    }
    all.push(part);
    all.retain(|part| !part.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_stand_among_the_words_and_other_colons_are_words() {
        let read = |text: &str| super::read(text, Filter::default());
        let found = read(r#"payment release:2.15.0 browser:"Safari 26" path:/checkout failed"#);
        assert_eq!(found.text.as_deref(), Some("payment /checkout failed"));
        assert_eq!((found.release.as_deref(), found.browser.as_deref()), (Some("2.15.0"), Some("Safari 26")));
        for words in [
            "TypeError: x is null",
            "https://a.example/b",
            "at 14:10",
            "release:",
            "say \"hi\" now",
            "meta.:x",
        ] {
            let found = read(words);
            assert_eq!(found, Filter { text: Some(words.to_owned()), ..Filter::default() }, "{words}");
        }
        assert_eq!(read("meta:AF-1").meta, Some((String::new(), "AF-1".to_owned())));
        assert_eq!(read("meta.order:AF-1").meta, Some(("order".to_owned(), "AF-1".to_owned())));
        assert_eq!(read("  ").text, None);
        assert_eq!(
            read("browser:\"Safari").browser.as_deref(),
            Some("Safari"),
            "an open quotation ends the text"
        );
    }
}
