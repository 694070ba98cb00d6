//! A visitor's country as the edge reports it: two letters, counted by the day and never stored
//! beside an event or a hash.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A country of ISO 3166-1 alpha-2, or one of the edge's own codes: `T1` is Tor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// Its two letters.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Country {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let code = <[u8; 2]>::try_from(text.as_bytes()).map_err(|_| ())?;
        let fits = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        if code.iter().all(fits) { Ok(Self(code)) } else { Err(()) }
    }
}

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|()| "not a country".to_owned())
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_country_is_two_letters() {
        for code in ["DE", "T1", "XX"] {
            assert_eq!(
                code.parse::<Country>().map(|country| country.as_str().to_owned()),
                Ok(code.to_owned())
            );
        }
        for odd in ["", "D", "DEU", "de", "\u{e9}", "D\n"] {
            assert!(odd.parse::<Country>().is_err(), "{odd:?}");
        }
    }
}
