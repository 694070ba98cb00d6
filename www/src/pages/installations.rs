//! The installations of an application that people install: versions in the field on days that are over, as
//! they were published with noise, and the platforms and runtimes that they run on.

use corncrake_core::{
    installation_noise::{PLATFORMS, RUNTIMES, VERSIONS},
    time::UnixMillis,
};
use maud::{Markup, html};

use crate::{
    format::links,
    model::{project::Project, range::Range},
    parts::{
        breakdown::{self, Breakdown, BreakdownHeading},
        copy_button::copy_button,
        published::day_counts::{self, CellCounts, DayHeading, DayRow},
        range_links,
    },
    shell::{layout::project_page, tabs::Tab},
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallationsView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// The collector's own address.
    pub address: String,
    /// The range of the page.
    pub range: Range,
    /// Whether installations are counted.
    pub is_on: bool,
    /// The finished days of the range, the oldest first.
    pub days: Vec<UnixMillis>,
    /// Whether anything is published of them.
    pub is_published: bool,
    /// The versions that were shown by themselves, by the alphabet.
    pub versions: Vec<DayRow>,
    /// Installations of all other versions, of each day.
    pub others: Vec<u64>,
    /// Sums of all days by platform.
    pub platforms: CellCounts,
    /// Sums of all days by runtime.
    pub runtimes: CellCounts,
}

/// Versions and their installations. Installations of several days are the same ones, so that their sum
/// would be no number of installations.
const HEADING: DayHeading<'_> = DayHeading {
    column: "Version",
    unit: ["installation", "installations"],
    total: ("Mean a day", day_counts::mean),
};

/// The whole page.
pub fn page(view: &InstallationsView) -> Markup {
    let here = links::below(view.project.key, "installations");
    let href = |range: Range| links::with(here.clone(), [("range", range.as_str())]);
    let main = html! {
        header.head {
            div.title {
                h1 { "Installations" }
                (range_links::nav_to(view.range, href))
            }
        }
        @if view.is_published {
            (day_counts::table(&HEADING, &view.days, (&view.versions, &view.others), &|_| None))
            section.part {
                h2 { "By what, a day on average" }
                div.cards.pairs {
                    (card(view, "Platforms", "Platform", &view.platforms))
                    (card(view, "Runtimes", "Runtime", &view.runtimes))
                }
            }
        } @else { (empty_state(view)) }
        @if view.is_published || view.is_on { (explanation()) }
    };
    project_page(&view.project, Tab::BelowUsage, "Installations", &main)
}

fn empty_state(view: &InstallationsView) -> Markup {
    let settings = links::below(view.project.key, "settings");
    html! {
        section.empty {
            @if view.is_on {
                h2 { "No installations of a finished day yet" }
                p { "Those of today are shown once the day is over (UTC), so that nobody can watch one." }
            } @else {
                h2 { "Installations are not counted" }
                p {
                    @if view.project.permissions.may_change() {
                        "Switch it on in the " a href={ (settings) "#installations" } { "settings" } "."
                    } @else { "Members can switch it on in the settings." }
                }
            }
        }
        section.install {
            h2 { "Count the installations of your application" }
            pre tabindex="0" { code { (snippet(view)) } }
            (copy_button("Copy"))
            p.hint {
                "Without a person’s yes nothing is sent. With it, the application sends its version, its platform and its "
                "runtime once a day at most, and nothing with " code { "DO_NOT_TRACK" } ". The project’s origins must have "
                code { "node" } "."
            }
        }
    }
}

fn snippet(view: &InstallationsView) -> String {
    let (address, key) = (&view.address, view.project.key);
    format!(
        "import {{ installation }} from 'corncrake/node'\n\nconst installed = installation({{\n  \
         endpoint: '{address}/v1/{key}',\n  version: '1.0.0',\n  consent: settings.countMe === true,\n}})\n\n\
         installed.preview() // what it sends"
    )
}

fn card(view: &InstallationsView, title: &str, column: &str, cells: &CellCounts) -> Markup {
    let heading = BreakdownHeading {
        title,
        column,
        unit: "Installations",
        empty: "Too few on each of these days to be shown.",
    };
    let days = u64::try_from(view.days.len()).unwrap_or(u64::MAX).max(1);
    let a_day = |sum: u64| sum.saturating_add(days / 2) / days;
    let named =
        cells.named.iter().map(|(name, sum)| (name.clone(), a_day(*sum))).filter(|(_, mean)| *mean > 0);
    breakdown::card(&heading, &Breakdown::sessions(named, a_day(cells.others)), |_| None)
}

fn explanation() -> Markup {
    html! {
        section.part.prose {
            h2 { "What is counted here" }
            p {
                "Installations that were started on a day (UTC) by a person who agreed, once each. Those behind one network "
                "address, with the same platform and runtime, are one. A version has a row if it is one of the project’s 50 "
                "newest releases: deploys, visits and events name them."
            }
            p {
                "Numbers are shown once a day is over, with noise by which nobody can tell whether one installation more was "
                "there: a version is off by about four a day, a platform or a runtime by seven. Below " (VERSIONS.named_from)
                " a day a version is among all others, a platform below " (PLATFORMS.named_from) ", a runtime below "
                (RUNTIMES.named_from) "; a dash stands there."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use corncrake_core::time::DAY_MS;

    use super::*;
    use crate::hostile;

    fn view() -> InstallationsView {
        let now = UnixMillis(1_795_271_405_678);
        let card =
            |name: String| CellCounts { named: [(name, 700), ("rare".to_owned(), 1)].into(), others: 14 };
        InstallationsView {
            now,
            project: hostile::project(1),
            address: hostile::text(2),
            range: Range::Week,
            is_on: true,
            days: (1..=7).rev().map(|back| UnixMillis((now.day().0 - back) * DAY_MS)).collect(),
            is_published: true,
            versions: vec![
                DayRow { name: "1.4.2".into(), counts: vec![0, 900, 1_000, 1_100, 0, 950, 1_050] },
                DayRow { name: hostile::text(3), counts: vec![0; 7] },
            ],
            others: vec![7; 7],
            platforms: card(hostile::text(4)),
            runtimes: card("node 22".into()),
        }
    }

    #[test]
    fn versions_have_their_days_and_their_mean() {
        let html = page(&view()).into_string();
        hostile::assert_harmless(&html, [1, 3, 4]);
        hostile::assert_scriptless(&html);
        for text in [
            "1,050",
            "714",
            "all others",
            "Every day as a table",
            "5,000 installations in the last 7 finished days",
            r#"href="/projects/abc123def45/installations?range=30d""#,
            r#"<a href="/projects/abc123def45/usage" aria-current="true">"#,
            "node 22",
            "What is counted here",
            "–",
        ] {
            assert!(html.contains(text), "{text}: {html}");
        }
        assert!(!html.contains("rare"), "a mean below a half is no row: {html}");
    }

    #[test]
    fn an_empty_page_teaches_what_to_do() {
        let empty = InstallationsView { is_published: false, versions: vec![], others: vec![], ..view() };
        let waiting = page(&empty).into_string();
        assert!(waiting.contains("once the day is over") && waiting.contains("corncrake/node"), "{waiting}");
        let off = page(&InstallationsView { is_on: false, ..empty }).into_string();
        hostile::assert_harmless(&off, 1..=2);
        for text in ["Installations are not counted", "settings#installations", "consent"] {
            assert!(off.contains(text), "{text}: {off}");
        }
    }
}
