//! What several pages share: the range of an address, the own addresses, and the page of an error.

use corncrake_core::ids::ProjectKey;
use corncrake_www as www;
use corncrake_www::range::Range;
use worker::{Env, Request, Response};

use super::zone;
use crate::http::{error::Fault, public_addresses::PublicAddresses, response, url};

/// The range that an address names; the shortest where it names none.
pub(crate) fn range(request: &Request) -> Result<Range, Fault> {
    Ok(url::parameter(request, "range")?.and_then(|name| name.parse().ok()).unwrap_or_default())
}

/// The dashboard's own address, as the operator reaches it.
pub(crate) fn dashboard_address(request: &Request, env: &Env) -> Result<String, Fault> {
    PublicAddresses::of(env)?.dashboard(request)
}

/// The collector's address, as visitors reach it.
pub(crate) fn ingest_address(request: &Request, env: &Env) -> Result<String, Fault> {
    PublicAddresses::of(env)?.ingest(request)
}

/// The page of a fault; the project is the one below which nothing was found.
pub(crate) fn fault(
    fault: &Fault,
    signed_in: bool,
    project: Option<ProjectKey>,
    request: &Request,
) -> worker::Result<Response> {
    let project = project.filter(|_| signed_in && fault.status == 404);
    let view = www::error::ErrorView { status: fault.status, sentence: sentence(fault), signed_in, project };
    let zone = zone::of(request).unwrap_or_default();
    response::page(fault.status, &www::zone::for_reader(zone, || www::error::page(&view)))
}

/// What a fault says, to a person.
pub(crate) fn sentence(fault: &Fault) -> String {
    let mut sentence = fault.message.clone();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}
