//! The cookie of a login: its name, its attributes, and its values in a request.

use worker::Request;

use crate::http::{error::Fault, own_origin::is_secure};

/// How long a login lasts: two weeks, as long as a holiday.
pub(super) const COOKIE_MS: i64 = 14 * 24 * 3_600_000;

/// The cookie that takes a login's place in a browser.
pub(crate) fn expired_cookie(request: &Request) -> Result<String, Fault> {
    Ok(set_cookie("", 0, is_secure(request)?))
}

/// Cookies of our name that are looked at: our own, and those of a site that shares the host. Each may cost a
/// request to the directory.
const MOST_COOKIES: usize = 4;

/// The values of our cookie in a request: one, unless somebody else may set cookies too.
pub(super) fn cookies_of_request(request: &Request) -> Result<Vec<String>, Fault> {
    values(request, cookie_name(is_secure(request)?))
}

/// The values of the cookies of a name in a request.
pub(super) fn values(request: &Request, name: &str) -> Result<Vec<String>, Fault> {
    let cookies = request.headers().get("cookie")?.unwrap_or_default();
    let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    let own = pairs.filter(|(found, _)| *found == name).take(MOST_COOKIES);
    Ok(own.map(|(_, value)| value.to_owned()).collect())
}

/// `__Host-` binds a cookie to its host and to https (RFC 6265bis); http has no such thing.
fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-corncrake" } else { "corncrake" }
}

pub(super) fn set_cookie(value: &str, seconds: i64, secure: bool) -> String {
    let tail = if secure { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{tail}", cookie_name(secure))
}
