//! Full-text search over issues: substrings of the title, message, grouping, functions and files
//! (those of the sources where there are maps) and path,
//! by SQLite's FTS5 with trigrams. The text is indexed when an issue is opened, never kept.
//!
//! What is indexed was scrubbed before it came here; the origin and the query of an address
//! are not in it.

use corncrake_core::ids::IssueId;
use corncrake_model::{events::stored_event::StoredEvent, issues::issue::IssueGrouping};

use crate::{
    engine::{Arg, Sql, SqlError, json_rows::json_rows, text_match::composed},
    events::bodies::oldest_event,
};

/// Characters of an issue that are indexed: each costs some bytes in the index.
const TEXT_CHARS: usize = 2_000;
/// Characters of its message: values that differ in every event are seldom at its start.
const MESSAGE_CHARS: usize = 500;
/// Frames whose function and file are indexed, from the innermost on.
const FRAMES: usize = 20;
/// The fewest characters that the index can find.
const TRIGRAM: usize = 3;
/// Words of a search that count: more is a text that somebody pasted.
const WORDS: usize = 10;
/// Issues that one search finds, whichever of more: each costs some microseconds, so that a word
/// that all of them have is answered in some tens of milliseconds.
const MOST_FOUND: u32 = 20_000;

/// Pages of the index that are written in one turn: some tens of milliseconds.
const PAGES_AT_ONCE: i64 = 500;

/// The number of an issue's row, which is its id as SQLite's signed integer.
fn row_of(issue: IssueId) -> String {
    let id = u64::from_str_radix(&issue.to_string(), 16).unwrap_or_default();
    id.cast_signed().to_string()
}

/// The issues that an expression finds, by their ids.
pub fn issues_that_match() -> String {
    format!(
        "SELECT * FROM (SELECT printf('%016x', rowid) FROM issue_text WHERE issue_text MATCH ? LIMIT {MOST_FOUND})"
    )
}

/// What can be found of an issue by its first event: what its page shows, symbolicated frames and
/// the parts of its fingerprint included.
pub fn text_of(grouping: &IssueGrouping, body: &StoredEvent) -> String {
    let shown = [&grouping.place].into_iter().chain(&grouping.grouping).chain(&grouping.symbols);
    text_with(&grouping.title, shown, Some(body))
}

/// What can be found by a title, by what else is shown of an issue and, where one is kept, by an
/// event.
fn text_with<'a>(title: &str, shown: impl Iterator<Item = &'a String>, body: Option<&StoredEvent>) -> String {
    let mut parts: Vec<String> = vec![title.to_owned()];
    let mut add = |part: String| {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    };
    shown.map(|part| part.chars().take(MESSAGE_CHARS).collect()).for_each(&mut add);
    let Some(body) = body else { return composed(&parts.join("\n")).chars().take(TEXT_CHARS).collect() };
    add(body.message.chars().take(MESSAGE_CHARS).collect());
    body.uri.as_deref().map(path).map(str::to_owned).into_iter().for_each(&mut add);
    for frame in body.frames().into_iter().take(FRAMES) {
        frame.function.into_iter().for_each(&mut add);
        frame.file.as_deref().map(path).map(str::to_owned).into_iter().for_each(&mut add);
    }
    composed(&parts.join("\n")).chars().take(TEXT_CHARS).collect()
}

/// The path of an address; anything else as it is.
pub(crate) fn path(address: &str) -> &str {
    let Some((_, rest)) = address.split_once("://") else { return address };
    let rest = rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or_default();
    rest.split(['?', '#']).next().unwrap_or_default()
}

