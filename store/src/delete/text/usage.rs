//! Erases by text what is counted of usage.

use corncrake_model::issues::erasure::TextMatches;

use crate::{
    counts::usage,
    engine::{Sql, SqlError, text_match::TextPattern},
};

/// What is counted of usage: a group whose name or key has the text goes, and of a cell, such as a
/// release, the name.
pub(super) fn words(
    sql: &impl Sql,
    text: &TextPattern,
    erases: bool,
    found: &mut TextMatches,
) -> Result<(), SqlError> {
    for (group, cell) in usage::words(sql)? {
        let of_group = [&group.name, &group.key].into_iter().find(|word| text.is_in(word));
        let Some(word) = of_group.or_else(|| Some(&cell).filter(|cell| text.is_in(cell))) else { continue };
        found.values.insert(word.clone());
        match of_group {
            _ if !erases => {}
            Some(_) => usage::erase_group(sql, &group)?,
            None => usage::erase_cell(sql, &group, &cell)?,
        }
    }
    Ok(())
}
