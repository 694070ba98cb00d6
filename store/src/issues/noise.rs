//! How much each noise rule recognised, so that an operator can judge whether to keep it on.

use corncrake_model::issues::issue::NoiseCount;

use crate::engine::{Sql, SqlError};

/// The counts of every rule that recognised something. An issue counts by its own rule,
/// whatever it is merged into.
pub fn noise_counts(sql: &impl Sql) -> Result<Vec<NoiseCount>, SqlError> {
    sql.exec("SELECT noise, count(*), sum(events) FROM issue WHERE noise <> '' GROUP BY noise", &[])?
        .iter()
        .map(|row| {
            Ok(NoiseCount { rule: row.text(0)?.to_owned(), issues: row.count(1)?, events: row.count(2)? })
        })
        .collect()
}

#[cfg(test)]
mod tests {

    use corncrake_model::issues::{
        issue::NoiseCount,
        issue_list::{Filter, Sort},
    };

    use super::*;
    use crate::{
        issues::list::issues,
        native::Native,
        write::fixtures::{TestEvent, bug, receive},
    };

    #[test]
    fn a_rule_is_switched_off_and_on_for_the_past_too() {
        let sql = Native::project();
        let noise = |rule, count, number| TestEvent { noise: Some(rule), count, ..bug(number, 0) };
        for heard in [noise("extension", 3, 1), noise("extension", 1, 2), noise("about", 5, 3), bug(4, 0)] {
            receive(&sql, heard);
        }
        let listed = |noise: bool, off: &[&str]| {
            let off: Vec<String> = off.iter().map(|rule| (*rule).to_owned()).collect();
            let mut titles: Vec<_> =
                issues(&sql, &Filter { noise, noise_off: off, ..Filter::default() }, Sort::Newest, None, 10)
                    .unwrap()
                    .issues;
            titles.sort_by_key(|issue| issue.title.clone());
            titles.into_iter().map(|issue| issue.title).collect::<Vec<_>>().join(", ")
        };
        assert_eq!((listed(false, &[]), listed(true, &[])), ("bug 4".into(), "bug 1, bug 2, bug 3".into()));
        let off: &[&str] = &["extension"];
        assert_eq!((listed(false, off), listed(true, off)), ("bug 1, bug 2, bug 4".into(), "bug 3".into()));
        assert_eq!(listed(true, &["extension", "about"]), "");

        let counts = noise_counts(&sql).unwrap();
        let count = |rule: &str, issues, events| NoiseCount { rule: rule.into(), issues, events };
        assert_eq!(counts, [count("about", 1, 5), count("extension", 2, 4)]);
    }
}
