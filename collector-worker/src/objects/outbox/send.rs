//! Sends one message to one destination, by one request, and reads what its status means.

use corncrake_core::time::UnixMillis;
use corncrake_model::alerts::destination::{Destination, DestinationKind};
use corncrake_store::outbox::{DueDelivery, retry::DeliveryFailure};
use worker::Env;

use crate::{
    destinations::{request::request_to, seal, smtp},
    platform::{outbound, private_hosts::network_of},
};

/// Seconds that a receiver may ask for, at most: a day.
const MOST_RETRY_SECONDS: i64 = 86_400;
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
    // What else a receiver says is not read.
    let answer = outbound::send(env, outgoing, network).await.map_err(failed)?;
    judge(answer.status(), answer.header("retry-after").as_deref())
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
}
