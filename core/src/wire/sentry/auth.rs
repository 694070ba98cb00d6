//! Who a sender says that it is: the key, where SDKs write it. The first place that has one counts; what
//! stands beside it (versions, names, times, secrets) is ignored.

use alloc::string::String;

/// Bytes of a header or a DSN that are looked at.
const MAX_BYTES: usize = 1_024;
/// The scheme that the headers name.
const SCHEME: &str = "sentry";

/// The key in `X-Sentry-Auth` or `Authorization`: `Sentry sentry_key=..., sentry_version=7`.
pub fn of_header(header: &str) -> Option<String> {
    let header = header.get(..header.len().min(MAX_BYTES))?.trim();
    let (scheme, pairs) = header.split_once(char::is_whitespace)?;
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return None;
    }
    pairs
        .split(',')
        .find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name.trim() == "sentry_key")
                .then(|| value.trim().trim_matches('"'))
                .filter(|key| !key.is_empty())
        })
        .map(String::from)
}

/// The key in a DSN: `https://KEY@host/1`, or with a secret behind the key.
pub fn of_dsn(dsn: &str) -> Option<String> {
    let dsn = dsn.get(..dsn.len().min(MAX_BYTES))?;
    let (_, rest) = dsn.split_once("://")?;
    let (user, _) = rest.split('/').next()?.rsplit_once('@')?;
    let key = user.split(':').next().unwrap_or(user);
    (!key.is_empty()).then(|| key.into())
}
