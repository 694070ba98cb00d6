//! The ticket in a login's cookie or link: an id, an epoch and an expiry.

use corncrake_core::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// What a cookie or a link says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginTicket {
    pub id: String,
    /// The epoch it was made in: the next one ends it.
    pub epoch: i64,
    pub expires: UnixMillis,
}

/// What a ticket is for; one is never good for the other.
#[derive(Debug, Clone, Copy)]
pub enum TicketPurpose {
    Cookie,
    Link,
}

impl TicketPurpose {
    pub fn name(self) -> &'static [u8] {
        match self {
            TicketPurpose::Cookie => b"cookie",
            TicketPurpose::Link => b"link",
        }
    }
}
