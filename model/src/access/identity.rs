//! Identities: accounts at a provider of logins (OpenID Connect, Cloudflare Access), by which users log in.
//!
//! An identity is an issuer and the subject that it names (OpenID Connect Core, section 2). The e-mail
//! address connects the two once, and is not looked at again: an address may change its owner.

use corncrake_core::time::UtcDay;
use serde::{Deserialize, Serialize};

/// An account whose issuer vouches for it in this very request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedIdentity {
    /// The issuer's address.
    pub issuer: String,
    /// The issuer's own name of the account, which it never gives to another one.
    pub subject: String,
    /// The e-mail address, where the issuer has verified it.
    pub email: Option<String>,
}

/// An identity of a user, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Its id in addresses.
    pub id: String,
    /// The user it logs in.
    pub user: String,
    /// The issuer's address.
    pub issuer: String,
    /// The day it was connected on.
    pub created: UtcDay,
    /// The last day it was used on.
    pub used: UtcDay,
}

/// What became of a login by an identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdentityLoginOutcome {
    /// The user with this id is logged in.
    LoggedIn(String),
    /// Nobody was invited by the address; or the issuer names none that it verified.
    Unknown,
    /// The user of the address has another identity of the issuer.
    AnotherIdentity,
    /// The invitation was used, or has expired.
    InvitationUsed,
    /// The identity is another user's.
    AnotherUser,
}
