//! The admin token, which may do everything: as a bearer, or behind a login (`login`).
//!
//! Cookies and login links are signed with a key that is made of the token and of this
//! collector's own secret, and never hold either: a new token ends every login, and a login of
//! one collector is none of another that has the same token.

use corncrake_core::{ids::hmac_sha256, time::UnixMillis};
use corncrake_model::{
    access::{
        secret::secrets_match,
        ticket::{LoginTicket, TicketPurpose},
    },
    hex,
};
use worker::Env;

use crate::{http::error::Fault, platform::env};

/// The variable, or secret at the edge, that holds the admin token.
const ADMIN_TOKEN: &str = "ADMIN_TOKEN";
/// Characters that a token of the environment must have: fewer can be guessed. `xtask` refuses
/// to start with fewer, too.
const LEAST_CHARACTERS: usize = 20;

/// Refuses a token of the environment that is too short.
pub(super) fn require_length(token: &str, variable: &str) -> Result<(), Fault> {
    if token.chars().count() >= LEAST_CHARACTERS {
        return Ok(());
    }
    let message =
        format!("{variable} is too short to be safe: it must have at least {LEAST_CHARACTERS} characters");
    Err(Fault::new(503, "weak_token", message))
}

/// The key to everything.
pub(crate) struct AdminToken {
    token: String,
}

impl AdminToken {
    /// The token of this collector; without one that is long enough nobody may in.
    pub(crate) fn of(env: &Env) -> Result<Self, Fault> {
        let token = env::read(env, ADMIN_TOKEN).unwrap_or_default();
        Self::with(token.trim())
    }

    fn with(token: &str) -> Result<Self, Fault> {
        if token.is_empty() {
            return Err(Fault::new(503, "no_admin_token", "set ADMIN_TOKEN to use the API and the pages"));
        }
        require_length(token, ADMIN_TOKEN)?;
        Ok(Self { token: token.to_owned() })
    }

    /// Whether this is the token.
    pub(crate) fn is(&self, token: &str) -> bool {
        secrets_match(token, &self.token)
    }

    /// A ticket as its holder keeps it. `secret` is the collector's own.
    pub(super) fn sign(&self, purpose: TicketPurpose, ticket: &LoginTicket, secret: &[u8]) -> String {
        let LoginTicket { id, epoch, expires } = ticket;
        let key = hmac_sha256(self.token.as_bytes(), &[b"corncrake logins", secret]);
        let parts: [&[u8]; 4] =
            [purpose.name(), id.as_bytes(), &epoch.to_be_bytes(), &expires.0.to_be_bytes()];
        format!("{}.{epoch}.{id}.{}", expires.0, hex::text(&hmac_sha256(&key, &parts)))
    }

    /// The ticket of a text that this collector signed for this purpose, before it expires.
    pub(super) fn read(
        &self,
        purpose: TicketPurpose,
        text: &str,
        now: UnixMillis,
        secret: &[u8],
    ) -> Option<LoginTicket> {
        let mut parts = text.split('.');
        let (expires, epoch, id) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        let ticket = LoginTicket { id: id.to_owned(), epoch, expires: UnixMillis(expires) };
        (now < ticket.expires && secrets_match(text, &self.sign(purpose, &ticket, secret))).then_some(ticket)
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    const NOW: UnixMillis = UnixMillis(1_795_219_200_000);
    const TOKEN: &str = "a token of twenty characters";

    fn ticket() -> LoginTicket {
        LoginTicket { id: "0123456789abcdef".into(), epoch: 7, expires: UnixMillis(NOW.0 + 1_000) }
    }

    #[test]
    fn what_was_signed_is_read_until_it_expires_for_its_purpose_and_here() {
        let admin = AdminToken::with(TOKEN).unwrap();
        let text = admin.sign(TicketPurpose::Cookie, &ticket(), b"own");
        assert_eq!(admin.read(TicketPurpose::Cookie, &text, NOW, b"own"), Some(ticket()));
        assert_eq!(admin.read(TicketPurpose::Cookie, &text, UnixMillis(NOW.0 + 1_000), b"own"), None);
        assert_eq!(admin.read(TicketPurpose::Link, &text, NOW, b"own"), None, "a cookie is no link");
        assert_eq!(admin.read(TicketPurpose::Cookie, &text, NOW, b"another"), None, "another collector's");
        let other = AdminToken::with("another token of this length").unwrap();
        assert_eq!(
            other.read(TicketPurpose::Cookie, &text, NOW, b"own"),
            None,
            "a new token ends every login"
        );
    }

    #[test]
    fn a_text_that_was_changed_is_not_read() {
        let admin = AdminToken::with(TOKEN).unwrap();
        let text = admin.sign(TicketPurpose::Link, &ticket(), b"own");
        let changes = (0..text.len()).flat_map(|at| {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            [String::from_utf8(bytes).unwrap(), text[..at].to_owned()]
        });
        let others = [format!("{text}0"), format!("{text}."), format!("+{text}"), format!("0{text}")];
        for changed in changes.chain(others) {
            assert_eq!(admin.read(TicketPurpose::Link, &changed, NOW, b"own"), None, "{changed}");
        }
    }

    #[test]
    fn a_short_token_is_no_token() {
        assert!(AdminToken::with(TOKEN).unwrap().is(TOKEN) && !AdminToken::with(TOKEN).unwrap().is(""));
        let code = |token: &str| AdminToken::with(token).err().map(|fault| fault.code);
        assert_eq!(code("").as_deref(), Some("no_admin_token"));
        assert_eq!(code("nineteen characters").as_deref(), Some("weak_token"));
        assert_eq!(
            code("\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}").as_deref(),
            Some("weak_token")
        );
        assert_eq!(code("exactly 20 character"), None);
    }
}
