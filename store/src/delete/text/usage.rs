//! Erases by text what is counted of usage.
//!
//! What only the running day has is erased and never told: a search that found it would tell that a visitor
//! was there, and when.

use corncrake_model::{
    events::usage::{UsageKind, UsageSubject},
    issues::erasure::TextMatches,
};

use crate::{
    counts::usage::{self, UsageWord},
    engine::{Sql, SqlError, text_match::TextPattern},
};

/// What is counted of usage: a group whose name or key has the text goes, such as the response
/// times of a release, and of a cell, such as a release, the name.
pub(super) fn words(
    sql: &impl Sql,
    text: &TextPattern,
    erases: bool,
    found: &mut TextMatches,
) -> Result<(), SqlError> {
    for UsageWord { group, mut cell, is_published } in usage::words(sql)? {
        let mut of_group = vec![&group.name, &group.key];
        // Buckets and classes of devices are numbers and words of ours, which no text names.
        if group.kind.subject() == UsageSubject::Timings {
            cell.clear();
        }
        if group.kind == UsageKind::TimingDevice {
            of_group.pop();
        }
        let of_group = of_group.into_iter().find(|word| text.is_in(word));
        let Some(word) = of_group.or_else(|| Some(&cell).filter(|cell| text.is_in(cell))) else { continue };
        if is_published {
            found.values.insert(word.clone());
        }
        match of_group {
            _ if !erases => {}
            Some(_) => usage::erase_group(sql, &group)?,
            None => usage::erase_cell(sql, &group, &cell)?,
        }
    }
    Ok(())
}
