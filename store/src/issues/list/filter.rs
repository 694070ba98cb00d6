//! The filter of a list as SQL, and the plan by which a page of it is read best.
//!
//! Where few issues have what is asked for, they are looked up and sorted. Where many have, the
//! issues are walked in the order of the page, each is asked whether it has it, and the walk
//! ends with the page: so a page reads about as much however many issues there are.

use corncrake_model::{
    events::facets::{self, FacetKind},
    issues::issue_list::{Filter, META_ISSUES},
};

use crate::{
    engine::{Arg, Sql, SqlError, bound_value::BoundValue},
    events::receipts,
    issues::search::{self, SearchTerms},
};

/// Issues that are few: to look so many up and sort them takes some milliseconds.
const FEW: i64 = 300;

/// A condition that some issues meet by themselves, and so do those that show them.
struct IssueCondition {
    /// The issues that have it.
    those: String,
    one: SingleIssueTest,
    args: Vec<BoundValue>,
}

/// Whether one issue has it.
enum SingleIssueTest {
    /// By a condition, in which its id goes in the place of `{id}`.
    Looks(String),
    /// The rest of the condition says so anyway.
    IsSaid,
}

impl IssueCondition {
    /// As it is asked of an issue, or of one of its members.
    fn of_each(&self) -> Option<(String, Vec<BoundValue>)> {
        let text = match &self.one {
            SingleIssueTest::IsSaid => return None,
            SingleIssueTest::Looks(one) => format!(
                "({} OR EXISTS (SELECT 1 FROM issue AS part
                    WHERE part.merged_into = shown.id AND part.merged_into <> '' AND {}))",
                one.replace("{id}", "shown.id"),
                one.replace("{id}", "part.id"),
            ),
        };
        Some((text, [self.args.clone(), self.args.clone()].concat()))
    }

    /// The issues are those, or show one of those.
    fn among_those(&self) -> (String, Vec<BoundValue>) {
        let text = format!(
            "id IN ({} UNION SELECT merged_into FROM issue WHERE merged_into <> '' AND id IN ({}))",
            self.those, self.those
        );
        (text, [self.args.clone(), self.args.clone()].concat())
    }

    /// How many have it, as far as that matters.
    fn count(&self, sql: &impl Sql) -> Result<i64, SqlError> {
        let mut args: Vec<_> = self.args.iter().map(BoundValue::arg).collect();
        args.push(Arg::Integer(FEW + 1));
        let counted = sql.first(&format!("SELECT count(*) FROM ({} LIMIT ?)", self.those), &args)?;
        counted.map_or(Ok(0), |row| row.integer(0))
    }
}

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
    built(filter, None)
}

/// The condition as a page is best read by it.
pub(crate) fn planned(sql: &impl Sql, filter: &Filter) -> Result<FilterPredicate, SqlError> {
    let mut fewest: Option<(usize, i64)> = None;
    for (place, has) in having(filter).iter().enumerate() {
        let count = has.count(sql)?;
        if count <= FEW && fewest.is_none_or(|(_, least)| count < least) {
            fewest = Some((place, count));
        }
    }
    Ok(built(filter, fewest.map(|(place, _)| place)))
}

fn built(filter: &Filter, looked_up: Option<usize>) -> FilterPredicate {
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
    for (place, has) in having(filter).iter().enumerate() {
        let asked = if looked_up == Some(place) { Some(has.among_those()) } else { has.of_each() };
        if let Some((text, of_it)) = asked {
            all.push(text);
            args.extend(of_it);
        }
    }
    FilterPredicate { text: all.join(" AND "), args, few: looked_up.is_some() }
}

/// Issues with a value in the meta of their kept events, among those that were seen last.
fn meta_with() -> String {
    format!(
        "SELECT DISTINCT had.issue FROM event AS had, json_tree(had.body, '$.x') AS member
         WHERE had.issue IN (SELECT id FROM issue ORDER BY hour DESC LIMIT {META_ISSUES})
            AND member.atom IS NOT NULL AND (? = '' OR member.key = ?)
            AND instr(lower(member.atom), lower(?)) > 0"
    )
}

/// The issues that the operator's rules hide. Editions are numbers of ours, never text.
fn those_hidden(filter: &Filter) -> String {
    let editions: Vec<String> = filter.hiding.iter().map(ToString::to_string).collect();
    format!("SELECT id FROM issue WHERE hidden_by > 0 AND hidden_by IN ({})", editions.join(", "))
}

