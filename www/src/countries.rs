//! Sessions by country: which country, never who.

use corncrake_core::few::Told;
use maud::Markup;

use crate::breakdown::{self, Breakdown, Heading};

/// Two letters and a name a line.
const NAMES: &str = include_str!("countries.txt");

/// A country, as the edge told it, and the sessions that began in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// Two letters.
    pub code: String,
    /// How many sessions, as far as it may be told.
    pub sessions: Told,
}

/// What may be told of some days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Countries {
    /// The countries, in any order.
    pub told: Vec<Country>,
    /// Days of which nothing may be told: there were too few.
    pub untold_days: u64,
}

/// The card of all of them; a code that nobody knows stands for itself.
pub(crate) fn card(countries: &Countries) -> Markup {
    let too_few = "There were too few to tell where from without telling who.";
    let heading = Heading {
        title: "Countries",
        of: "Country",
        unit: "Sessions",
        empty: match countries.untold_days {
            0 => "Only the edge knows a visitor’s country. On a machine of your own none is counted.",
            _ => too_few,
        },
    };
    let named = |country: &Country| (name(&country.code).to_owned(), country.sessions);
    breakdown::card(&heading, &Breakdown::sessions(countries.told.iter().map(named)), |_| None)
}

fn name(code: &str) -> &str {
    NAMES
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .find(|(of, _)| *of == code)
        .map_or(code, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn a_country_has_its_name() {
        assert_eq!(["DE", "T1", "ZZ", ""].map(name), ["Germany", "Tor", "ZZ", ""]);
        assert!(NAMES.lines().all(|line| line.starts_with('#') || line.get(2..3) == Some("\t")));
    }

    #[test]
    fn few_sessions_are_not_told_apart_and_codes_are_escaped() {
        let told = vec![
            Country { code: "AT".to_owned(), sessions: Told::Exact(12) },
            Country { code: hostile::text(1), sessions: Told::Few },
        ];
        let html = card(&Countries { told, untold_days: 0 }).into_string();
        hostile::assert_harmless(&html, 1..=1);
        assert!(html.contains("Austria") && html.contains("fewer than 5"));
        let untold = card(&Countries { untold_days: 1, ..Countries::default() }).into_string();
        assert!(untold.contains("too few"), "{untold}");
    }
}
