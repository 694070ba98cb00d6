//! Sessions by country: which country, never who.

use maud::Markup;

use crate::parts::breakdown::{self, Breakdown, BreakdownHeading};

/// Two letters and a name a line.
const NAMES: &str = include_str!("countries.txt");

/// A country, as the edge told it, and the sessions that began in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountrySessions {
    /// Two letters.
    pub code: String,
    /// How many sessions, as it was published.
    pub sessions: u64,
}

/// What was published of some days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionsByCountry {
    /// The countries that have a name, in any order.
    pub named: Vec<CountrySessions>,
    /// The sessions of all others.
    pub others: u64,
}

/// The letters of every country that there is, and the codes that stand for none.
pub fn codes() -> impl Iterator<Item = &'static str> {
    NAMES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(code, _)| code)
}

/// The card of all of them; a code that nobody knows stands for itself.
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
