//! The reports of a kind, by what they have in common.

use super::view::Report;
use crate::model::report_kind::ReportKind;

/// The reports of a kind by their group, both in the order in which they first came; those
/// without one first, since they have no heading.
pub(crate) fn by_group<'a>(
    kind: ReportKind,
    reports: &[&'a Report],
) -> Vec<(Option<&'a str>, Vec<&'a Report>)> {
    let mut groups: Vec<(Option<&str>, Vec<&Report>)> = Vec::new();
    for report in reports {
        let group = group(kind, report);
        match groups.iter_mut().find(|(of, _)| *of == group) {
            Some((_, members)) => members.push(report),
            None => groups.push((group, vec![report])),
        }
    }
    groups.sort_by_key(|(group, _)| group.is_some());
    groups
}

/// The group of a report: its directive or its phase; other kinds have none.
fn group(kind: ReportKind, report: &Report) -> Option<&str> {
    match kind {
        ReportKind::Csp => {
            let directive = report.field("effectiveDirective")?;
            Some(directive.strip_suffix("-elem").unwrap_or(directive))
        }
        ReportKind::Network => report.field("phase"),
        _ => None,
    }
}
