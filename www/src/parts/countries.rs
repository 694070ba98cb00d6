//! Sessions by country.

use maud::Markup;

use crate::parts::breakdown::{self, Breakdown, BreakdownHeading};

/// Two letters and a name a line.
const NAMES: &str = include_str!("countries.txt");

/// The sessions of a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountrySessions {
    /// Two letters.
    pub code: String,
    /// The number of sessions, as published.
    pub sessions: u64,
}

/// The published sessions by country, of some days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionsByCountry {
    /// The countries that have a name, in any order.
    pub named: Vec<CountrySessions>,
    /// The sessions of all others.
    pub others: u64,
}

/// The codes of all countries, and those that stand for none.
pub fn codes() -> impl Iterator<Item = &'static str> {
    NAMES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(code, _)| code)
}

/// The card; an unknown code is its own name.
pub(crate) fn card(countries: &SessionsByCountry) -> Markup {
    let heading = BreakdownHeading {
        title: "Countries",
        column: "Country",
        unit: "Sessions",
        empty: "Countries need the Cloudflare deployment, and are shown once a day is over.",
    };
    let named = |country: &CountrySessions| (name(&country.code).to_owned(), country.sessions);
    let breakdown = Breakdown::sessions(countries.named.iter().map(named), countries.others);
    breakdown::card(&heading, &breakdown, |_| None)
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
    fn codes_are_escaped_and_all_others_are_one_line() {
        let named = vec![
            CountrySessions { code: "AT".to_owned(), sessions: 12 },
            CountrySessions { code: hostile::text(1), sessions: 14 },
        ];
        let html = card(&SessionsByCountry { named, others: 7 }).into_string();
        hostile::assert_harmless(&html, 1..=1);
        assert!(html.contains("Austria") && html.contains("all others"), "{html}");
        assert!(codes().count() > 240 && codes().all(|code| code.len() == 2));
    }
}
