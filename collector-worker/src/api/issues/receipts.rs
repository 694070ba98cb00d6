//! What is stored under the code of a visitor's receipt, and its erasure, as JSON. The code is all that it needs.

use corncrake_core::{
    receipt::ReceiptCode,
    time::{UnixMillis, UtcDay},
};
use corncrake_model::events::stored_event::StoredEvent;
use serde::Serialize;
use worker::{Env, Request};

use crate::{
    auth::attempts,
    http::{Response, error::Fault, response},
    platform::clock,
    service::receipts::{self, FoundReceipt},
};

/// A stored event, with every field that it has.
#[derive(Serialize)]
struct ReceiptEventJson<'a> {
    at: String,
    /// Deleted in the night after this day.
    stored_until: String,
    #[serde(rename = "type")]
    kind: u8,
    name: &'a Option<String>,
    message: &'a str,
    uri: &'a Option<String>,
    stack: &'a Option<String>,
    meta: &'a Option<corncrake_core::json::Json>,
    release: &'a Option<String>,
    environment: &'a Option<String>,
    browser: &'a Option<String>,
    os: &'a Option<String>,
    count: u32,
}

impl<'a> ReceiptEventJson<'a> {
    fn new((at, stored_until, event): (UnixMillis, UtcDay, &'a StoredEvent)) -> Self {
        // A field that is added has to be shown here.
        let StoredEvent { kind, name, message, uri, stack, meta, release, environment, browser, os, count } =
            event;
        Self {
            at: at.rfc3339_to_the_millisecond(),
            stored_until: stored_until.date(),
            kind: *kind,
            name,
            message,
            uri,
            stack,
            meta,
            release,
            environment,
            browser,
            os,
            count: *count,
        }
    }
}

/// `GET /r/:code.json`
pub(crate) async fn receipt(code: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let found = find(code, request, env).await?;
    let events: Vec<_> = found.events().map(ReceiptEventJson::new).collect();
    private(response::json(200, &serde_json::json!({ "events": events, "retention_days": found.days() }))?)
}

/// `DELETE /r/:code.json`
pub(crate) async fn erase_receipt(code: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let found = find(code, request, env).await?;
    let erased = receipts::erase(&found, env).await?;
    private(response::json(200, &serde_json::json!({ "erased": erased }))?)
}

async fn find(code: &str, request: &Request, env: &Env) -> Result<FoundReceipt, Fault> {
    let code: ReceiptCode =
        code.parse().map_err(|_| Fault::invalid("code", "must be 20 letters and digits"))?;
    match receipts::find(&code, env).await? {
        Some(found) => Ok(found),
        None => {
            let missing = Fault::new(404, "not_found", "nothing is stored under this code");
            Err(attempts::record_missed_receipt(request, clock::now(), env, missing).await)
        }
    }
}

/// No search engine keeps it.
fn private(mut response: Response) -> Result<Response, Fault> {
    response.set("x-robots-tag", "noindex, nofollow");
    Ok(response)
}
