//! Times and days in an export: RFC 3339, all texts of one length, so that they sort as the times do.

use corncrake_core::time::{UnixMillis, UtcDay};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A time, in RFC 3339, with its milliseconds even where they are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportTime(pub UnixMillis);

impl Serialize for ExportTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.rfc3339_to_the_millisecond())
    }
}

impl<'de> Deserialize<'de> for ExportTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        UnixMillis::parse(&text).map(Self).ok_or_else(|| D::Error::custom("a time must be RFC 3339"))
    }
}

/// A day, as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportDate(pub UtcDay);

impl Serialize for ExportDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.date())
    }
}

impl<'de> Deserialize<'de> for ExportDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        UtcDay::parse(&text).map(Self).ok_or_else(|| D::Error::custom("a day must be a date of RFC 3339"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_of_times_sort_as_the_times_do() -> serde_json::Result<()> {
        let noon = 1_893_499_200_000;
        let times = [noon - 1, noon, noon + 1, noon + 10, noon + 12, noon + 100, noon + 123, noon + 1000];
        let written = times.map(|at| serde_json::to_string(&ExportTime(UnixMillis(at))));
        let texts = written.into_iter().collect::<serde_json::Result<Vec<_>>>()?;
        assert_eq!(texts[1], r#""2030-01-01T12:00:00.000Z""#);
        assert!(texts.is_sorted(), "{texts:?}");
        for (text, at) in texts.iter().zip(times) {
            assert_eq!(serde_json::from_str::<ExportTime>(text)?, ExportTime(UnixMillis(at)));
        }
        Ok(())
    }
}