/// What a filter asks of issues that may be few of all.
fn having(filter: &Filter) -> Vec<IssueCondition> {
    let mut all = Vec::new();
    if let Some(SearchTerms::Words(words)) = filter.text.as_deref().and_then(search::read) {
        // Finding all of them takes no longer than looking for some of them one by one.
        let those = search::issues_that_match();
        let one = SingleIssueTest::Looks(format!("{{id}} IN ({those})"));
        all.push(IssueCondition { those, one, args: vec![BoundValue::Text(words)] });
    }
    if let Some((name, value)) = &filter.meta {
        let those = meta_with();
        let one = SingleIssueTest::Looks(format!("{{id}} IN ({those})"));
        let args = [name, name, value].map(|text| BoundValue::Text(text.clone())).to_vec();
        all.push(IssueCondition { those, one, args });
    }
    if let Some(code) = &filter.receipt {
        let (fits, hashes) = receipts::with_code(code);
        let those = format!("SELECT issue FROM event WHERE {fits}");
        let one = SingleIssueTest::Looks(format!("{{id}} IN ({those})"));
        all.push(IssueCondition { those, one, args: vec![hashes] });
    }
    let mut facet = |kind: FacetKind, values: Vec<String>| {
        // A browser is named with its version, or by its family alone: `Safari` is `Safari 26`, too.
        let families = if kind == FacetKind::Browser { " OR value >= ? AND value < ?" } else { "" };
        let has = format!("kind = ? AND (value IN ({}){families})", vec!["?"; values.len()].join(", "));
        let bounds = (kind == FacetKind::Browser).then(|| values.first().cloned()).flatten();
        let bounds = bounds.map(|family| [format!("{family} "), format!("{family}!")]).into_iter().flatten();
        let values: Vec<String> = values.into_iter().chain(bounds).collect();
        let letter = BoundValue::Text(kind.letter().to_owned());
        let those = format!("SELECT issue FROM issue_facet WHERE {has}");
        // A range of values has no order by issue: to look for each would read all of it each time.
        let one = if kind == FacetKind::Browser {
            format!("{{id}} IN ({those})")
        } else {
            format!("EXISTS (SELECT 1 FROM issue_facet WHERE {has} AND issue = {{id}})")
        };
        all.push(IssueCondition {
            those,
            one: SingleIssueTest::Looks(one),
            args: std::iter::once(letter).chain(values.into_iter().map(BoundValue::Text)).collect(),
        });
    };
    if !filter.kinds.is_empty() {
        facet(FacetKind::Type, filter.kinds.iter().map(ToString::to_string).collect());
    }
    let named = [
        (FacetKind::Release, &filter.release),
        (FacetKind::Environment, &filter.environment),
        (FacetKind::Browser, &filter.browser),
    ];
    for (kind, value) in named {
        if let Some(value) = value {
            facet(kind, vec![facets::value(value)]);
        }
    }
    if let Some(marks) = &filter.interest {
        // Marks are numbers of ours, never text.
        let marks: Vec<String> = marks.iter().map(|mark| mark.0.to_string()).collect();
        let is_one = format!("interest <> 0 AND interest IN ({})", marks.join(", "));
        let one =
            SingleIssueTest::Looks(format!("EXISTS (SELECT 1 FROM issue WHERE id = {{id}} AND {is_one})"));
        all.push(IssueCondition {
            those: format!("SELECT id FROM issue WHERE {is_one}"),
            one,
            args: Vec::new(),
        });
    }
    if let Some(assignee) = &filter.assignee {
        let is_it = if assignee.is_empty() { "" } else { "AND assignee = ?" };
        all.push(IssueCondition {
            those: format!("SELECT id FROM issue WHERE assignee <> '' {is_it}"),
            one: SingleIssueTest::IsSaid,
            args: Some(assignee)
                .filter(|id| !id.is_empty())
                .cloned()
                .map(BoundValue::Text)
                .into_iter()
                .collect(),
        });
    }
    if filter.noise {
        let mut those = "SELECT id FROM issue WHERE noise <> ''".to_owned();
        if !filter.hiding.is_empty() {
            those = format!("{those} UNION {}", those_hidden(filter));
        }
        all.push(IssueCondition { those, one: SingleIssueTest::IsSaid, args: Vec::new() });
    }
    if let Some(status) = filter.status.filter(|status| *status != corncrake_core::status::Status::Open) {
        let those = format!("SELECT id FROM issue WHERE status <> 'open' AND status = '{}'", status.name());
        all.push(IssueCondition { those, one: SingleIssueTest::IsSaid, args: Vec::new() });
    }
    all
}
