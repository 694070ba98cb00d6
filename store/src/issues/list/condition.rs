//! The conditions of a filter that few of all issues may meet. Each is there twice: as the issues that meet
//! it, and as a question to one of them.

use corncrake_core::status::Status;
use corncrake_model::{
    events::facets::{self, FacetKind},
    issues::issue_list::{Filter, META_ISSUES},
};

use crate::{
    engine::{Arg, FAR, Sql, SqlError, bound_value::BoundValue, json_rows::to_json},
    events::receipts,
    issues::search::{self, SearchTerms},
};

/// A condition that some issues meet by themselves, and so do those that show them.
pub(super) struct IssueCondition {
    /// The issues that have it.
    those: String,
    one: SingleIssueTest,
    args: Vec<BoundValue>,
    /// Whether to find them reads far more than the list, so that they are found once and named.
    pub(super) is_costly: bool,
}

/// Whether one issue has it.
enum SingleIssueTest {
    /// By a condition, in which its id goes in the place of `{id}`.
    Looks(String),
    /// The rest of the condition says so anyway.
    IsSaid,
}

impl IssueCondition {
    fn new(those: impl Into<String>, one: SingleIssueTest, args: Vec<BoundValue>) -> Self {
        Self { those: those.into(), one, args, is_costly: false }
    }

    /// As it is asked of an issue, or of one of its members.
    pub(super) fn of_each(&self) -> Option<(String, Vec<BoundValue>)> {
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
    pub(super) fn among_those(&self) -> (String, Vec<BoundValue>) {
        let text = format!(
            "id IN ({} UNION ALL SELECT merged_into FROM issue WHERE merged_into <> '' AND id IN ({}))",
            self.those, self.those
        );
        (text, [self.args.clone(), self.args.clone()].concat())
    }

    /// The same condition with the issues by name.
    pub(super) fn by_name(self, sql: &impl Sql) -> Result<Self, SqlError> {
        let args: Vec<_> = self.args.iter().map(BoundValue::arg).collect();
        let rows = sql.exec(&self.those, &args)?;
        let names = rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, _>>()?;
        let those = "SELECT value FROM json_each(?)".to_owned();
        let one = SingleIssueTest::Looks(format!("{{id}} IN ({those})"));
        Ok(Self { args: vec![BoundValue::Text(to_json(&names)?)], those, one, is_costly: false })
    }

    /// How many have it, up to one more than that.
    pub(super) fn count(&self, sql: &impl Sql, most: i64) -> Result<i64, SqlError> {
        let mut args: Vec<_> = self.args.iter().map(BoundValue::arg).collect();
        args.push(Arg::Integer(most + 1));
        let counted = sql.first(&format!("SELECT count(*) FROM ({} LIMIT ?)", self.those), &args)?;
        counted.map_or(Ok(0), |row| row.integer(0))
    }
}

/// What a filter asks of issues that may be few of all.
pub(super) fn having(filter: &Filter) -> Vec<IssueCondition> {
    let mut all = Vec::new();
    if let Some(SearchTerms::Words(words)) = filter.text.as_deref().and_then(search::read) {
        // Finding all of them takes no longer than looking for some of them one by one.
        let those = search::issues_that_match();
        let one = SingleIssueTest::Looks(format!("{{id}} IN ({those})"));
        all.push(IssueCondition::new(those, one, vec![BoundValue::Text(words)]));
    }
    if let Some((name, value)) = &filter.meta {
        all.push(with_meta(name, value));
    }
    if let Some(code) = &filter.receipt {
        let (fits, hashes) = receipts::with_code(code);
        let those = format!("SELECT issue FROM event WHERE {fits}");
        let one = SingleIssueTest::Looks(format!("{{id}} IN ({those})"));
        all.push(IssueCondition::new(those, one, vec![hashes]));
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
        let args = std::iter::once(letter).chain(values.into_iter().map(BoundValue::Text)).collect();
        all.push(IssueCondition::new(those, SingleIssueTest::Looks(one), args));
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
        all.push(IssueCondition::new(format!("SELECT id FROM issue WHERE {is_one}"), one, Vec::new()));
    }
    // What follows is in the list's own condition as well.
    let mut said = |those: String, args| {
        all.push(IssueCondition::new(those, SingleIssueTest::IsSaid, args));
    };
    if let Some(assignee) = &filter.assignee {
        let (is_it, args) = match assignee.as_str() {
            "" => ("", Vec::new()),
            id => ("AND assignee = ?", vec![BoundValue::Text(id.to_owned())]),
        };
        said(format!("SELECT id FROM issue WHERE assignee <> '' {is_it}"), args);
    }
    if let Some(since) = filter.new_since {
        let before = filter.new_before.map_or(FAR, |before| before.hour().0);
        let those = "SELECT id FROM issue WHERE merged_into = '' AND began >= ? AND began <= ?".to_owned();
        said(those, [since.hour().0, before].map(BoundValue::Integer).to_vec());
    }
    if filter.regressed {
        said("SELECT id FROM issue WHERE regressed_at > 0 AND status = 'open'".to_owned(), Vec::new());
    }
    if filter.noise {
        let mut those = "SELECT id FROM issue WHERE noise <> ''".to_owned();
        if !filter.hiding.is_empty() {
            those = format!("{those} UNION ALL {}", those_hidden(filter));
        }
        said(those, Vec::new());
    }
    if let Some(status) = filter.status.filter(|status| *status != Status::Open) {
        let name = status.name();
        said(format!("SELECT id FROM issue WHERE status <> 'open' AND status = '{name}'"), Vec::new());
    }
    all
}

/// Issues with a value in the meta of their kept events, among those that were seen last. Most events are
/// passed over by their text, before it is read as JSON.
fn with_meta(name: &str, value: &str) -> IssueCondition {
    let those = format!(
        "SELECT id FROM (SELECT id FROM issue ORDER BY hour DESC LIMIT {META_ISSUES}) AS seen WHERE EXISTS (
            SELECT 1 FROM event AS had, json_tree(had.body, '$.x') AS member
            WHERE had.issue = seen.id AND instr(lower(had.body), lower(?)) > 0
                AND member.atom IS NOT NULL AND (? = '' OR member.key = ?)
                AND instr(lower(member.atom), lower(?)) > 0)"
    );
    // The text has the value as JSON writes it. A number or a truth value may be written otherwise than
    // SQLite compares it.
    let is_of_numbers = value.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
    let as_json = serde_json::Value::from(value).to_string();
    let in_quotes = as_json.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let in_json = in_quotes.filter(|_| !is_of_numbers).unwrap_or_default();
    let args = [in_json, name, name, value].map(|text| BoundValue::Text(text.to_owned())).to_vec();
    let one = SingleIssueTest::Looks(format!("{{id}} IN ({those})"));
    IssueCondition { is_costly: true, ..IssueCondition::new(those, one, args) }
}

