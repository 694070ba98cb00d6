//! The visitor's receipt: what is stored of what a page sent, for whoever has its code, and a button that
//! erases it. No login, no cookie, no script. A form takes a code in its body, so that it stands in no address.

use corncrake_core::{
    event::Event,
    receipt::ReceiptCode,
    time::{UnixMillis, UtcDay},
};
use corncrake_model::events::stored_event::StoredEvent;
use corncrake_www::receipt::{self, ReceiptEvent, ReceiptState, ReceiptView};
use worker::{Env, Request};

use crate::{
    auth::attempts,
    http::{Response, error::Fault, form::Form, page_error::PageError, response},
    pages::page::sentence,
    platform::clock,
    service::receipts::{self, FoundReceipt},
};

/// `GET /r`
pub(crate) fn receipt_form() -> Result<Response, PageError> {
    show(200, String::new(), ReceiptState::Form)
}

/// `GET /r/:code`. It changes nothing: addresses are opened by machines, too.
pub(crate) async fn receipt(code: &str, request: &Request, env: &Env) -> Result<Response, PageError> {
    answer(code, false, request, env).await
}

/// `POST /r`: shows what a code is of, or erases it.
pub(crate) async fn send_receipt_form(request: &mut Request, env: &Env) -> Result<Response, PageError> {
    let form = Form::read(request).await?;
    answer(form.get(receipt::CODE_FIELD), form.get(receipt::ERASE_FIELD) == "1", request, env).await
}

async fn answer(typed: &str, erases: bool, request: &Request, env: &Env) -> Result<Response, PageError> {
    let Ok(code) = typed.parse::<ReceiptCode>() else {
        return show(422, String::new(), ReceiptState::NotACode);
    };
    let shown = code.to_string();
    let Some(found) = receipts::find(&code, env).await? else {
        let missing = Fault::not_found("receipt");
        let fault = attempts::record_missed_receipt(request, clock::now(), env, missing).await;
        return match fault.status {
            404 => show(404, shown, ReceiptState::Nothing),
            429 => {
                let mut response = show(429, String::new(), ReceiptState::TooMany(sentence(&fault)))?;
                if let Some(seconds) = fault.retry_after {
                    response.set("retry-after", &seconds.to_string());
                }
                Ok(response)
            }
            _ => Err(fault.into()),
        };
    };
    if erases {
        let events = receipts::erase(&found, env).await?;
        return show(200, shown, ReceiptState::Erased(events));
    }
    let events = events(&found);
    show(200, shown, ReceiptState::Found { events, days: found.days() })
}

fn events(found: &FoundReceipt) -> Vec<ReceiptEvent> {
    let event = |(at, stored_until, stored): (UnixMillis, UtcDay, &StoredEvent)| {
        let kind = stored.kind();
        // A field that is added has to be shown.
        let StoredEvent {
            kind: _,
            name,
            message,
            uri,
            stack,
            meta,
            release,
            environment,
            browser,
            os,
            count,
        } = stored.clone();
        let event = Event { kind, name, message, uri, stack, meta, release, environment, fingerprint: None };
        ReceiptEvent { at, stored_until: stored_until.start(), event, browser, os, count }
    };
    found.events().map(event).collect()
}

fn show(status: u16, code: String, state: ReceiptState) -> Result<Response, PageError> {
    Ok(response::secret_page(status, &receipt::page(&ReceiptView { code, state }))?)
}
