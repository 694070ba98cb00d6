//! The ticket in a login's cookie or link: an id, an epoch and an expiry.

use corncrake_core::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// What a cookie or a link says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginTicket {
    /// Random text that identifies the login, so that it can be ended alone.
    pub id: String,
    /// The epoch it was made in: the next one ends it.
    pub epoch: i64,
    /// The moment from which on the ticket is refused.
    pub expires: UnixMillis,
}

/// What a ticket is for; one is never good for the other.
#[derive(Debug, Clone, Copy)]
pub enum TicketPurpose {
    /// The browser of a logged-in person sends it with each request.
    Cookie,
    /// A person opens it once, to log in without typing the admin token.
    Link,
}

impl TicketPurpose {
    /// The bytes that the ticket's signature covers, so that a link's ticket fails as a cookie.
    pub fn name(self) -> &'static [u8] {
        match self {
            TicketPurpose::Cookie => b"cookie",
            TicketPurpose::Link => b"link",
        }
    }
}
