//! Sends one message to one destination, by one request that follows no redirect. Public addresses are
//! reached by the runtime's own way out, which refuses private ones whatever their name resolves
//! to; hosts that the operator listed by `PRIVATE_NETWORK`.

use std::time::Duration;

use corncrake_core::time::UnixMillis;
use corncrake_model::alerts::destination::{Destination, DestinationKind};
use corncrake_store::outbox::{DueDelivery, retry::DeliveryFailure};
use futures_util::future::{Either, select};
use worker::{
    AbortController, Delay, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response,
};

use crate::destinations::{
    private_hosts::{OutboundNetwork, network_of},
    request::{OutgoingRequest, request_to},
    seal, smtp,
};

/// How long a receiver may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Seconds that a receiver may ask for, at most: a day.
const MOST_RETRY_SECONDS: i64 = 86_400;
/// The binding by which private addresses are reached, where the operator allows some.
const PRIVATE_NETWORK: &str = "PRIVATE_NETWORK";

/// A failure that another try would repeat.
pub(super) fn refused(reason: String) -> DeliveryFailure {
    DeliveryFailure { reason, is_final: true, wait_ms: None }
}

fn failed(reason: String) -> DeliveryFailure {
    DeliveryFailure { reason, is_final: false, wait_ms: None }
}

/// Sends a message.
pub(super) async fn send(
    env: &Env,
    destination: &Destination,
    delivery: &DueDelivery,
    now: UnixMillis,
) -> Result<(), DeliveryFailure> {
    let secret = seal::open(env, &destination.sealed).map_err(refused)?;
    let message = delivery.message.clone();
    let message = if destination.is_title_only { message.title_only() } else { message };
    if destination.kind == DestinationKind::Email {
        return smtp::send(env, &secret, &message, &delivery.id).await;
    }
    let outgoing = request_to(destination.kind, &secret, &message, &delivery.id, now).map_err(refused)?;
    let network = network_of(env, &outgoing.url).map_err(refused)?;
    let response = fetch(env, outgoing, network).await?;
    judge(&response)
}

async fn fetch(
    env: &Env,
    outgoing: OutgoingRequest,
    network: OutboundNetwork,
) -> Result<Response, DeliveryFailure> {
    let broken = |error: worker::Error| failed(sentence(&error.to_string(), network));
    let headers = Headers::new();
    for (name, value) in &outgoing.headers {
        headers.set(name, value).map_err(|_| refused(format!("The header {name} is not valid.")))?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers).with_redirect(RequestRedirect::Manual);
    init.with_body(Some(outgoing.body.into()));
    let abort = AbortController::default();
    let signal = abort.signal();
    let sending = async {
        match network {
            OutboundNetwork::Public => {
                let request = Request::new_with_init(&outgoing.url, &init)?;
                Fetch::Request(request).send_with_signal(&signal).await
            }
            OutboundNetwork::Private => env.service(PRIVATE_NETWORK)?.fetch(&outgoing.url, Some(init)).await,
        }
    };
    match select(Box::pin(sending), Box::pin(Delay::from(TIMEOUT))).await {
        Either::Left((answer, _)) => answer.map_err(broken),
        Either::Right(((), sending)) => {
            drop(sending);
            abort.abort();
            Err(failed(format!("There was no answer within {} s.", TIMEOUT.as_secs())))
        }
    }
}

/// What the runtime says of a connection that failed, for people. It never has the address itself.
fn sentence(error: &str, network: OutboundNetwork) -> String {
    let is_private =
        error.contains("not permitted") || error.contains("restricted") || error.contains("blocked");
    if is_private && network == OutboundNetwork::Public {
        return "The host has no public address, and ALERT_PRIVATE_HOSTS does not list it.".to_owned();
    }
    let word = ["refused", "DNS", "TLS", "certificate", "reset", "disconnected", "timed out"]
        .into_iter()
        .find(|word| error.contains(word));
    match word {
        Some("DNS") => "The host's name does not resolve.".to_owned(),
        Some("TLS" | "certificate") => "The host's certificate is not valid.".to_owned(),
        Some("refused") => "The connection was refused.".to_owned(),
        _ => "The connection failed.".to_owned(),
    }
}

/// What an answer means.
fn judge(response: &Response) -> Result<(), DeliveryFailure> {
    let status = response.status_code();
    let reason = format!("The receiver answered {status}.");
    match status {
        200..=299 => Ok(()),
        300..=399 => Err(refused(format!("The receiver answered {status}; redirects are not followed."))),
        408 | 425 | 429 | 500..=599 => {
            let asked = response.headers().get("retry-after").ok().flatten();
            let seconds = asked.and_then(|text| text.trim().parse::<i64>().ok());
            let wait_ms = seconds.map(|seconds| seconds.clamp(0, MOST_RETRY_SECONDS).saturating_mul(1_000));
            Err(DeliveryFailure { reason, is_final: false, wait_ms })
        }
        _ => Err(refused(reason)),
    }
}
