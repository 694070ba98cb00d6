//! The outcomes of everything that was sent: nothing is dropped silently.

use maud::{Markup, html};

use crate::{
    format::{links, number::grouped},
    model::project::Project,
};

/// The outcomes with an explanation, in the order of the page; any other is shown by its name.
const MEANINGS: [(&str, &str); 8] = [
    ("stored", "kept in full"),
    ("sampled", "counted only: the issue has enough examples"),
    ("full", "not kept: no room, or the hour’s share is used up; counted where their issue was known"),
    ("repeated", "sent again after they were counted; not counted twice"),
    ("limited", "over the rate limit; clients retry later"),
    ("refused", "invalid, or from an origin that is not allowed"),
    ("lost", "reported by pages as lost before they could be sent"),
    ("bots", "requests of bots: their events are counted above, their visits are not"),
];

/// The count of one outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeCount {
    /// Its name, as in the API.
    pub name: String,
    /// The number of events, or of requests.
    pub count: u64,
}

/// The card. Outcomes without a count are left out, except `stored`.
pub(crate) fn card(outcomes: &[OutcomeCount], project: &Project) -> Markup {
    let rank = |name: &str| MEANINGS.iter().position(|(other, _)| *other == name).unwrap_or(MEANINGS.len());
    let mut shown: Vec<&OutcomeCount> =
        outcomes.iter().filter(|outcome| outcome.count > 0 || outcome.name == "stored").collect();
    shown.sort_by_key(|outcome| rank(&outcome.name));
    html! {
        section.card.outcomes {
            table {
                caption { h3 { "Accepted and dropped" } }
                thead {
                    tr {
                        th scope="col" { "Outcome" }
                        th.count scope="col" { "Events" }
                    }
                }
                tbody {
                    @for outcome in shown {
                        tr {
                            th scope="row" {
                                (outcome.name)
                                @if let Some((_, meaning)) = MEANINGS.get(rank(&outcome.name)) {
                                    " " span.hint { (meaning) }
                                    @if outcome.name == "refused" && project.permissions.may_change() {
                                        " " a href={ (links::below(project.key, "settings")) "#refused" } { "Which" }
                                    }
                                }
                            }
                            td.count { (grouped(outcome.count)) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn what_happened_is_shown_and_explained() {
        let of = |name: &str, count| OutcomeCount { name: name.to_owned(), count };
        let html = card(
            &[of("lost", 2), of("stored", 0), of("full", 0), of("refused", 1), of(&hostile::text(1), 3)],
            &hostile::project(4),
        )
        .into_string();
        hostile::assert_harmless(&html, 1..=1);
        assert!(html.find("stored") < html.find("lost <span") && html.contains("before they could be sent"));
        assert!(!html.contains("full <span") && html.contains("abc123def45/settings#refused"), "{html}");
    }
}
