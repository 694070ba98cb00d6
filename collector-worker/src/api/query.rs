//! The query parameters that several lists of the API take.

use std::str::FromStr;

use corncrake_core::time::UnixMillis;
use corncrake_model::issues::issue_list::{self, Cursor};
use worker::Request;

use crate::http::{error::Fault, url::parameter};

/// The most issues or events of a page: what an object answers in a few milliseconds.
const MOST_OF_A_PAGE: u32 = 100;

/// How long a page of a list is to be.
pub(crate) fn limit(request: &Request) -> Result<u32, Fault> {
    limit_within(request, issue_list::ISSUES_OF_A_PAGE, MOST_OF_A_PAGE)
}

/// The same of a list with another default and another limit.
pub(crate) fn limit_within(request: &Request, default: u32, most: u32) -> Result<u32, Fault> {
    let Some(text) = parameter(request, "limit")? else { return Ok(default) };
    let limit = text.parse().ok().filter(|limit| (1..=most).contains(limit));
    limit.ok_or_else(|| Fault::invalid("limit", &format!("must be a whole number from 1 to {most}")))
}

/// Where a list of issues goes on.
pub(crate) fn cursor(request: &Request) -> Result<Option<Cursor>, Fault> {
    list_position(request)
}

/// Where a list goes on.
pub(crate) fn list_position<C: FromStr>(request: &Request) -> Result<Option<C>, Fault> {
    // `list_position` is the first name of `cursor`, and our pages still use it.
    let after = [parameter(request, "cursor")?, parameter(request, "after")?].into_iter().flatten().next();
    let wrong = |_| Fault::invalid("cursor", "must be the `next` of a page");
    after.map(|text| text.parse().map_err(wrong)).transpose()
}

/// A time of an address, in RFC 3339.
pub(crate) fn time_parameter(request: &Request, name: &str) -> Result<Option<UnixMillis>, Fault> {
    let text = parameter(request, name)?.filter(|text| !text.is_empty());
    let wrong = || Fault::invalid(name, "must be a time in RFC 3339");
    text.map(|text| UnixMillis::parse(&text).ok_or_else(wrong)).transpose()
}

/// Whether a list is of what is noise, and of nothing else.
pub(crate) fn noise(request: &Request) -> Result<bool, Fault> {
    match parameter(request, "noise")?.as_deref() {
        None | Some("" | "0") => Ok(false),
        Some("1") => Ok(true),
        Some(_) => Err(Fault::invalid("noise", "must be 0 or 1")),
    }
}
