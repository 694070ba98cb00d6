//! A number of sessions as files of both versions have it.

use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

/// Sessions with one value of several. Files of version 1 have `{"fewer_than":5}` or
/// `{"at_least":5}` where there were few: of these, the least is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SessionCount(pub u64);

impl<'de> Deserialize<'de> for SessionCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Bound {
            FewerThan(IgnoredAny),
            AtLeast(u64),
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Exact(u64),
            Bound(Bound),
        }
        Ok(Self(match Form::deserialize(deserializer)? {
            Form::Exact(sessions) | Form::Bound(Bound::AtLeast(sessions)) => sessions,
            Form::Bound(Bound::FewerThan(_)) => 0,
        }))
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn numbers_of_older_files_are_read_as_the_least_they_can_be() {
        for (text, sessions) in [("7", 7), ("{\"fewer_than\":5}", 0), ("{\"at_least\":5}", 5)] {
            assert_eq!(serde_json::from_str::<SessionCount>(text).unwrap(), SessionCount(sessions));
        }
        assert_eq!(serde_json::to_string(&SessionCount(3)).unwrap(), "3");
        for bad in ["-1", "null", "{}", "{\"at_most\":5}"] {
            assert!(serde_json::from_str::<SessionCount>(bad).is_err(), "{bad}");
        }
    }
}
