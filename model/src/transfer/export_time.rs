//! Times and days in an export: RFC 3339.

use corncrake_core::time::{UnixMillis, UtcDay};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A time, in RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportTime(pub UnixMillis);

impl Serialize for ExportTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.rfc3339())
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
