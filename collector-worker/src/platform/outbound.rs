//! The ways out: one request to a host of somebody else, which follows no redirect. Public addresses are
//! reached by the runtime's own way out, which refuses private ones whatever their name resolves to;
//! hosts that the operator listed (`private_hosts`) by the other. Errors are sentences without the address.

use std::{pin::pin, time::Duration};

use futures_util::{
    StreamExt,
    future::{Either, select},
};
use worker::{
    AbortController, Delay, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response,
};

use super::private_hosts::OutboundNetwork;

/// How long an answer may take: its head, and then its body.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);
/// The binding by which private addresses are reached, where the operator allows some.
const PRIVATE_NETWORK: &str = "PRIVATE_NETWORK";
/// What is said where there is no such binding: at the edge.
const NO_PRIVATE_NETWORK: &str = "There is no private network here: PRIVATE_HOSTS is for one machine.";

/// A request, before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutgoingRequest {
    pub(crate) url: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The body of a POST; without one it is a GET.
    pub(crate) body: Option<String>,
}

/// An answer of which the head is there. Dropped, it ends the connection.
pub(crate) struct IncomingAnswer {
    response: Response,
    abort: Option<AbortController>,
}

impl Drop for IncomingAnswer {
    fn drop(&mut self) {
        if let Some(abort) = self.abort.take() {
            abort.abort();
        }
    }
}

impl IncomingAnswer {
    /// The status.
    pub(crate) fn status(&self) -> u16 {
        self.response.status_code()
    }

    /// A header, where it is there.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).ok().flatten()
    }

    /// The body, of so many bytes at most.
    pub(crate) async fn read(mut self, most_bytes: usize) -> Result<Vec<u8>, String> {
        let broken = |_| "The answer broke off.".to_owned();
        let reading = async {
            let mut stream = self.response.stream().map_err(broken)?;
            let mut body = Vec::new();
            while let Some(piece) = stream.next().await {
                body.extend_from_slice(&piece.map_err(broken)?);
                if body.len() > most_bytes {
                    return Err(format!("The answer has more than {} KiB.", most_bytes / 1_024));
                }
            }
            Ok(body)
        };
        match select(pin!(reading), pin!(Delay::from(TIMEOUT))).await {
            Either::Left((body, _)) => body,
            Either::Right(_) => Err(too_slow()),
        }
    }
}

/// Sends a request.
pub(crate) async fn send(
    env: &Env,
    outgoing: OutgoingRequest,
    network: OutboundNetwork,
) -> Result<IncomingAnswer, String> {
    let headers = Headers::new();
    for (name, value) in &outgoing.headers {
        headers.set(name, value).map_err(|_| format!("The header {name} is not valid."))?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers).with_redirect(RequestRedirect::Manual);
    if let Some(body) = outgoing.body {
        init.with_method(Method::Post).with_body(Some(body.into()));
    }
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
        Either::Left((Ok(response), _)) => Ok(IncomingAnswer { response, abort: Some(abort) }),
        Either::Left((Err(error), _)) => Err(sentence(&error.to_string(), network)),
        Either::Right(((), sending)) => {
            drop(sending);
            abort.abort();
            Err(too_slow())
        }
    }
}

fn too_slow() -> String {
    format!("There was no answer within {} s.", TIMEOUT.as_secs())
}

/// What the runtime says of a connection that failed, for people. It never has the address itself.
fn sentence(error: &str, network: OutboundNetwork) -> String {
    let is_private =
        error.contains("not permitted") || error.contains("restricted") || error.contains("blocked");
    if is_private && network == OutboundNetwork::Public {
        return "The host has no public address, and PRIVATE_HOSTS does not list it.".to_owned();
    }
    if error.contains(NO_PRIVATE_NETWORK) {
        return NO_PRIVATE_NETWORK.to_owned();
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

#[cfg(test)]
mod tests {

    use super::*;

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
