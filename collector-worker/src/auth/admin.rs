//! The admin token, which may do everything: as a bearer, or behind a login's cookie.
//!
//! The cookie and the login link hold an expiry and its MAC under the token, never the
//! token: a new token ends every login.

use corncrake_core::{ids::hmac_sha256, time::UnixMillis};
use worker::Env;

use super::same;
use crate::{fault::Fault, hex, variable};

/// The variable, or secret at the edge, that holds the admin token.
const ADMIN_TOKEN: &str = "ADMIN_TOKEN";
/// How long a login lasts: two weeks, as long as a holiday.
const COOKIE_MS: i64 = 14 * 24 * 3_600_000;
/// How long a login link works: a working day, so that the one in the terminal does.
const LINK_MS: i64 = 12 * 3_600_000;

/// What a signed expiry is for; one is never good for the other.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Cookie,
    Link,
}

impl Purpose {
    fn name(self) -> &'static [u8] {
        match self {
            Purpose::Cookie => b"corncrake login cookie",
            Purpose::Link => b"corncrake login link",
        }
    }
}

/// The key to everything.
pub(crate) struct Admin {
    token: String,
}

impl Admin {
    /// The token of this collector; without one nobody may in.
    pub(crate) fn of(env: &Env) -> Result<Self, Fault> {
        let token = variable::read(env, ADMIN_TOKEN).ok_or_else(|| {
            Fault::new(503, "no_admin_token", "set ADMIN_TOKEN to use the API and the pages")
        })?;
        Ok(Self { token })
    }

    /// Whether this is the token.
    pub(crate) fn is(&self, token: &str) -> bool {
        same(token, &self.token)
    }

    fn sign(&self, purpose: Purpose, expiry: UnixMillis) -> String {
        let mac = hmac_sha256(self.token.as_bytes(), &[purpose.name(), &expiry.0.to_be_bytes()]);
        format!("{}.{}", expiry.0, hex::text(&mac))
    }

    fn signed(&self, purpose: Purpose, text: &str, now: UnixMillis) -> bool {
        let expiry = text.split_once('.').and_then(|(expiry, _)| expiry.parse().ok()).map(UnixMillis);
        expiry.is_some_and(|expiry| now < expiry && same(text, &self.sign(purpose, expiry)))
    }

    /// The path of a link that logs in.
    pub(crate) fn link(&self, now: UnixMillis) -> String {
        format!("/login/{}", self.sign(Purpose::Link, UnixMillis(now.0.saturating_add(LINK_MS))))
    }

    /// Whether such a link is ours and still good.
    pub(crate) fn is_link(&self, ticket: &str, now: UnixMillis) -> bool {
        self.signed(Purpose::Link, ticket, now)
    }

    /// The cookie of a new login.
    pub(crate) fn cookie(&self, now: UnixMillis, secure: bool) -> String {
        let value = self.sign(Purpose::Cookie, UnixMillis(now.0.saturating_add(COOKIE_MS)));
        set_cookie(&value, COOKIE_MS / 1_000, secure)
    }

    /// Whether the request's cookies hold a login.
    pub(crate) fn is_logged_in(&self, cookies: &str, now: UnixMillis, secure: bool) -> bool {
        let name = cookie_name(secure);
        let values = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        values.filter(|(found, _)| *found == name).any(|(_, value)| self.signed(Purpose::Cookie, value, now))
    }
}

/// The cookie that ends a login.
pub(crate) fn no_cookie(secure: bool) -> String {
    set_cookie("", 0, secure)
}

/// `__Host-` binds a cookie to its host and to https (RFC 6265bis); http has no such thing.
fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-corncrake" } else { "corncrake" }
}

fn set_cookie(value: &str, seconds: i64, secure: bool) -> String {
    let tail = if secure { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{tail}", cookie_name(secure))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_795_219_200_000);

    fn admin(token: &str) -> Admin {
        Admin { token: token.into() }
    }

    fn sent(set: &str) -> String {
        set.split(';').next().unwrap().to_owned()
    }

    #[test]
    fn a_login_lasts_its_time_and_not_longer() {
        let cookies = format!("theme=dark; {}", sent(&admin("t").cookie(NOW, true)));
        assert!(admin("t").is_logged_in(&cookies, NOW, true));
        assert!(admin("t").is_logged_in(&cookies, UnixMillis(NOW.0 + COOKIE_MS - 1), true));
        assert!(!admin("t").is_logged_in(&cookies, UnixMillis(NOW.0 + COOKIE_MS), true));
        assert!(!admin("another").is_logged_in(&cookies, NOW, true), "a new token ends every login");
        assert!(!admin("t").is_logged_in(&sent(&no_cookie(true)), NOW, true));
        assert!(!admin("t").is_logged_in(&cookies, NOW, false), "a cookie of https is none of http");
    }

    #[test]
    fn forgeries_do_not_pass() {
        let admin = admin("t");
        let real = sent(&admin.cookie(NOW, false));
        let later = real.replace(&(NOW.0 + COOKIE_MS).to_string(), &(NOW.0 + 2 * COOKIE_MS).to_string());
        assert_ne!(real, later);
        for forged in
            [later.as_str(), "corncrake=", "corncrake=.", "corncrake=9999999999999.", &real[..real.len() - 1]]
        {
            assert!(!admin.is_logged_in(forged, NOW, false), "{forged}");
        }
        let ticket = admin.link(NOW).replace("/login/", "");
        assert!(admin.is_link(&ticket, NOW));
        assert!(!admin.is_link(&ticket, UnixMillis(NOW.0 + LINK_MS)));
        assert!(!admin.is_logged_in(&format!("corncrake={ticket}"), NOW, false), "a link is no cookie");
        assert!(admin.is("t") && !admin.is("") && !admin.is("tt"));
    }
}
