//! What was refused of a project, with the line that allows an origin: a notice where nothing arrived yet,
//! a table in the settings.

use corncrake_core::{ids::ProjectKey, time::UnixMillis};
use maud::{Markup, html};

use crate::{
    format::{
        links,
        number::{counted, grouped},
        time,
    },
    model::project::Project,
};

/// Why requests were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusalCause {
    /// The origin is not in the list; empty where it is not shown.
    Origin(String),
    /// The body is too large.
    TooLarge,
    /// More than the limits of the project.
    TooMany,
    /// Requests that do not follow the contract.
    Invalid,
}

/// Requests that were refused for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalRow {
    /// Why.
    pub cause: RefusalCause,
    /// How many.
    pub count: u64,
    /// The first of them.
    pub since: UnixMillis,
    /// The last of them.
    pub last: UnixMillis,
}

/// What was refused, which is most often why a project stays empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refused {
    /// Of this project.
    pub rows: Vec<RefusalRow>,
    /// Of deleted projects: the site may still have an old key.
    pub deleted: Vec<DeletedKeyRow>,
}

/// A deleted project whose key is still used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedKeyRow {
    /// The key.
    pub key: ProjectKey,
    /// How many requests came with it.
    pub count: u64,
    /// The last of them.
    pub last: UnixMillis,
}

/// The way to the settings with an origin added to the form.
fn allow(project: &Project, origin: &str) -> Markup {
    let address =
        format!("{}#origins", links::with(links::below(project.key, "settings"), [("allow", origin)]));
    html! {
        @if project.permissions.may_change() { a href=(address) { "Allow it" } }
        @else { "Members can allow it in the settings." }
    }
}

/// The reason in words, with what mends it.
fn cause(project: &Project, cause: &RefusalCause) -> Markup {
    html! {
        @match cause {
            RefusalCause::Origin(origin) if origin.is_empty() => {
                "The origin is not allowed: none was sent, or it is an IP address."
            },
            RefusalCause::Origin(origin) if origin == "server" => {
                "A server sent it, without an origin. The line " code { "server" } " in the allowed origins lets servers send. "
                (allow(project, origin))
            },
            RefusalCause::Origin(origin) => {
                "The origin " code { (origin) } " is not allowed. The line " code { (origin) }
                " in the allowed origins lets its pages send. "
                (allow(project, origin))
            },
            RefusalCause::TooLarge => "The body is larger than the limit.",
            RefusalCause::TooMany => {
                "Too many: over the limit of a session, a network or the project. Clients retry later. "
                @if project.permissions.may_change() {
                    a href={ (links::below(project.key, "settings")) "#events_per_second" } { "Limits" }
                }
            },
            RefusalCause::Invalid => "The request is not valid: another client, an old one, or a wrong address.",
        }
    }
}

/// The notice of a page that waits for the first event; nothing where nothing was refused.
pub(crate) fn notice(project: &Project, refused: &Refused, now: UnixMillis) -> Markup {
    let Refused { rows, deleted } = refused;
    html! {
        @if !rows.is_empty() || !deleted.is_empty() {
            section.notice.bad.refused aria-label="Refused requests" {
                ul {
                    @for row in rows {
                        li {
                            b { (counted(row.count, "request was refused", "requests were refused")) }
                            ", the last " (time::ago(row.last, now)) ". " (cause(project, &row.cause))
                        }
                    }
                    @for row in deleted {
                        li {
                            b { (counted(row.count, "request", "requests")) " with the key of a deleted project" }
                            ", " code { (row.key) } ", the last " (time::ago(row.last, now))
                            ". If they are of this site, use the key of this project: " code { (project.key) } "."
                        }
                    }
                }
            }
        }
    }
}

