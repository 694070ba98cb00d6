//! The response times of a project's pages on days that are over, as they were published with noise: shares of
//! good, fair and poor by name, and of one name by page, release and class of devices.

use corncrake_core::{
    time::UnixMillis,
    vitals::noise::{ALL_PAGES, DEVICES, PAGES, WEB_VITALS_A_DAY},
};
use maud::{Markup, html};

use crate::{
    format::links,
    model::{project::Project, range::Range},
    parts::{
        copy_button::copy_button,
        published::timing_shares::{self, TimingRow},
        range_links,
    },
    shell::{layout::project_page, tabs::Tab},
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VitalsView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// The collector's own address.
    pub address: String,
    /// The range of the page.
    pub range: Range,
    /// Whether response times are counted.
    pub is_on: bool,
    /// Whether anything is published of the range.
    pub is_published: bool,
    /// The names, each with its numbers of all pages.
    pub names: Vec<TimingRow>,
    /// One name by pages, releases and devices, where one is chosen.
    pub details: Option<VitalsDetails>,
}

/// What is known of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VitalsDetails {
    /// The name, with its numbers of all pages.
    pub all: TimingRow,
    /// Pages by their patterns; other pages have none.
    pub pages: Vec<TimingRow>,
    /// Releases; others have no label.
    pub releases: Vec<TimingRow>,
    /// Classes of devices, by their keys.
    pub devices: Vec<TimingRow>,
}

/// The whole page.
pub fn page(view: &VitalsView) -> Markup {
    let here = links::below(view.project.key, "vitals");
    let chosen = view.details.as_ref().map_or("", |details| details.all.label.as_str());
    let href =
        |range: Range, name: &str| links::with(here.clone(), [("range", range.as_str()), ("name", name)]);
    let main = html! {
        header.head {
            div.title {
                h1 { @if chosen.is_empty() { "Response times" } @else { (name_of(chosen)) } }
                (range_links::nav_to(view.range, |range| href(range, chosen)))
            }
        }
        @if let Some(details) = &view.details {
            p { a href=(href(view.range, "")) { "All names" } }
            (details_of(details))
        } @else if view.is_published {
            section.part {
                h2 { "By name" }
                (timing_shares::table("Response times by name", "Name", &view.names, &|row| html! {
                    a href=(href(view.range, &row.label)) { (name_of(&row.label)) }
                }))
            }
        }
        @if !view.is_published { (empty_state(view)) }
        @if view.is_published || view.is_on { (explanation()) }
    };
    project_page(&view.project, Tab::BelowUsage, "Response times", &main)
}

/// A name, with what browsers mean by it.
fn name_of(name: &str) -> Markup {
    let meaning = match name {
        "lcp" => "largest contentful paint",
        "inp" => "interaction to next paint",
        "cls" => "cumulative layout shift",
        "ttfb" => "time to first byte",
        _ => return html! { code { (name) } },
    };
    html! { abbr title=(meaning) { (name.to_uppercase()) } }
}

fn details_of(details: &VitalsDetails) -> Markup {
    let by = |title: &str, column: &str, rows: &[TimingRow], others: &str| {
        html! {
            section.part {
                h2 { (title) }
                @if rows.is_empty() {
                    p.hint { "Too few on each of these days to be shown." }
                } @else {
                    (timing_shares::table(title, column, rows, &|row| html! {
                        @if row.label.is_empty() { span.absent { (others) } } @else { (row.label) }
                    }))
                }
            }
        }
    };
    let worst = timing_shares::worst_first(details.pages.clone());
    let class = |row: &TimingRow| TimingRow { label: row.label.replacen('.', ": ", 1), ..row.clone() };
    let devices: Vec<TimingRow> = details.devices.iter().map(class).collect();
    html! {
        section.part {
            h2 { "All pages" }
            (timing_shares::table("All pages", "Name", std::slice::from_ref(&details.all), &|row| name_of(&row.label)))
            details {
                summary { "Every span of time as a table" }
                (timing_shares::buckets(&details.all.label, &details.all))
            }
        }
        (by("By page", "Page", &worst, "other pages"))
        (by("By release", "Release", &details.releases, "other releases"))
        (by("By device", "Device", &devices, "others"))
    }
}