/// The issues that the operator's rules hide. Editions are numbers of ours, never text.
pub(super) fn those_hidden(filter: &Filter) -> String {
    let editions: Vec<String> = filter.hiding.iter().map(ToString::to_string).collect();
    format!("SELECT id FROM issue WHERE hidden_by > 0 AND hidden_by IN ({})", editions.join(", "))
}

#[cfg(test)]
mod tests {

    use corncrake_model::issues::issue_list::Sort;
    use serde_json::json;

    use super::*;
    use crate::{
        issues::list::{issues, issues_by_id},
        native::Native,
        write::fixtures::{bug, issue, receive_with},
    };

    #[test]
    fn a_value_of_meta_is_found_whatever_signs_it_has() {
        let values = [
            json!("Ärger \"quoted\" \\ back\nline\tand \u{7}"),
            json!({ "deep": [{ "Order": "A-4711/x" }] }),
            json!([4711, -2.5, 1e21, true, null]),
            json!("<b>&amp;</b>"),
        ];
        let sql = Native::project();
        for (bug_of, value) in (1..).zip(&values) {
            receive_with(&sql, bug(bug_of, 0), |event| {
                event.body.meta = serde_json::from_value(json!({ "member": value })).ok();
            });
        }
        let found = |name: &str, value: &str| {
            let filter = Filter { meta: Some((name.to_owned(), value.to_owned())), ..Filter::default() };
            let listed = issues(&sql, &filter, Sort::Newest, None, 10).unwrap().issues;
            let mut listed: Vec<_> = listed.into_iter().map(|one| one.id).collect();
            listed.sort_unstable();
            let all: Vec<_> = (1..=4).map(issue).collect();
            let by_id = issues_by_id(&sql, &all, &filter).unwrap();
            let mut fits: Vec<_> = by_id.iter().filter(|(_, fits)| *fits).map(|(one, _)| one.id).collect();
            fits.sort_unstable();
            assert_eq!(listed, fits, "{name} {value}");
            (1..=4_u8).filter(|number| listed.contains(&issue(*number))).collect::<Vec<_>>()
        };
        for (value, expected) in [
            ("\"QUOTED\"", vec![1]),
            ("\\", vec![1]),
            ("\\ back\nline\t", vec![1]),
            ("\u{7}", vec![1]),
            ("Ärger \"", vec![1]),
            ("a-4711/", vec![2]),
            ("4711", vec![2, 3]),
            ("-2.5", vec![3]),
            ("1.0e+21", vec![3]),
            ("<b>&", vec![4]),
            ("member", vec![]),
            ("null", vec![]),
        ] {
            assert_eq!(found("", value), expected, "{value:?}");
        }
        assert_eq!(found("Order", "4711"), [2]);
        assert!(found("deep", "4711").is_empty());
    }
}
