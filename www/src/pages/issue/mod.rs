//! One issue: what it is, how it goes, whom it meets, one of its events, and why its events
//! are one.

mod causes;
mod event;
mod frames;
mod markdown;
mod meta;
mod source;
mod triage;
mod view;

use maud::{Markup, html};

pub use self::{
    event::{Numbers, StoredEvent},
    frames::{Original, Shown},
    triage::{Decisions, Member},
    view::{Grouping, IssueView},
};
pub use crate::model::issue::Issue;

use crate::{
    chart::{
        sparkline,
        trend::{self, Counted},
    },
    format::{links, number::grouped, time},
    model::filters::Filters,
    parts::{copy_button::copy_button, facets, figures, issue_tags, range_links},
    shell::{flash, layout::project_page, tabs::Tab},
};

/// Lines of the box that the Markdown is copied from.
const MARKDOWN_ROWS: u32 = 12;

/// The whole page.
pub fn page(view: &IssueView) -> Markup {
    let issue = &view.issue;
    let turn = event::turn(&view.project, issue.id, &view.numbers);
    let main = html! {
        (flash::banner(&view.decisions.desk))
        (head(view))
        div.event {
            @match &view.event {
                Some(stored) => {
                    (event::told(stored, &view.numbers, view.noise, &turn, view.now))
                    (event::facts(&view.project, issue.id, &view.numbers, stored))
                },
                None => p.empty { "None of its events is kept any more; the counts are exact all the same." },
            }
        }
        (course(view))
        (affected(view))
        (triage::members(&view.decisions, view.now))
        (why(&view.grouping))
        (copy(view))
    };
    project_page(&view.project, Tab::BelowIssues, &issue.title, &main)
}

fn head(view: &IssueView) -> Markup {
    let issue = &view.issue;
    let counts: Vec<u64> = view.trend.iter().map(|point| point.count).collect();
    html! {
        header.head {
            p.tags { (issue_tags::tags(issue)) }
            h1.title { (issue.title) }
            (triage::head(&view.decisions, view.now))
            div.title {
                (figures::row(&[
                    ("Events", html! { (grouped(issue.events)) }),
                    ("Sessions", html! { (grouped(issue.sessions)) }),
                    ("First seen", time::ago(issue.first_seen, view.now)),
                    ("Last seen", time::ago(issue.last_seen, view.now)),
                ]))
                a.course href="#trend" { (sparkline::events(&counts, &format!("the last {}", view.range.words()))) }
            }
        }
    }
}

fn course(view: &IssueView) -> Markup {
    html! {
        section.health #trend aria-label="Trend" {
            (range_links::nav(view.range, &links::issue(view.project.key, view.issue.id)))
            (trend::chart(Counted::Events, view.range, &view.trend))
        }
    }
}

fn affected(view: &IssueView) -> Markup {
    let list = links::issues(view.project.key);
    let href = |filter: &str, value: &str| Filters::only(filter, value).map(|filters| filters.href(&list));
    html! {
        section.part {
            h2 { "Where it happens" }
            div.cards.pairs { (facets::cards(&view.facets, href)) }
        }
    }
}

fn why(grouping: &Grouping) -> Markup {
    html! {
        section.why {
            h2 { "Why these events are one issue" }
            p {
                "An event belongs here when its fingerprint, version " (grouping.version)
                ", is made of exactly these parts:"
            }
            ol { @for part in &grouping.parts { li { code { (part) } } } }
        }
    }
}

fn copy(view: &IssueView) -> Markup {
    html! {
        section.copy {
            h2 { "For a ticket" }
            details {
                summary { "This issue as Markdown" }
                label.said for="markdown" { "This issue as Markdown" }
                textarea #markdown readonly rows=(MARKDOWN_ROWS) spellcheck="false" { (markdown::of(view)) }
                (copy_button("Copy the Markdown"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
