//! People who log in by name: the user, the passkeys, the invitation, the logins.
//!
//! Of an invitation and of a login the secret's digest is kept, never the secret. Times are days,
//! where a day is enough.

use corncrake_core::time::{UnixMillis, UtcDay};
use serde::{Deserialize, Serialize};

use super::{
    identity::Identity,
    role::RoleGrants,
    secret::{SECRET_BYTES, SecretKind},
};

/// Random bytes of a user's, an invitation's or a login's id.
const ID_BYTES: usize = 8;
/// The secrets of invitations and logins.
const KIND: SecretKind =
    SecretKind { prefix: "", separator: '-', id_bytes: ID_BYTES, digest_key: b"corncrake access of people" };

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its id in addresses, the access log and passkeys; it says nothing of the person.
    pub id: String,
    /// The name that colleagues read.
    pub name: String,
    /// The e-mail address, which tells two people of one name apart.
    pub email: String,
    /// What the person may do.
    pub grants: RoleGrants,
    /// The day of the first invitation.
    pub created: UtcDay,
    /// The last day on which the person used the collector.
    pub seen: Option<UtcDay>,
}

/// A passkey as it is kept: a public key, which opens nothing by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// The credential's id, base64url.
    pub id: String,
    /// The user it logs in.
    pub user: String,
    /// The host that it was made for (the relying party's id).
    pub rp_id: String,
    /// The public key: an uncompressed point on P-256.
    pub public_key: Vec<u8>,
    /// The authenticator's counter of signatures; 0 where it counts none.
    pub counter: u32,
    /// The day it was registered on.
    pub created: UtcDay,
    /// The last day it was used on.
    pub used: Option<UtcDay>,
}

/// A secret of somebody who is let in, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessSecret {
    /// Its name in addresses and rows.
    pub id: String,
    /// The MAC of the secret.
    pub digest: String,
    /// The moment from which on it is refused.
    pub expires: UnixMillis,
}

impl AccessSecret {
    /// Makes one of random bytes; beside it the text that its holder sends.
    pub fn make(expires: UnixMillis, random: ([u8; ID_BYTES], [u8; SECRET_BYTES])) -> (Self, String) {
        let (id, digest, text) = KIND.make(&random.0, &random.1);
        (Self { id, digest, expires }, text)
    }

    /// The id and the secret's digest of a text that looks like one.
    pub fn parse(text: &str) -> Option<(&str, String)> {
        KIND.parse(text).map(|(id, secret)| (id, KIND.digest(secret)))
    }
}

/// A login of a user, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserLogin {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub user: String,
    /// The day it began on.
    pub created: UtcDay,
    /// The last day it was used on.
    pub seen: UtcDay,
    /// When it ends by itself.
    pub expires: UnixMillis,
}

/// A user with what opens the collector for it, for the page of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserOverview {
    /// The person.
    pub user: User,
    /// The passkeys, without what verifies them.
    pub passkeys: Vec<Passkey>,
    /// The identities at providers of logins.
    pub identities: Vec<Identity>,
    /// The open logins.
    pub logins: Vec<UserLogin>,
    /// Until when an unused invitation is good.
    pub invited_until: Option<UnixMillis>,
}

/// Whether the admin token opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdminTokenState {
    /// Whether it does, where nothing on the machine says otherwise.
    pub is_on: bool,
    /// Whether somebody can log in by passkey.
    pub has_passkeys: bool,
}

/// What became of a change to a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum UserOutcome {
    /// It was done.
    Done,
    /// There is no such user.
    Unknown,
    /// There are as many users as there may be.
    TooMany,
    /// Another user has this e-mail address.
    EmailTaken,
    /// Nobody could administrate any more: the last owner with a passkey, while the token is off.
    LastOwner,
}

/// What became of a login by passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasskeyLoginOutcome {
    /// The user is logged in.
    LoggedIn,
    /// The challenge was used before.
    ChallengeUsed,
    /// The counter did not grow: somebody has a copy of the passkey.
    Copied,
    /// The passkey is gone.
    Unknown,
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_secret_is_stored_as_its_digest_and_found_again() {
        let (kept, text) = AccessSecret::make(UnixMillis(7), ([1; ID_BYTES], [2; SECRET_BYTES]));
        let secret = text.split('-').nth(1).unwrap();
        assert!(!kept.digest.contains(secret) && !kept.id.contains(secret));
        assert_eq!(AccessSecret::parse(&text), Some((&*kept.id, kept.digest.clone())));
        for bad in ["", "-", &text[1..], &text[..text.len() - 1], &text.to_uppercase().replace('0', "G")] {
            assert_eq!(AccessSecret::parse(bad), None, "{bad}");
        }
    }
}
