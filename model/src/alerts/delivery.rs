//! Deliveries of alerts, as the log shows them.

use std::{fmt, str::FromStr};

use corncrake_core::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// An alert on its way to one destination, or held back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedDelivery {
    /// Its number, by which it can be sent again.
    pub number: u64,
    /// When the alert was raised, to the minute.
    pub at: UnixMillis,
    /// The title of the message.
    pub title: String,
    /// The id of the rule; nothing of a test.
    pub rule: String,
    /// The id of the destination; nothing where it goes nowhere.
    pub destination: String,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, or is due.
    pub next: Option<UnixMillis>,
    /// Why the last try failed, in words.
    pub error: String,
}

/// A part of the log, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryPage {
    /// Its lines.
    pub deliveries: Vec<LoggedDelivery>,
    /// Where the older ones begin; nothing where there are none.
    pub next: Option<LogPlace>,
}

/// A place in the log: what is older has smaller numbers. Its text is what the API takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPlace {
    /// Of deliveries.
    pub delivery: i64,
    /// Of alerts that were not sent by themselves.
    pub alert: i64,
}

impl LogPlace {
    /// Before the newest line.
    pub const NEWEST: Self = Self { delivery: i64::MAX, alert: i64::MAX };
}

impl fmt::Display for LogPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.delivery, self.alert)
    }
}

impl FromStr for LogPlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (delivery, alert) = text.split_once('.').ok_or(())?;
        let number = |text: &str| text.parse().map_err(|_| ());
        Ok(Self { delivery: number(delivery)?, alert: number(alert)? })
    }
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits for its time: quiet hours, or a digest.
    Scheduled,
    /// It waits for its first try, or for another one.
    Waiting,
    /// It arrived.
    Delivered,
    /// It was tried for a day, or the receiver refused it for good.
    GivenUp,
    /// It was above the cap of its hour.
    HeldBack,
    /// It is part of a digest.
    InDigest,
    /// Its rule or its destination was gone.
    Dropped,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Scheduled,
        Self::Waiting,
        Self::Delivered,
        Self::GivenUp,
        Self::HeldBack,
        Self::InDigest,
        Self::Dropped,
    ];

    /// Its name in rows and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
            Self::HeldBack => "held_back",
            Self::InDigest => "in_digest",
            Self::Dropped => "dropped",
        }
    }

    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::GivenUp => "given up",
            Self::HeldBack => "held back",
            Self::InDigest => "in a digest",
            Self::Dropped => "dropped",
        }
    }

    /// The state of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}
