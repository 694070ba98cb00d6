//! The form by which a list of issues is filtered; it needs no script.

use maud::{Markup, html};

use crate::model::{
    filters::{FilterChoices, IssueFilters, VALUE_CHARS},
    sort::{self, Sort},
    status::StatusFilter,
};

/// The form. The filters behind "Filters" are folded, unless one is in use.
pub(crate) fn form(filters: &IssueFilters, choices: &FilterChoices, page: &str) -> Markup {
    let folded = filters.folded();
    html! {
        form.filters role="search" method="get" action=(page) {
            div.field.wide {
                label for="query" { "Search" }
                input #query type="search" name="query" data-key="/" value=(filters.query) maxlength=(VALUE_CHARS)
                    placeholder="Words, function, file, release:2.1, browser:Safari, path:/cart, assigned:me, meta:value" autocomplete="off" spellcheck="false";
            }
            button { "Search" }
            @if filters.narrows() { a.clear href=(page) { "Clear" } }
            @for (name, value) in filters.parameters().into_iter().filter(|(name, value)| is_kept(name) && !value.is_empty()) {
                input type="hidden" name=(name) value=(value);
            }
            details.more open[folded > 0] {
                summary { "Filters" @if folded > 0 { " (" (folded) ")" } }
                div {
                    div.field {
                        label for="status" { "Status" }
                        select #status name="status" {
                            @for one in StatusFilter::ALL {
                                option value=(one.as_str()) selected[one == filters.status] { (one.as_str()) }
                            }
                        }
                    }
                    div.field {
                        label for="sort" { "Order" }
                        select #sort name="sort" {
                            @for one in Sort::ALL {
                                option value=(one.name()) selected[one == filters.sort] { (sort::label(one)) }
                            }
                        }
                    }
                    (kind_select(filters, choices))
                    (select("release", "Release", filters.release.as_deref(), &choices.releases))
                    (select("environment", "Environment", filters.environment.as_deref(), &choices.environments))
                    (select("browser", "Browser", filters.browser.as_deref(), &choices.browsers))
                }
            }
        }
    }
}

/// What a search keeps of the address: the tab, the range and the hours.
fn is_kept(name: &str) -> bool {
    matches!(name, "noise" | "view" | "range" | "since" | "from" | "to")
}

fn kind_select(filters: &IssueFilters, choices: &FilterChoices) -> Markup {
    let mut kinds = choices.kinds.clone();
    kinds.extend(filters.kind.filter(|kind| !kinds.contains(kind)));
    html! {
        div.field {
            label for="type" { "Type" }
            select #type name="type" {
                option value="" { "any" }
                @for kind in kinds {
                    option value=(kind.code()) selected[Some(kind) == filters.kind] { (kind.label()) }
                }
            }
        }
    }
}

/// A menu of values; the selected one is listed even if the project no longer has it.
fn select(name: &str, label: &str, selected: Option<&str>, values: &[String]) -> Markup {
    let gone = selected.filter(|selected| !values.iter().any(|value| value == selected));
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                option value="" { "any" }
                @for value in values.iter().map(String::as_str).chain(gone) {
                    option value=(value) selected[selected == Some(value)] { (value) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use corncrake_core::event::EventType;

    use super::*;
    use crate::hostile;

    #[test]
    fn the_form_keeps_what_was_selected() {
        let filters = IssueFilters {
            query: hostile::text(1),
            release: Some(hostile::text(2)),
            kind: EventType::from_code(5),
            ..IssueFilters::default()
        };
        let choices = FilterChoices { browsers: vec![hostile::text(3)], ..FilterChoices::default() };
        let html = form(&filters, &choices, "/projects/abc123def45/issues").into_string();
        hostile::assert_harmless(&html, 1..=3);
        hostile::assert_scriptless(&html);
        assert!(html.contains("<details class=\"more\" open>") && html.contains("Filters (2)"), "{html}");
        assert!(html.contains(r#"<option value="5" selected>CSP</option>"#));
        let plain = form(&IssueFilters::default(), &choices, "/x").into_string();
        assert!(plain.contains("<details class=\"more\"><summary>Filters</summary>"), "{plain}");
    }
}