/// Indexes issues that were just opened.
pub fn put_texts(sql: &impl Sql, texts: &[(IssueId, String)]) -> Result<(), SqlError> {
    let rows: Vec<_> = texts.iter().map(|(issue, text)| (row_of(*issue), text)).collect();
    for list in json_rows(&rows)? {
        sql.exec(
            "INSERT INTO issue_text (rowid, text) SELECT CAST(value->>0 AS INTEGER), value->>1 FROM json_each(?)",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Forgets what can be found of an issue.
pub fn forget_text(sql: &impl Sql, issue: IssueId) -> Result<(), SqlError> {
    sql.exec("DELETE FROM issue_text WHERE rowid = CAST(? AS INTEGER)", &[Arg::Text(&row_of(issue))])
        .map(drop)
}

/// What would be found of an issue if it were indexed now: by its title, its place, its grouping
/// and the oldest event that is kept.
pub fn current_text(sql: &impl Sql, issue: IssueId, title: &str) -> Result<String, SqlError> {
    let oldest = oldest_event(sql, issue)?;
    let row =
        sql.first("SELECT place, grouping FROM issue WHERE id = ?", &[Arg::Text(&issue.to_string())])?;
    let mut shown = Vec::new();
    if let Some(row) = row {
        shown.push(row.text(0)?.to_owned());
        let parts: Vec<String> = row.json(1)?;
        shown.extend(parts);
    }
    Ok(text_with(title, shown.iter(), oldest.as_ref().map(|(_, body)| body)))
}

/// Indexes an issue anew, by what is still kept of it.
pub fn reindex(sql: &impl Sql, issue: IssueId) -> Result<(), SqlError> {
    let row = sql.first("SELECT title FROM issue WHERE id = ?", &[Arg::Text(&issue.to_string())])?;
    let Some(row) = row else { return Ok(()) };
    let text = current_text(sql, issue, row.text(0)?)?;
    forget_text(sql, issue)?;
    put_texts(sql, &[(issue, text)])
}

/// Indexes an issue anew by an event of which the source maps came after the issue: its functions and files
/// are found from then on, and its place is that of the source. This happens once for each fingerprint.
pub fn reindex_mapped(
    sql: &impl Sql,
    issue: IssueId,
    grouping: &IssueGrouping,
    body: &StoredEvent,
) -> Result<(), SqlError> {
    forget_text(sql, issue)?;
    put_texts(sql, &[(issue, text_of(grouping, body))])?;
    let args = [Arg::Text(&grouping.place), Arg::Text(&issue.to_string())];
    sql.exec("UPDATE issue SET place = ? WHERE id = ? AND ?1 <> ''", &args).map(drop)
}

/// The issues whose indexed text fits an expression, in the order of their rows, behind one. (A row's number is more than JavaScript's numbers hold, so that it goes as text.)
pub fn indexed_with(
    sql: &impl Sql,
    expression: &str,
    after: Option<IssueId>,
    limit: i64,
) -> Result<Vec<IssueId>, SqlError> {
    let after = after.map(row_of).unwrap_or_default();
    sql.exec(
        "SELECT printf('%016x', rowid) FROM issue_text
         WHERE issue_text MATCH ? AND (? = '' OR rowid > CAST(? AS INTEGER)) ORDER BY rowid LIMIT ?",
        &[Arg::Text(expression), Arg::Text(&after), Arg::Text(&after), Arg::Integer(limit)],
    )?
    .iter()
    .map(|row| row.parse(0))
    .collect()
}

/// Writes a part of the index anew, without what was deleted: until then its words are still
/// there, as those of an issue that there is none of. Says whether more is left to do.
pub fn compact_index(sql: &impl Sql) -> Result<bool, SqlError> {
    let changes = || -> Result<i64, SqlError> {
        sql.first("SELECT total_changes()", &[])?.map_or(Ok(0), |row| row.integer(0))
    };
    let before = changes()?;
    sql.exec(
        "INSERT INTO issue_text (issue_text, rank) VALUES ('merge', ?)",
        &[Arg::Integer(-PAGES_AT_ONCE)],
    )?;
    // The statement itself is one change (SQLite, FTS5, section 6.6).
    Ok(changes()?.saturating_sub(before) > 1)
}

/// What a person searches for.
#[derive(Debug, PartialEq)]
pub enum SearchTerms {
    /// An expression of FTS5 in which every word has to be found somewhere.
    Words(String),
    /// Too short for the index: a part of the title.
    Title(String),
}

/// Reads a search; nothing where there is nothing in it.
pub fn read(text: &str) -> Option<SearchTerms> {
    // FTS5 reads its expression up to the first NUL, and would miss the end of it.
    let text: String = composed(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = text.split_whitespace().take(WORDS);
    // Quotation marks take the meaning from operators.
    let quoted: Vec<String> = words
        .filter(|word| word.chars().count() >= TRIGRAM)
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    match text.trim() {
        "" => None,
        short if quoted.is_empty() => Some(SearchTerms::Title(short.chars().take(TEXT_CHARS).collect())),
        _ => Some(SearchTerms::Words(quoted.join(" AND "))),
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_search_is_words_and_never_an_expression() {
        assert_eq!(read("  "), None);
        assert_eq!(read(" ab "), Some(SearchTerms::Title("ab".into())));
        assert_eq!(
            read("cart is NOT\0all"),
            Some(SearchTerms::Words("\"cart\" AND \"NOT\" AND \"all\"".into()))
        );
        assert_eq!(read("a\"b OR* x"), Some(SearchTerms::Words("\"a\"\"b\" AND \"OR*\"".into())));
    }

    #[test]
    fn an_address_is_found_by_its_path_alone() {
        assert_eq!(path("https://shop.example/a/b.js?token=1#x"), "/a/b.js");
        assert_eq!(path("https://shop.example"), "");
        assert_eq!(path("app.js"), "app.js");
    }

    #[test]
    fn a_row_has_the_number_of_its_issue() {
        for (id, row) in [
            ("0000000000000001", "1"),
            ("ffffffffffffffff", "-1"),
            ("8000000000000000", "-9223372036854775808"),
        ] {
            assert_eq!(row_of(id.parse().unwrap()), row);
        }
    }
}
