//! Sends one message to one destination, by one request that follows no redirect. Public addresses are
//! reached by the runtime's own way out, which refuses private ones whatever their name resolves
//! to; hosts that the operator listed by `PRIVATE_NETWORK`.

use std::time::Duration;

use corncrake_core::time::UnixMillis;
use corncrake_model::alerts::destination::{Destination, DestinationKind};
use corncrake_store::outbox::{DueDelivery, retry::DeliveryFailure};
use futures_util::future::{Either, select};
use worker::{AbortController, Delay, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

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

/// What is said where there is no such binding: at the edge.
const NO_PRIVATE_NETWORK: &str = "There is no private network here: ALERT_PRIVATE_HOSTS is for one machine.";

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
    let (status, retry_after) = fetch(env, outgoing, network).await?;
    judge(status, retry_after.as_deref())
}

/// Sends a request; gives the status of its answer, and its `Retry-After`.
async fn fetch(
    env: &Env,
    outgoing: OutgoingRequest,
    network: OutboundNetwork,
) -> Result<(u16, Option<String>), DeliveryFailure> {
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
    let private = env.service(PRIVATE_NETWORK).ok();
    let sending = async {
        match network {
            OutboundNetwork::Public => {
                let request = Request::new_with_init(&outgoing.url, &init)?;
                Fetch::Request(request).send_with_signal(&signal).await
            }
            OutboundNetwork::Private => match private {
                Some(private) => private.fetch(&outgoing.url, Some(init)).await,
                None => Err(worker::Error::RustError(NO_PRIVATE_NETWORK.to_owned())),
            },
        }
    };
    match select(Box::pin(sending), Box::pin(Delay::from(TIMEOUT))).await {
        Either::Left((answer, _)) => {
            let answer = answer.map_err(broken)?;
            let retry_after = answer.headers().get("retry-after").ok().flatten();
            // What else a receiver says is not read.
            abort.abort();
            Ok((answer.status_code(), retry_after))
        }
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
fn judge(status: u16, retry_after: Option<&str>) -> Result<(), DeliveryFailure> {
    let reason = format!("The receiver answered {status}.");
    match status {
        200..=299 => Ok(()),
        300..=399 => Err(refused(format!("The receiver answered {status}; redirects are not followed."))),
        408 | 425 | 429 | 500..=599 => {
            let seconds = retry_after.and_then(|text| text.trim().parse::<i64>().ok());
            let wait_ms = seconds.map(|seconds| seconds.clamp(0, MOST_RETRY_SECONDS).saturating_mul(1_000));
            Err(DeliveryFailure { reason, is_final: false, wait_ms })
        }
        _ => Err(refused(reason)),
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn an_answer_is_success_for_now_or_for_good() {
        assert_eq!(judge(204, None), Ok(()));
        for (status, is_final) in
            [(301, true), (400, true), (404, true), (410, true), (408, false), (503, false)]
        {
            assert_eq!(judge(status, None).unwrap_err().is_final, is_final, "{status}");
        }
        for (asked, wait) in
            [("120", Some(120_000)), ("-5", Some(0)), ("99999999999", Some(86_400_000)), ("soon", None)]
        {
            assert_eq!(judge(429, Some(asked)).unwrap_err().wait_ms, wait, "{asked}");
        }
    }

    #[test]
    fn a_reason_never_has_the_address() {
        let network = OutboundNetwork::Public;
        for error in [
            "connect(): Connection refused; peer = 10.0.0.1",
            "DNS lookup failed: secret.example",
            "x secret",
        ] {
            let reason = sentence(error, network);
            assert!(!reason.contains("10.0.0.1") && !reason.contains("secret"), "{reason}");
        }
    }
}
