//! The sessions of a project: visits, those with an error, countries, and the definition of a
//! session.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use crate::{
    chart::trend::{self, ChartContext, Measure},
    format::{
        links,
        number::{error_free, grouped},
    },
    model::{project::Project, range::Range, release::ReleaseMark, series::SeriesPoint},
    parts::{
        countries::{self, SessionsByCountry},
        figures, range_links,
    },
    shell::{layout::project_page, tabs::Tab},
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionsView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// The range of the page.
    pub range: Range,
    /// Releases of the range, the newest first.
    pub releases: Vec<ReleaseMark>,
    /// Sessions by step, the oldest first (`Range::points`).
    pub sessions: Vec<SeriesPoint>,
    /// Sessions of the range's days by country.
    pub countries: SessionsByCountry,
}

/// The whole page.
pub fn page(view: &SessionsView) -> Markup {
    let here = links::below(view.project.key, "sessions");
    let sum = |of: fn(&SeriesPoint) -> u64| view.sessions.iter().map(of).fold(0, u64::saturating_add);
    let (all, errored) = (sum(|point| point.count), sum(|point| point.errored));
    let context = ChartContext { now: view.now, marks: &view.releases, ..ChartContext::plain() };
    let main = html! {
        header.head {
            div.title {
                h1 { "Sessions" }
                (range_links::nav(view.range, &here))
            }
        }
        section.health aria-label={ "The last " (view.range.label()) } {
            (figures::row(&[
                ("Error-free", html! { (error_free(all, errored).as_deref().unwrap_or("–")) }),
                ("Sessions", html! { (grouped(all)) }),
                ("With an error", html! { (grouped(errored)) }),
            ]))
            (trend::chart(Measure::Sessions, view.range, &view.sessions, &context))
        }
        section.part {
            h2 { "From where" }
            div.cards.pairs { (countries::card(&view.countries)) }
        }
        (explanation(view))
    };
    project_page(&view.project, Tab::Overview, "Sessions", &main)
}

fn explanation(view: &SessionsView) -> Markup {
    html! {
        section.part.prose {
            h2 { "What a session is here" }
            p {
                "A visitor of one site on one UTC day. Each ping and each event is hashed with a random salt from "
                "its site, address and browser; the first of a hash counts a session, the first error of it a "
                "session with an error. The salt lives for the day and is destroyed with the hashes at midnight. "
                "Until then a hash is pseudonymous; afterwards there are only these counts, and nobody can tell "
                "whose they were."
            }
            p {
                "So somebody who comes back tomorrow is a new session, and two people behind one address with the "
                "same browser are one. Browsers that send Global Privacy Control are not pinged about; bots are "
                "not counted. Countries are shown once a day is over, with a little noise by which nobody can tell "
                "whether one visitor more was there, and small ones together."
            }
            p {
                "Without " code { "ping()" } " only visits with an error are counted, so there is no error-free "
                "share: the "
                a href=(links::below(view.project.key, "install")) { "snippets" }
                " send one as soon as the page may."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hostile, parts::countries::CountrySessions};

    #[test]
    fn sessions_their_share_and_what_they_are() {
        let html = page(&SessionsView {
            now: UnixMillis(1_795_271_405_678),
            project: hostile::project(1),
            releases: vec![],
            range: Range::Week,
            sessions: vec![SeriesPoint { count: 1_000, errored: 13, ..SeriesPoint::default() }],
            countries: SessionsByCountry {
                named: vec![CountrySessions { code: hostile::text(2), sessions: 44 }],
                others: 8,
            },
        })
        .into_string();
        hostile::assert_harmless(&html, 1..=2);
        hostile::assert_scriptless(&html);
        for text in ["98.7%", "1,000", "all others", "What a session is here", "sessions?range=90d"] {
            assert!(html.contains(text), "{text}");
        }
    }
}
