//! The page of an issue: its figures, one of its events, its trend, breakdowns, merged issues
//! and grouping.

mod causes;
mod event;
mod frames;
mod markdown;
mod meta;
mod source;
mod triage;
mod view;
mod wordings;

use maud::{Markup, html};

pub use self::{
    event::{EventPosition, StoredEvent},
    frames::{OriginalPosition, SymbolicatedFrame},
    triage::{MergedIssue, Triage},
    view::{Grouping, IssueView},
    wordings::{Wording, Wordings},
};
pub use crate::{
    model::{issue::Issue, status::IssueStatus},
    parts::rule_links::IssueRule,
};

use crate::{
    chart::{
        sparkline,
        trend::{self, Measure},
    },
    format::{links, number::grouped, time},
    model::filters::IssueFilters,
    parts::{copy_button::copy_button, facets, figures, issue_tags, range_links, rule_links},
    shell::{flash, layout::project_page, tabs::Tab},
};

/// Lines of the box that the Markdown is copied from.
const MARKDOWN_ROWS: u32 = 12;

/// The whole page.
pub fn page(view: &IssueView) -> Markup {
    let issue = &view.issue;
    let neighbours = event::neighbours_nav(&view.project, issue.id, &view.position);
    let main = html! {
        (flash::banner(&view.triage.form_context))
        (head(view))
        div.event {
            @match &view.event {
                Some(stored) => {
                    (event::section(stored, &view.position, view.noise, &neighbours, view.now))
                    (event::facts(&view.project, issue.id, &view.position, stored))
                },
                None => p.empty { "None of its events is kept any more; the counts are exact all the same." },
            }
        }
        (trend_section(view))
        (breakdowns(view))
        (triage::merged_issues(&view.triage, view.now))
        (wordings::section(&view.project, &view.wordings))
        (grouping_section(&view.grouping))
        (markdown_section(view))
    };
    project_page(&view.project, Tab::BelowIssues, &issue.title, &main)
}

fn head(view: &IssueView) -> Markup {
    let issue = &view.issue;
    let counts: Vec<u64> = view.trend.iter().map(|point| point.count).collect();
    html! {
        header.head {
            p.tags { (issue_tags::list(issue)) }
            h1.title { (issue.title) }
            (triage::head(&view.triage, view.now))
            (rule_links::issue_note(&view.project, &view.rules))
            div.title {
                (figures::row(&[
                    ("Events", html! { (grouped(issue.events)) }),
                    ("Sessions", html! { (grouped(issue.sessions)) }),
                    ("First seen", time::ago(issue.first_seen, view.now)),
                    ("Last seen", time::ago(issue.last_seen, view.now)),
                ]))
                a.course href="#trend" { (sparkline::events(&counts, &format!("the last {}", view.range.label()))) }
            }
        }
    }
}

fn trend_section(view: &IssueView) -> Markup {
    html! {
        section.health #trend aria-label="Trend" {
            (range_links::nav(view.range, &links::issue(view.project.key, view.issue.id)))
            (trend::chart(Measure::Events, view.range, &view.trend))
        }
    }
}

fn breakdowns(view: &IssueView) -> Markup {
    let list = links::issues(view.project.key);
    let href =
        |filter: &str, value: &str| IssueFilters::only(filter, value).map(|filters| filters.href(&list));
    html! {
        section.part {
            h2 { "Where it happens" }
            div.cards.pairs { (facets::cards(&view.facets, href)) }
        }
    }
}

fn grouping_section(grouping: &Grouping) -> Markup {
    html! {
        section.why {
            h2 { "Why these events are one issue" }
            p {
                "Grouped by (fingerprint version " (grouping.version) "):"
            }
            ol { @for part in &grouping.parts { li { code { (part) } } } }
        }
    }
}

fn markdown_section(view: &IssueView) -> Markup {
    html! {
        section.copy {
            h2 { "Copy as Markdown" }
            details {
                summary { "Show the Markdown" }
                label.said for="markdown" { "This issue as Markdown" }
                textarea #markdown readonly rows=(MARKDOWN_ROWS) spellcheck="false" { (markdown::render(view)) }
                (copy_button("Copy the Markdown"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
