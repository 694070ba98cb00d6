//! Erases what a visitor's receipt is of: the stored events, and what an issue shows of them.
//!
//! Counts stay: they say nothing of what was in an event. An issue that nobody else had goes as a whole. One
//! that goes on keeps no text that only the erased events had: not its title, nor the page it stands by.

use std::collections::BTreeSet;

use corncrake_core::{event::Event, group, ids::IssueId, receipt::ReceiptHash};
use corncrake_model::events::stored_event::StoredEvent;
use serde::{Deserialize, Serialize};

use super::retention::{forget_issue, forget_visits};
use crate::{
    engine::{Arg, Sql, SqlError},
    events::{bodies, receipts},
    issues::search,
};

/// What stands for a title of which no stored event is left.
pub const ERASED_TITLE: &str = "[erased by a visitor]";
/// Characters of a place, as it is stored.
const PLACE_CHARS: usize = 160;

/// What an issue shows of an event: its title, and its page where that is the place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ShownTexts {
    /// The title that the event would give an issue.
    pub title: String,
    /// The path of its page; empty where it has none.
    pub page: String,
}

impl ShownTexts {
    /// What an issue would show of an event.
    pub fn of(body: &StoredEvent) -> Self {
        let event = Event {
            kind: body.kind(),
            name: body.name.clone(),
            message: body.message.clone(),
            stack: body.stack.clone(),
            ..Event::default()
        };
        let page = body.uri.as_deref().map(search::path).unwrap_or_default();
        let page = if page.is_empty() && body.uri.is_some() { "/" } else { page };
        Self { title: group::title(&event), page: page.chars().take(PLACE_CHARS).collect() }
    }
}

/// What is erased by a receipt, as it was read before from all objects of the project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasedReceipt {
    /// The hashes of the code.
    pub hashes: Vec<ReceiptHash>,
    /// The issues of its events, and what those show of them.
    pub shown: Vec<(IssueId, ShownTexts)>,
    /// The issues of which no object counted any other event.
    pub whole: Vec<IssueId>,
}

/// Erases the events of a receipt; in an object that has only a copy of such an issue, the same texts of that.
/// Gives the issues that look different now.
pub fn erase_receipt(sql: &impl Sql, erased: &ErasedReceipt) -> Result<Vec<IssueId>, SqlError> {
    let issues: BTreeSet<IssueId> = erased.shown.iter().map(|(issue, _)| *issue).collect();
    let (mut changed, mut gone) = (Vec::new(), Vec::new());
    for issue in issues {
        let deleted = receipts::delete_events(sql, issue, &erased.hashes)?;
        bodies::forget_stacks(sql, issue)?;
        // Another visitor's event may have come since it was read.
        let is_whole = erased.whole.contains(&issue) && is_of_nobody_else(sql, issue, &deleted)?;
        if is_whole && !is_merged(sql, issue)? {
            forget_issue(sql, issue)?;
            gone.push(issue);
            changed.push(issue);
            continue;
        }
        let texts: BTreeSet<&ShownTexts> =
            erased.shown.iter().filter(|(of, _)| *of == issue).map(|(_, texts)| texts).collect();
        let is_changed = replace_texts(sql, issue, &texts)?;
        if is_whole {
            // Nobody else has the parts that it is grouped by.
            let args = [Arg::Text(ERASED_TITLE), Arg::Text(&issue.to_string())];
            sql.exec("UPDATE issue SET grouping = json_array(?) WHERE id = ?", &args)?;
        }
        if is_changed || is_whole {
            changed.push(issue);
        }
        search::reindex(sql, issue)?;
    }
    forget_visits(sql, &gone)?;
    Ok(changed)
}

/// Whether all that an issue counted in this object were these events.
fn is_of_nobody_else(sql: &impl Sql, issue: IssueId, deleted: &[StoredEvent]) -> Result<bool, SqlError> {
    let row = sql.first("SELECT events FROM issue WHERE id = ?", &[Arg::Text(&issue.to_string())])?;
    let Some(row) = row else { return Ok(false) };
    Ok(row.count(0)? <= deleted.iter().fold(0, |sum, body| sum.saturating_add(body.count.into())))
}

/// Whether an issue is shown as part of another, or others as part of it: then the counts of both need it.
fn is_merged(sql: &impl Sql, issue: IssueId) -> Result<bool, SqlError> {
    let row = sql.first(
        "SELECT 1 FROM issue WHERE merged_into = ?1 OR id = ?1 AND merged_into <> '' LIMIT 1",
        &[Arg::Text(&issue.to_string())],
    )?;
    Ok(row.is_some())
}

/// Replaces what an issue shows of events that were erased, where no stored event says the same.
fn replace_texts(sql: &impl Sql, issue: IssueId, erased: &BTreeSet<&ShownTexts>) -> Result<bool, SqlError> {
    let id = issue.to_string();
    let Some(row) = sql.first("SELECT title, place FROM issue WHERE id = ?", &[Arg::Text(&id)])? else {
        return Ok(false);
    };
    let (title, place) = (row.text(0)?.to_owned(), row.text(1)?.to_owned());
    let is_erased = erased.iter().any(|one| one.title == title);
    let is_place_erased = !place.is_empty() && erased.iter().any(|one| one.page == place);
    if !is_erased && !is_place_erased {
        return Ok(false);
    }
    let left: Vec<ShownTexts> =
        bodies::stored_events(sql, issue)?.iter().map(|(_, body)| ShownTexts::of(body)).collect();
    let new_title = if !is_erased || left.iter().any(|one| one.title == title) {
        title.clone()
    } else {
        left.first().map_or_else(|| ERASED_TITLE.to_owned(), |one| one.title.clone())
    };
    let new_place = if !is_place_erased || left.iter().any(|one| one.page == place) {
        place.clone()
    } else {
        left.first().map(|one| one.page.clone()).unwrap_or_default()
    };
    if new_title == title && new_place == place {
        return Ok(false);
    }
    sql.exec(
        "UPDATE issue SET title = ?, place = ? WHERE id = ?",
        &[Arg::Text(&new_title), Arg::Text(&new_place), Arg::Text(&id)],
    )?;
    Ok(true)
}

#[cfg(test)]
mod tests;
