//! The filter of a list as SQL, and the plan by which a page of it is read best.
//!
//! Where few issues have what is asked for, they are looked up and sorted. Where many have, the
//! issues are walked in the order of the page, each is asked whether it has it, and the walk
//! ends with the page: so a page reads about as much however many issues there are.

use corncrake_model::issues::issue_list::Filter;

use super::condition::{IssueCondition, having, those_hidden};
use crate::{
    engine::{Sql, SqlError, bound_value::BoundValue},
    issues::search::{self, SearchTerms},
};

/// A filter as a condition on `shown`, and its arguments.
pub(crate) struct FilterPredicate {
    /// SQL without a leading `WHERE`, with a `?` for each argument.
    pub(crate) text: String,
    /// The arguments in the order of their `?`.
    pub(crate) args: Vec<BoundValue>,
    /// Whether few issues can fit, which are then looked up and not walked to.
    pub(crate) few: bool,
}

/// The condition, without asking what it is best read by.
pub(crate) fn plain(filter: &Filter) -> FilterPredicate {
    built(filter, having(filter), None)
}

/// The condition as a list is best read by it, where so many issues are few: to look them up costs less
/// than to walk to as many.
pub(crate) fn planned(sql: &impl Sql, filter: &Filter, few: i64) -> Result<FilterPredicate, SqlError> {
    let named = |has: IssueCondition| if has.is_costly { has.by_name(sql) } else { Ok(has) };
    let all = having(filter).into_iter().map(named).collect::<Result<Vec<_>, _>>()?;
    let mut fewest: Option<(usize, i64)> = None;
    for (place, has) in all.iter().enumerate() {
        let count = has.count(sql, few)?;
        if count <= few && fewest.is_none_or(|(_, least)| count < least) {
            fewest = Some((place, count));
        }
    }
    Ok(built(filter, all, fewest.map(|(place, _)| place)))
}

fn built(filter: &Filter, having: Vec<IssueCondition>, looked_up: Option<usize>) -> FilterPredicate {
    let off = vec!["?"; filter.noise_off.len()].join(", ");
    let mut all = vec![format!("merged_into = '' AND (noise <> '' AND noise NOT IN ({off})) = ?")];
    let mut args: Vec<BoundValue> =
        filter.noise_off.iter().map(|rule| BoundValue::Text(rule.clone())).collect();
    args.push(BoundValue::Integer(filter.noise.into()));
    if !filter.hiding.is_empty() {
        // A few issues, looked up once by their own index.
        let hidden = format!("id IN ({})", those_hidden(filter));
        all = vec![if filter.noise {
            format!("merged_into = '' AND ((noise <> '' AND noise NOT IN ({off})) = ? OR {hidden})")
        } else {
            format!("merged_into = '' AND (noise <> '' AND noise NOT IN ({off})) = ? AND NOT {hidden}")
        }];
    }
    if let Some(SearchTerms::Title(part)) = filter.text.as_deref().and_then(search::read) {
        all.push("instr(lower(title), lower(?)) > 0".to_owned());
        args.push(BoundValue::Text(part));
    }
    if filter.regressed {
        all.push("status = 'open' AND regressed_at > 0".to_owned());
    }
    if filter.came_back {
        all.push("status = 'open' AND woke_at > 0".to_owned());
    }
    if let Some(assignee) = &filter.assignee {
        let is_it = if assignee.is_empty() { "<>" } else { "=" };
        all.push(format!("assignee {is_it} ?"));
        args.push(BoundValue::Text(assignee.clone()));
    }
    if let Some((since, user)) = &filter.inbox {
        all.push(
            "status = 'open' AND (regressed_at > 0 OR woke_at > 0 OR first_seen >= ?
                OR (assignee <> '' AND assignee = ?))"
                .to_owned(),
        );
        args.extend([BoundValue::Integer(since.0), BoundValue::Text(user.clone())]);
    }
    if let Some(since) = filter.new_since {
        all.push("began >= ? AND first_seen >= ?".to_owned());
        args.extend([BoundValue::Integer(since.hour().0), BoundValue::Integer(since.0)]);
    }
    if let Some(before) = filter.new_before {
        all.push("first_seen < ?".to_owned());
        args.push(BoundValue::Integer(before.0));
    }
    if let Some((from, to)) = filter.hours {
        // An issue that was last seen before is not looked up.
        let had = |id: &str| {
            format!(
                "SELECT 1 FROM hour_of_issue AS had WHERE had.issue = {id} AND had.hour >= ? AND had.hour < ?"
            )
        };
        all.push(format!(
            "hour >= ? AND (EXISTS ({}) OR EXISTS (SELECT 1 FROM issue AS part
                WHERE part.merged_into = shown.id AND part.merged_into <> '' AND EXISTS ({})))",
            had("shown.id"),
            had("part.id"),
        ));
        let (from, to) = (BoundValue::Integer(from.hour().0), BoundValue::Integer(to.0));
        args.extend([from.clone(), from.clone(), to.clone(), from, to]);
    }
    if let Some(status) = filter.status {
        all.push("status = ?".to_owned());
        args.push(BoundValue::Text(status.name().to_owned()));
    }
    for (place, has) in having.iter().enumerate() {
        let asked = if looked_up == Some(place) { Some(has.among_those()) } else { has.of_each() };
        if let Some((text, of_it)) = asked {
            all.push(text);
            args.extend(of_it);
        }
    }
    FilterPredicate { text: all.join(" AND "), args, few: looked_up.is_some() }
}
