//! A login by Cloudflare Access, which stands before the collector and passes on who it let in, in a
//! signed token. The login ends with the token.

use worker::{Env, Request};

use super::{
    claims::Expected,
    flow::{self, not_believed, not_verified},
    provider,
    settings::AccessSettings,
};
use crate::{http::error::Fault, platform::clock};

/// The header that Cloudflare sets (and takes off requests that bring it themselves).
const HEADER: &str = "cf-access-jwt-assertion";

/// Logs in by what Cloudflare Access says of a request: the user's id, and the cookie. Nothing where it is
/// not set, or says nothing.
pub(crate) async fn log_in(request: &Request, env: &Env) -> Result<Option<(String, String)>, Fault> {
    let Some(settings) = AccessSettings::of(env)? else { return Ok(None) };
    let Some(token) = request.headers().get(HEADER)?.filter(|token| !token.is_empty()) else {
        return Ok(None);
    };
    let keys = format!("{}/cdn-cgi/access/certs", settings.team);
    let claims = provider::verify(&keys, &token, env).await;
    let claims = claims.map_err(|failure| not_verified(failure, env))?;
    let expected =
        Expected { issuer: &settings.team, audience: &settings.audience, nonce: None, now: clock::now() };
    let mut identity = claims.check(expected).map_err(not_believed)?;
    if claims.expires() <= clock::now() {
        // Within the clocks' difference, but a login by it would end as it begins.
        return Err(not_believed("its time is over"));
    }
    // Access names no address that its own provider did not verify.
    identity.email = claims.address.address();
    flow::log_in(&identity, None, Some(claims.expires()), request, env).await.map(Some)
}