/// The section of the settings.
pub(crate) fn section(project: &Project, rows: &[RefusalRow], now: UnixMillis) -> Markup {
    html! {
        section.part #refused {
            h2 { "Refused requests" }
            @if rows.is_empty() {
                p.hint { "None in the last 7 days." }
            } @else {
                div.card.outcomes {
                    table.plain {
                        thead {
                            tr {
                                th scope="col" { "Reason" }
                                th.count scope="col" { "Requests" }
                                th scope="col" { "Since" }
                                th scope="col" { "Last" }
                            }
                        }
                        tbody {
                            @for row in rows {
                                tr {
                                    td { (cause(project, &row.cause)) }
                                    td.count { (grouped(row.count)) }
                                    td { (time::ago(row.since, now)) }
                                    td { (time::ago(row.last, now)) }
                                }
                            }
                        }
                    }
                }
                p.hint { "A reason is listed until 7 days after its last request." }
            }
        }
    }
}

/// The notice of the projects: keys that nobody should use any more.
pub(crate) fn deleted_keys(rows: &[DeletedKeyRow], now: UnixMillis) -> Markup {
    html! {
        @if !rows.is_empty() {
            section.notice aria-label="Keys of deleted projects" {
                p { "Pages still send with keys of deleted projects. Their requests are refused; use the key of another project there, or remove Corncrake from these pages." }
                ul {
                    @for row in rows {
                        li { code { (row.key) } ": " (counted(row.count, "request", "requests")) ", the last " (time::ago(row.last, now)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hostile, model::permissions::Permissions};

    const NOW: UnixMillis = UnixMillis(1_795_271_405_678);

    fn row(cause: RefusalCause) -> RefusalRow {
        RefusalRow {
            cause,
            count: 4,
            since: UnixMillis(NOW.0 - 3_600_000),
            last: UnixMillis(NOW.0 - 120_000),
        }
    }

    #[test]
    fn the_line_that_allows_an_origin_stands_beside_its_refusal() {
        let project = hostile::project(9);
        let fresh = row(RefusalCause::Origin("https://www.fresh.example".to_owned()));
        let rows = [fresh];
        let refused = Refused { rows: rows.to_vec(), deleted: Vec::new() };
        for html in [notice(&project, &refused, NOW), section(&project, &rows, NOW)] {
            let html = html.into_string();
            assert!(html.contains("The line <code>https://www.fresh.example</code>"), "{html}");
            let to = "/projects/abc123def45/settings?allow=https%3A%2F%2Fwww.fresh.example#origins";
            assert!(html.contains(to) && html.contains("2 minutes ago"), "{html}");
        }
        assert!(notice(&project, &Refused::default(), NOW).into_string().is_empty());
        assert!(section(&project, &[], NOW).into_string().contains("None in the last 7 days."));
        let viewed = Project { permissions: Permissions::VIEWER, ..project };
        let html = notice(&viewed, &refused, NOW).into_string();
        assert!(html.contains("Members can allow it in the settings.") && !html.contains("href"), "{html}");
    }

    #[test]
    fn every_reason_has_words_and_hostile_origins_are_texts() {
        let rows = [
            row(RefusalCause::Origin(hostile::text(1))),
            row(RefusalCause::Origin(String::new())),
            row(RefusalCause::Origin("server".to_owned())),
            row(RefusalCause::TooLarge),
            row(RefusalCause::TooMany),
            row(RefusalCause::Invalid),
        ];
        let deleted = [DeletedKeyRow { key: "zyx987wvu65".parse().unwrap(), count: 1, last: NOW }];
        let refused = Refused { rows: rows.to_vec(), deleted: deleted.to_vec() };
        let html = notice(&hostile::project(9), &refused, NOW).into_string();
        hostile::assert_harmless(&html, 1..=1);
        for text in [
            "lets servers send",
            "larger than the limit",
            "Clients retry later",
            "is not valid",
            "1 request with",
        ] {
            assert!(html.contains(text), "{text}: {html}");
        }
        let html = deleted_keys(&deleted, NOW).into_string();
        assert!(html.contains("zyx987wvu65") && html.contains("1 request, the last <time"), "{html}");
    }
}
