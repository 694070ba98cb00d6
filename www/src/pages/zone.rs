//! The time zone in which pages write times: the browser's own, or one that is chosen here.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

pub use crate::format::zone::{Zone, for_reader};
use crate::{
    format::{time, zone},
    shell::layout::collector_page,
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The names of all zones that can be chosen.
    pub names: Vec<String>,
    /// The page to go back to.
    pub back: String,
    /// Why a choice was refused.
    pub error: Option<String>,
}

/// The whole page.
pub fn page(view: &ZoneView) -> Markup {
    let own = zone::name();
    let is_listed = own == "UTC" || view.names.contains(&own);
    let wrong = view.error.as_ref().map(|_| "true");
    let main = html! {
        h1 { "Time zone" }
        p.lead { "Times are in " b { (own) } ". It is now " (time::exact(view.now)) "." }
        form.card.sheet method="post" action="/zone" {
            input type="hidden" name="back" value=(view.back);
            div.field {
                label for="zone" { "Time zone" }
                select #zone name="zone" aria-invalid=[wrong] aria-describedby={
                    @if wrong.is_some() { "zone-error " } "zone-hint"
                } {
                    option value="" { "The browser’s own" }
                    option value="UTC" selected[own == "UTC"] { "UTC" }
                    @if !is_listed { option value=(own) selected { (own) } }
                    @for name in view.names.iter().filter(|name| *name != "UTC") {
                        option value=(name) selected[*name == own] { (name) }
                    }
                }
                @if let Some(error) = &view.error { p.error #zone-error role="alert" { (error) } }
                p.hint #zone-hint {
                    "Remembered in a cookie of this browser alone. The browser’s own zone needs JavaScript; without it "
                    "times are in UTC. Bars of a whole day are of UTC in every zone, since old counts are kept by the day."
                }
            }
            button.main { "Save" }
        }
    };
    collector_page("Time zone", &[], &main)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn the_zone_of_now_is_selected_and_texts_are_texts() {
        let view = ZoneView {
            now: UnixMillis(1_795_271_405_678),
            names: vec!["Europe/Berlin".to_owned(), hostile::text(1)],
            back: hostile::text(2),
            error: Some(hostile::text(3)),
        };
        let zone = Zone::new("Europe/Berlin".to_owned(), 60, vec![]);
        let html = for_reader(zone, || page(&view)).into_string();
        hostile::assert_harmless(&html, 1..=3);
        hostile::assert_scriptless(&html);
        assert!(
            html.contains("<option value=\"Europe/Berlin\" selected>") && html.contains("15:30:05 UTC+1"),
            "{html}"
        );
        let html = page(&view).into_string();
        assert!(html.contains("<option value=\"UTC\" selected>"), "{html}");
    }
}
