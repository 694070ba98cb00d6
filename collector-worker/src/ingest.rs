//! `/v1/:key/event`, `/v1/:key/ping` and `/v1/:key/report`, by TrackX's contract: the stateless way in.
//!
//! Check the key, the query, the sender; read and decode; scrub again with the code that
//! scrubbed on the device; hash the session; parse and group; hand one record to the
//! project's object, which stores. The answer comes after the write.

use corncrake_core::{
    group,
    ids::ProjectKey,
    noise,
    report::{self, Report},
    scrub, stack,
    wire::{limits, trackx},
};
use worker::{Env, Method, Request, Response};

use crate::{
    address, answer, body, clock, directory,
    fault::Fault,
    objects::{self, Record, Write},
    store::{EventBody, Occurrence},
    visitor::Visitor,
};

/// One white pixel as a GIF (GIF87a, a table of two whites), 35 bytes.
const PIXEL: [u8; 35] = [
    0x47, 0x49, 0x46, 0x38, 0x37, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00,
    0x3b,
];

/// Media types of a report, by the specifications and by what browsers do.
const REPORT_MEDIA_TYPES: [&str; 5] = [
    "application/reports+json",
    "application/csp-report",
    "application/expect-ct-report+json",
    "application/json",
    "text/plain",
];

/// Media types of an event: JSON, and the text that needs no preflight.
const EVENT_MEDIA_TYPES: [&str; 2] = ["application/json", "text/plain"];

/// `POST /v1/:key/event`
pub(crate) async fn event(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let project = directory::find(key, clock::now(), env).await?;
    no_query(request)?;
    let visitor = Visitor::read(request, &project, env)?;
    if !EVENT_MEDIA_TYPES.contains(&body::media_type(request)?.as_str()) {
        let message = "Content-Type must be application/json or text/plain";
        return Err(Fault::new(415, "unsupported_media_type", message));
    }
    let mut event = trackx::decode(&body::read(request, limits::EVENT_BYTES).await?)?;
    scrub::event(&mut event);
    let stack = event.stack.as_deref().unwrap_or_default();
    let frames = stack::parse_event(stack, event.name.as_deref(), &event.message);
    let fingerprint = group::fingerprint(&event, &frames);
    let seen = Occurrence {
        fingerprint: fingerprint.hash,
        version: group::VERSION,
        grouping: fingerprint.parts,
        title: group::title(&event),
        kind: event.kind.code(),
        noise: noise::of_event(&event, &frames).map(|rule| rule.name().to_owned()),
    };
    let now = clock::now(); // after the body, which may take its time
    let session = visitor.session(now, env).await?;
    let agent = visitor.agent();
    let body = EventBody::new(event, agent.browser, agent.os);
    let record = Record { at: now, session, event: Some((seen, body)), resend_key: None };
    keep(project.key, vec![record], env).await
}

/// `GET|POST /v1/:key/ping`
pub(crate) async fn ping(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = directory::find(key, now, env).await?;
    no_query(request)?;
    let visitor = Visitor::read(request, &project, env)?;
    let session = visitor.session(now, env).await?;
    let record = Record { at: now, session, event: None, resend_key: None };
    let kept = keep(project.key, vec![record], env).await?;
    let accept = request.headers().get("accept")?.unwrap_or_default();
    if request.method() == Method::Get && accept.contains("image") {
        return answer::gif(PIXEL.to_vec());
    }
    Ok(kept)
}

/// `POST /v1/:key/report`: what browsers report by themselves.
pub(crate) async fn report(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let project = directory::find(key, clock::now(), env).await?;
    no_query(request)?;
    if !REPORT_MEDIA_TYPES.contains(&body::media_type(request)?.as_str()) {
        let message = "Content-Type must be one of the Reporting API, JSON or text/plain";
        return Err(Fault::new(415, "unsupported_media_type", message));
    }
    let reports = report::decode(&body::read(request, limits::REPORT_BYTES).await?)?;
    let now = clock::now();
    let mut records = Vec::new();
    for report in &reports {
        // Several engines send no origin, or `null`: the page that a report is about counts.
        let Some(visitor) = Visitor::of_report(request, report, &project, env)? else { continue };
        let session = visitor.session(now, env).await?;
        let agent = visitor.agent();
        let body = EventBody::new(report.event(), agent.browser, agent.os);
        let resend_key = report.age.map(|_| report.resend_key(now));
        records.push(Record { at: now, session, event: Some((reported(report), body)), resend_key });
    }
    if records.is_empty() && !reports.is_empty() {
        return Err(Fault::origin_not_allowed());
    }
    keep(project.key, records, env).await
}

fn reported(report: &Report) -> Occurrence {
    let fingerprint = report.fingerprint();
    Occurrence {
        fingerprint: fingerprint.hash,
        version: group::VERSION,
        grouping: fingerprint.parts,
        title: report.title(),
        kind: report.kind().code(),
        noise: noise::of_report(report).map(|rule| rule.name().to_owned()),
    }
}

/// Has a project's object keep what a request brought, and answers after the write.
async fn keep(key: ProjectKey, records: Vec<Record>, env: &Env) -> Result<Response, Fault> {
    objects::ask(&objects::project(env, key)?, &Write { records }).await?;
    answer::ok()
}

fn no_query(request: &Request) -> Result<(), Fault> {
    match address::url(request)?.query() {
        None | Some("") => Ok(()),
        Some(_) => Err(Fault::bad_request("unknown_parameter", "this address takes no query parameters")),
    }
}
