//! The time zone of the reader: by a cookie of the operator's own browser, which the module of the pages sets
//! to the browser's zone, or a form to another one. It is stored nowhere else.

use corncrake_www::zone::{self as www_zone, Zone, ZoneView};
use maud::Markup;
use worker::{Env, Request};

use crate::{
    http::{
        Response, error::Fault, form::Form, own_page::is_page, page_error::PageError,
        public_addresses::PublicAddresses, response, url,
    },
    platform::{clock, time_zone},
};

/// The name of the cookie; the module of the pages knows it (`www/live/src/time_zone.rs`).
const COOKIE: &str = "corncrake-zone";
/// What stands before a zone that the module found, and nobody chose.
const FOUND: char = '~';
/// A year: nobody wants to choose again.
const COOKIE_SECONDS: i64 = 31_536_000;

/// The zone that a request's cookie names; UTC without one.
pub(crate) fn of(request: &Request) -> Result<Zone, Fault> {
    let cookies = request.headers().get("cookie")?.unwrap_or_default();
    let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    let name = pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value.trim_start_matches(FOUND));
    Ok(name.and_then(|name| time_zone::named(name, clock::now())).unwrap_or_default())
}

/// Answers with a page, its times in the reader's zone.
pub(crate) fn page(
    status: u16,
    request: &Request,
    draw: impl FnOnce() -> Markup,
) -> Result<Response, PageError> {
    Ok(response::page(status, &www_zone::for_reader(of(request)?, draw))?)
}

/// `GET /zone`: from the page that leads here, which is the one to go back to.
pub(crate) fn choose(request: &Request, env: &Env) -> Result<Response, PageError> {
    let (own, from) = (url::url(request)?, request.headers().get("referer")?.unwrap_or_default());
    let from = from.strip_prefix(&own.origin().ascii_serialization()).unwrap_or_default();
    // The browser names the page with the base path, which our own addresses are without.
    let from = from.strip_prefix(PublicAddresses::of(env)?.base()).unwrap_or(from);
    show(200, request, own_path(from), None)
}

/// A page of ours, or else the first.
fn own_path(back: &str) -> &str {
    if is_page(back) { back } else { "/" }
}

fn show(status: u16, request: &Request, back: &str, error: Option<String>) -> Result<Response, PageError> {
    let view =
        ZoneView { now: clock::now(), names: time_zone::names(), back: own_path(back).to_owned(), error };
    page(status, request, || www_zone::page(&view))
}

/// `POST /zone`: an empty name is the browser's own zone again.
pub(crate) async fn set(request: &mut Request) -> Result<Response, PageError> {
    let form = Form::read(request).await?;
    let (name, back) = (form.get("zone").trim().to_owned(), form.get("back").to_owned());
    if !name.is_empty() && time_zone::named(&name, clock::now()).is_none() {
        let error = "There is no such time zone. Choose one of the list, such as Europe/Berlin.".to_owned();
        return show(422, request, &back, Some(error));
    }
    let tail = if url::url(request)?.scheme() == "https" { "; Secure" } else { "" };
    let seconds = if name.is_empty() { 0 } else { COOKIE_SECONDS };
    // The module reads it, so that it asks nobody who has chosen.
    let cookie = format!("{COOKIE}={name}; Path=/; Max-Age={seconds}; SameSite=Strict{tail}");
    Ok(response::see_other(own_path(&back), Some(&cookie))?)
}
