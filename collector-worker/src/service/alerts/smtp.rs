//! E-mail by SMTP.

use corncrake_core::time::UnixMillis;
use corncrake_model::alerts::{destination::DestinationSecret, message::AlertMessage};
use corncrake_store::outbox::retry::DeliveryFailure;
use worker::Env;

/// Sends a message.
pub(crate) async fn send(
    _env: &Env,
    _secret: &DestinationSecret,
    _message: &AlertMessage,
    _id: &str,
    _now: UnixMillis,
) -> Result<(), DeliveryFailure> {
    Err(DeliveryFailure { reason: "E-mail is not available yet.".into(), is_final: true, wait_ms: None })
}
