//! The operator's settings of single sign-on. Half of a setting is refused: it could let in nobody, or
//! anybody.

use worker::Env;

use crate::{http::error::Fault, platform::env};

const OIDC_ISSUER: &str = "OIDC_ISSUER";
const OIDC_CLIENT_ID: &str = "OIDC_CLIENT_ID";
const OIDC_CLIENT_SECRET: &str = "OIDC_CLIENT_SECRET";
const OIDC_NAME: &str = "OIDC_NAME";
const ACCESS_TEAM: &str = "ACCESS_TEAM";
const ACCESS_AUDIENCE: &str = "ACCESS_AUDIENCE";

/// What the provider is called where `OIDC_NAME` does not say.
const UNNAMED: &str = "single sign-on";
/// Characters of the provider's name, which stands on a button.
const NAME_CHARS: usize = 40;

/// An OpenID Connect provider, and what the collector is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OidcSettings {
    /// The issuer's address, without a slash at its end.
    pub(super) issuer: String,
    pub(super) client_id: String,
    /// Nothing for a public client, which PKCE alone protects.
    pub(super) client_secret: Option<String>,
}

/// An application of Cloudflare Access that stands before the collector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AccessSettings {
    /// The team's address, such as `https://team.cloudflareaccess.com`; it is the issuer.
    pub(super) team: String,
    /// The application's audience tag.
    pub(super) audience: String,
}

/// What the provider of OpenID Connect is called; nothing where there is none.
pub(crate) fn provider_name(env: &Env) -> Option<String> {
    env::read(env, OIDC_ISSUER)?;
    let name: String =
        env::read(env, OIDC_NAME).unwrap_or_default().trim().chars().take(NAME_CHARS).collect();
    Some(if name.is_empty() { UNNAMED.to_owned() } else { name })
}

/// The address that ends the login at Cloudflare Access, where that is set.
pub(crate) fn team_logout(env: &Env) -> Option<String> {
    let access = AccessSettings::of(env).ok().flatten()?;
    Some(format!("{}/cdn-cgi/access/logout", access.team))
}

impl OidcSettings {
    /// Those of the environment.
    pub(super) fn of(env: &Env) -> Result<Self, Fault> {
        let read = |name| env::read(env, name).map(|text| text.trim().to_owned());
        let Some(issuer) = read(OIDC_ISSUER) else { return Err(Fault::not_found("page")) };
        let client_id =
            read(OIDC_CLIENT_ID).ok_or_else(|| wrong(OIDC_CLIENT_ID, "must be set with OIDC_ISSUER"))?;
        let issuer = issuer.trim_end_matches('/').to_owned();
        if !(issuer.starts_with("https://") || issuer.starts_with("http://")) {
            return Err(wrong(OIDC_ISSUER, "must be an address such as https://login.example.com"));
        }
        Ok(Self { issuer, client_id, client_secret: read(OIDC_CLIENT_SECRET) })
    }
}

impl AccessSettings {
    /// Those of the environment; nothing where there are none.
    pub(super) fn of(env: &Env) -> Result<Option<Self>, Fault> {
        let read = |name| env::read(env, name).map(|text| text.trim().trim_end_matches('/').to_owned());
        match (read(ACCESS_TEAM), read(ACCESS_AUDIENCE)) {
            (None, None) => Ok(None),
            (Some(team), Some(audience)) if team.contains("://") => Ok(Some(Self { team, audience })),
            (Some(_), Some(_)) => {
                Err(wrong(ACCESS_TEAM, "must be an address such as https://team.cloudflareaccess.com"))
            }
            _ => Err(wrong(ACCESS_TEAM, "and ACCESS_AUDIENCE must be set together")),
        }
    }
}

fn wrong(variable: &str, rule: &str) -> Fault {
    Fault::new(503, "bad_settings", format!("{variable} {rule}"))
}
