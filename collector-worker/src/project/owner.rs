//! What people do with all that they have in a project's object: erase some of it, take it
//! along, bring it back. Each question is one turn, and bounded.

use worker::{Response, Result, SqlStorage, Storage};

use super::turn;
use crate::{
    fault::Fault,
    objects::{EraseEvent, EraseIssues, EraseText, Question, SettleIndex},
    store,
};

/// Erases, where that is asked; each turn as a whole.
pub(super) fn erase(
    question: &Question,
    storage: &Storage,
    sql: impl Fn() -> std::result::Result<SqlStorage, Fault>,
) -> Option<Result<Response>> {
    question
        .on(|EraseEvent { issue, number }| {
            let sql = sql()?;
            turn::whole(storage, || Ok(store::erase_event(&sql, issue, number)?))
        })
        .or_else(|| {
            question.on(|EraseIssues { ids }| {
                let sql = sql()?;
                turn::whole(storage, || Ok(store::erase_issues(&sql, &ids)?))
            })
        })
        .or_else(|| {
            question.on(|EraseText { text, from, does }| {
                let sql = sql()?;
                turn::whole(storage, || Ok(store::text_turn(&sql, &text, from, does)?))
            })
        })
        .or_else(|| {
            question.on(|SettleIndex {}| {
                let sql = sql()?;
                turn::whole(storage, || Ok(store::settle(&sql)?))
            })
        })
}
