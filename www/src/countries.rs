//! Sessions by country: which country, never who.

use maud::Markup;

use crate::breakdown::{self, Breakdown, Heading};

/// Two letters and a name a line.
const NAMES: &str = include_str!("countries.txt");

/// A country, as the edge told it, and the sessions that began in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// Two letters.
    pub code: String,
    /// How many sessions.
    pub sessions: u64,
}

/// The card of all of them; a code that nobody knows stands for itself.
pub(crate) fn card(countries: &[Country]) -> Markup {
    let heading = Heading {
        title: "Countries",
        of: "Country",
        unit: "Sessions",
        empty: "Only the edge knows a visitor’s country. On a machine of your own none is counted.",
    };
    let named = |country: &Country| (name(&country.code).to_owned(), country.sessions);
    breakdown::card(&heading, &Breakdown::sessions(countries.iter().map(named)), |_| None)
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
        let countries = [
            Country { code: "AT".to_owned(), sessions: 12 },
            Country { code: hostile::text(1), sessions: 4 },
        ];
        let html = card(&countries).into_string();
        hostile::assert_harmless(&html, 1..=1);
        assert!(html.contains("Austria") && html.contains("fewer than 5"));
    }
}