fn empty_state(view: &VitalsView) -> Markup {
    let settings = links::below(view.project.key, "settings");
    html! {
        section.empty {
            @if view.is_on {
                h2 { "No response times of a finished day yet" }
                p { "Those of today are shown once the day is over (UTC), so that nobody can watch a visitor." }
            } @else {
                h2 { "Response times are not counted" }
                p {
                    @if view.project.permissions.may_change() {
                        "Switch it on in the " a href={ (settings) "#vitals" } { "settings" }
                    } @else { "Members can switch it on in the settings" }
                    ", and list there the pages to tell apart, one a line: " code { "/orders/:id" } " or "
                    code { "/docs/*" } ". A page that is not listed is among " em { "other pages" } "."
                }
            }
        }
        section.install {
            h2 { "Count how long your pages’ visitors wait" }
            pre tabindex="0" { code { (snippet(view)) } }
            (copy_button("Copy"))
            p.hint {
                "A page sends in which of six spans a time was, never the time itself, and nothing without consent or with "
                "Global Privacy Control."
            }
        }
    }
}

fn snippet(view: &VitalsView) -> String {
    let (address, key) = (&view.address, view.project.key);
    format!(
        "import {{ setup, time }} from 'corncrake/vitals'\n\nsetup('{address}/v1/{key}', {{ release: '1.0.0' }})\n\n\
         time('checkout', 840) // milliseconds of something of your own"
    )
}

fn explanation() -> Markup {
    html! {
        section.part.prose {
            h2 { "What is counted here" }
            p {
                "Visitors of a day (UTC) by how long they waited: once for each name on each page, and a day at most "
                (WEB_VITALS_A_DAY) " times with what browsers measure, which is mostly of the first page of a visit, and once "
                "with a timing of your own. Good, fair and poor are the spans that browsers’ makers recommend; "
                "of timings of your own, up to 1 second and up to 10 seconds. There is no row of a visitor."
            }
            p {
                "Numbers are shown once a day is over, with noise by which nobody can tell whether one visitor more was "
                "there: each span is off by about 20 a day, of a device by 80. Below " (ALL_PAGES.shown_from) " a day a name "
                "is not shown, a page or a release below " (PAGES.shown_from) ", a class of devices below "
                (DEVICES.shown_from) "; a dash stands there, or nothing. So a small site sees little here."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn row(label: &str, buckets: [u64; 6]) -> TimingRow {
        TimingRow { label: label.to_owned(), buckets }
    }

    fn view() -> VitalsView {
        VitalsView {
            now: UnixMillis(1_795_271_405_678),
            project: hostile::project(1),
            address: hostile::text(2),
            range: Range::Week,
            is_on: true,
            is_published: true,
            names: vec![
                row("lcp", [3_000, 2_000, 1_000, 2_000, 1_500, 500]),
                row("inp", [0; 6]),
                row(&hostile::text(3), [100; 6]),
            ],
            details: None,
        }
    }

    #[test]
    fn names_have_their_shares_and_what_is_small_is_a_dash() {
        let html = page(&view()).into_string();
        hostile::assert_harmless(&html, [1, 3]);
        hostile::assert_scriptless(&html);
        for text in [
            "10,000",
            "50% good, 30% fair, 20% poor",
            "too few",
            "–",
            "largest contentful paint",
            r#"href="/projects/abc123def45/vitals?range=7d&amp;name=lcp""#,
            r#"<a href="/projects/abc123def45/usage" aria-current="true">"#,
            "What is counted here",
        ] {
            assert!(html.contains(text), "{text}: {html}");
        }
    }

    #[test]
    fn a_name_has_its_pages_releases_and_devices() {
        let details = VitalsDetails {
            all: row("lcp", [3_000, 2_000, 1_000, 2_000, 1_500, 500]),
            pages: vec![row("", [10; 6]), row(&hostile::text(4), [1, 1, 1, 1, 9, 9])],
            releases: vec![row(&hostile::text(5), [10; 6]), row("", [10; 6])],
            devices: vec![],
        };
        let html = page(&VitalsView { details: Some(details), ..view() }).into_string();
        hostile::assert_harmless(&html, [1, 4, 5]);
        hostile::assert_scriptless(&html);
        for text in [
            "All names",
            "Every span of time as a table",
            "above 2500 to 3250 ms",
            "other pages",
            "other releases",
            "Too few on each",
            "range=90d&amp;name=lcp",
        ] {
            assert!(html.contains(text), "{text}: {html}");
        }
        let place = |text: &str| html.find(text).unwrap();
        assert!(place("alert(4)") < place("other pages"), "the worst page comes first: {html}");
    }

    #[test]
    fn an_empty_page_teaches_what_to_do() {
        let empty = VitalsView { is_published: false, names: vec![], ..view() };
        let waiting = page(&empty).into_string();
        assert!(
            waiting.contains("once the day is over") && waiting.contains("corncrake/vitals"),
            "{waiting}"
        );
        let off = page(&VitalsView { is_on: false, ..empty }).into_string();
        hostile::assert_harmless(&off, 1..=2);
        for text in ["Response times are not counted", "settings#vitals", "/orders/:id"] {
            assert!(off.contains(text), "{text}: {off}");
        }
    }
}
