//! From a request to its answer: finds the route, has it dispatched, and turns an error into JSON
//! for programs and a page for people. Every request is counted, and has an id if it is logged.

use corncrake_model::hex;
use worker::{Env, Request, Result};

use crate::{
    auth::login,
    dispatch::dispatch,
    http::{Response, error::Fault, page_error::PageError, response, url},
    ingest,
    objects::salt,
    pages::{login as login_pages, page},
    platform::{clock, log, metrics, random, request_log::RequestLog},
    projects,
    route::Route,
    self_reporting,
};

/// Bytes of a request's random id: nobody looks for two of the same.
const REQUEST_ID_BYTES: usize = 8;

/// Serves a request; every fault is answered, none is thrown, and each is logged and counted.
pub(crate) async fn serve(mut request: Request, env: &Env) -> Result<Response> {
    let began = clock::now();
    // Any request drops the salt of a past day.
    salt::forget_past(began);
    let path = request.path();
    let address = url::is_secure(&request);
    // A sender without an address may have made up its path, too.
    let route = if address.is_ok() { Route::of(&path) } else { Route::Unknown };
    let is_secure = address.as_ref().is_ok_and(|is_secure| *is_secure);
    let origin = request.headers().get("origin")?;
    let answered = match address {
        Ok(_) => dispatch(route, &mut request, env).await,
        Err(fault) => Err(fault.into()),
    };
    let (mut response, fault) = match answered {
        Ok(response) => (response, None),
        Err(PageError::Login) => match login_pages::ask(&mut request, env).await {
            Ok(response) => (response, None),
            Err(error) => {
                let unknown = || Fault::new(401, "unauthorized", "log in first");
                let fault = if let PageError::Fault(fault) = error { fault } else { unknown() };
                (error_response(route, &request, &fault, env).await?, Some(fault))
            }
        },
        Err(PageError::Fault(fault)) => (error_response(route, &request, &fault, env).await?, Some(fault)),
    };
    let is_of_sdk = matches!(route, Route::Sentry(_));
    let is_ingest = route.ingest_key().is_some() || is_of_sdk;
    if is_ingest {
        response::allow_origin(origin.as_deref(), &mut response);
    }
    if is_of_sdk {
        ingest::finish_for_sdk(&mut response);
    }
    self_reporting::set_reporting_headers(&mut response, route, is_secure, env);
    if is_secure && matches!(route.name(), "page" | "api") {
        response::set_hsts(&mut response);
    }
    let (status, ms) =
        (response.status(), u64::try_from(clock::now().0.saturating_sub(began.0)).unwrap_or(0));
    metrics::request(route.name(), status, ms);
    if !RequestLog::of(env).has(route.name(), is_ingest, status) {
        return Ok(response);
    }
    let id = hex::text(&random::bytes::<REQUEST_ID_BYTES>());
    response.set_unique("x-request-id", &id);
    let method = request.method().to_string();
    let line = log::RequestLine {
        id: &id,
        route: route.name(),
        method: &method,
        status,
        ms,
        code: fault.as_ref().map_or("", |fault| &fault.code),
        detail: fault.as_ref().and_then(|fault| fault.detail.as_deref()).unwrap_or_default(),
    };
    log::request(&line);
    Ok(response)
}

async fn error_response(route: Route<'_>, request: &Request, fault: &Fault, env: &Env) -> Result<Response> {
    if let Some(key) = route.ingest_key() {
        ingest::count_refusal(key, fault);
        ingest::note_refusal(route, request, fault, env).await;
    }
    if let Route::Sentry(endpoint) = route {
        return ingest::fault_to_sdk(endpoint, fault);
    }
    let mut response = if route.speaks_json() {
        response::fault(fault)?
    } else {
        let signed_in = matches!(login::find_actor(request, env).await, Ok(Some(_)));
        // A project that there is none of has no pages to go on with.
        page::fault(fault, signed_in, route.project_of_page().and_then(projects::cached_key), request)?
    };
    if fault.status == 401 {
        response.set("www-authenticate", "Bearer");
    }
    Ok(response)
}
