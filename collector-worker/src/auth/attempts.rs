//! Failed attempts to guess a secret: the directory counts all of them, and a sender of too many
//! is told to wait, and nothing else.
//!
//! Only wrong secrets are counted: a right one is accepted first, so that nobody can keep its
//! holder out. (A sender may guess on all the same, but no secret is short enough to be found
//! by that.) A guesser is a MAC of a network, in memory only and for minutes; senders without a
//! known address count as one.

use std::{cell::RefCell, net::IpAddr};

use corncrake_core::{ids::hmac_sha256, time::UnixMillis};
use corncrake_model::{access::attempts::GuesserId, bounded_map::BoundedMap};
use worker::{Env, Request};

use crate::{
    http::{client_address, error::Fault},
    objects::{
        rpc::{CountFailedAttempt, CountMissedReceipt},
        stub,
    },
    projects,
};

/// Addresses that an isolate refuses at once: a few kilobytes.
const MOST_REFUSED: usize = 1_000;

thread_local! {
    /// The guessers that this isolate refuses, and until when.
    static REFUSED: RefCell<BoundedMap<GuesserId, UnixMillis, MOST_REFUSED>> = RefCell::default();
}

/// The secret that is guessed; each kind is counted by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guessed {
    /// The secret of a login or a token.
    Login,
    /// The code of a visitor's receipt.
    Receipt,
}

/// The id of the request's network.
async fn guesser_id(guessed: Guessed, request: &Request, env: &Env) -> Result<GuesserId, Fault> {
    let address = network(&client_address::ip(request, env)?);
    let label: &[u8] = match guessed {
        Guessed::Login => b"corncrake login",
        Guessed::Receipt => b"corncrake receipt",
    };
    Ok(hmac_sha256(&projects::secret(env).await?, &[label, address.as_bytes()]))
}

/// The network that one household has: of IPv6 a /64, which is everybody's to choose from. An
/// IPv4 address is itself, also where a socket for both kinds writes it as IPv6.
fn network(address: &str) -> String {
    match address.parse().map(|ip: IpAddr| ip.to_canonical()) {
        Ok(IpAddr::V6(ip)) => format!("{:?}", ip.segments().get(..4).unwrap_or_default()),
        Ok(IpAddr::V4(ip)) => ip.to_string(),
        Err(_) => String::new(),
    }
}

/// Counts a wrong guess, and gives what is said to it: `otherwise`, or that it was one too many.
pub(super) async fn record_failure(request: &Request, now: UnixMillis, env: &Env, otherwise: Fault) -> Fault {
    after(count(Guessed::Login, request, now, env).await, otherwise)
}

/// The same for a code of a receipt under which nothing is stored.
pub(crate) async fn record_missed_receipt(
    request: &Request,
    now: UnixMillis,
    env: &Env,
    otherwise: Fault,
) -> Fault {
    after(count(Guessed::Receipt, request, now, env).await, otherwise)
}

fn after(counted: Result<Option<i64>, Fault>, otherwise: Fault) -> Fault {
    match counted {
        Ok(None) => otherwise,
        Ok(Some(seconds)) => too_many(seconds),
        Err(fault) => fault,
    }
}

/// Counts a wrong guess; the seconds to wait, where it was one too many.
async fn count(
    guessed: Guessed,
    request: &Request,
    now: UnixMillis,
    env: &Env,
) -> Result<Option<i64>, Fault> {
    let who = guesser_id(guessed, request, env).await?;
    let until = REFUSED.with_borrow(|refused| refused.get(&who).copied());
    if let Some(until) = until.filter(|until| now < *until) {
        return Ok(Some((until.0 - now.0) / 1_000 + 1));
    }
    let directory = stub::directory(env)?;
    let seconds = match guessed {
        Guessed::Login => stub::request(&directory, &CountFailedAttempt { who, now }).await?,
        Guessed::Receipt => stub::request(&directory, &CountMissedReceipt { who, now }).await?,
    };
    let Some(seconds) = seconds.map(i64::from) else { return Ok(None) };
    REFUSED.with_borrow_mut(|refused| {
        // The MAC of a network is remembered for minutes only, also where there is room.
        refused.retain(|_, until| now < *until);
        refused.insert(who, UnixMillis(now.0 + seconds * 1_000), |until| now >= *until);
    });
    Ok(Some(seconds))
}

fn too_many(seconds: i64) -> Fault {
    let message = format!("too many attempts; come again in {seconds} s");
    let retry_after = u32::try_from(seconds).ok();
    Fault { retry_after, ..Fault::new(429, "too_many_attempts", message) }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_household_is_one() {
        assert_eq!(network("2001:db8:1:2::7"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::7"), network("2001:db8:1:3::7"));
        assert_eq!((network("203.0.113.9").as_str(), network("").as_str()), ("203.0.113.9", ""));
        assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.9", "as a socket for both kinds writes it");
        assert_eq!(network("::FFFF:cb00:7109"), "203.0.113.9");
        assert_ne!(network("::ffff:203.0.113.9"), network("::ffff:203.0.113.10"));
    }
}
