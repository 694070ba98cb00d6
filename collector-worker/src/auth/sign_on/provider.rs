//! What an issuer publishes: where its endpoints are (OpenID Connect Discovery), and its keys. Both are
//! kept in the isolate for ten minutes; keys are asked for anew where a token names one that is not there.

use std::{cell::RefCell, rc::Rc};

use corncrake_core::time::UnixMillis;
use worker::Env;

use super::{
    claims::Claims,
    exchange,
    keys::{self, PublishedKey},
    metadata::ProviderMetadata,
    signature,
    token::UnverifiedToken,
};
use crate::platform::clock;

/// How long what an issuer publishes is kept.
const KEPT_MS: i64 = 10 * 60_000;
/// How soon keys are asked for again for one that is not there: a token with a made-up name costs no request.
const AGAIN_MS: i64 = 30_000;

/// Something that was fetched from an address.
struct Copy<T> {
    from: String,
    at: UnixMillis,
    value: Rc<T>,
}

type Slot<T> = RefCell<Option<Copy<T>>>;

thread_local! {
    static METADATA: Slot<ProviderMetadata> = const { RefCell::new(None) };
    // Two issuers at most: a provider, and a team of Cloudflare Access.
    static KEYS: [Slot<Vec<PublishedKey>>; 2] = const { [RefCell::new(None), RefCell::new(None)] };
}

/// Whose keys are meant.
#[derive(Debug, Clone, Copy)]
pub(super) enum Issuer {
    Provider = 0,
    AccessTeam = 1,
}

fn copied<T>(slot: &Slot<T>, from: &str, most_ms: i64) -> Option<Rc<T>> {
    let is_young = |at: UnixMillis| clock::now().0.abs_diff(at.0) < most_ms.unsigned_abs();
    slot.borrow()
        .as_ref()
        .filter(|copy| copy.from == from && is_young(copy.at))
        .map(|copy| Rc::clone(&copy.value))
}

fn keep<T>(slot: &Slot<T>, from: &str, value: T) -> Rc<T> {
    let value = Rc::new(value);
    slot.replace(Some(Copy { from: from.to_owned(), at: clock::now(), value: Rc::clone(&value) }));
    value
}

/// The metadata of the provider that has this issuer's address.
pub(super) async fn metadata(issuer: &str, env: &Env) -> Result<Rc<ProviderMetadata>, String> {
    let address = format!("{issuer}/.well-known/openid-configuration");
    if let Some(kept) = METADATA.with(|slot| copied(slot, &address, KEPT_MS)) {
        return Ok(kept);
    }
    let body = exchange::get(&address, None, env).await?;
    let read: ProviderMetadata =
        serde_json::from_slice(&body).map_err(|_| "Its configuration does not read.".to_owned())?;
    // Discovery, section 4.3: otherwise anybody's document would do.
    if read.issuer.trim_end_matches('/') != issuer {
        return Err("Its configuration is of another issuer.".to_owned());
    }
    Ok(METADATA.with(|slot| keep(slot, &address, read)))
}

async fn keys_of(
    issuer: Issuer,
    address: &str,
    kept_ms: i64,
    env: &Env,
) -> Result<Rc<Vec<PublishedKey>>, String> {
    let slot = |run: &dyn Fn(&Slot<Vec<PublishedKey>>) -> Option<Rc<Vec<PublishedKey>>>| {
        KEYS.with(|slots| slots.get(issuer as usize).and_then(run))
    };
    if let Some(kept) = slot(&|slot| copied(slot, address, kept_ms)) {
        return Ok(kept);
    }
    let read = keys::read(&exchange::get(address, None, env).await?)?;
    let kept = slot(&|slot| Some(keep(slot, address, read.clone())));
    Ok(kept.unwrap_or_else(|| Rc::new(read)))
}

/// The claims of a token that the issuer signed; or in words why it is not believed.
pub(super) async fn verify(
    issuer: Issuer,
    keys_address: &str,
    text: &str,
    env: &Env,
) -> Result<Claims, String> {
    let token = UnverifiedToken::read(text)?;
    let (name, algorithm) = (token.key.clone(), token.algorithm);
    let mut keys = keys_of(issuer, keys_address, KEPT_MS, env).await?;
    if keys::find(&keys, name.as_deref(), algorithm).is_none() {
        // The issuer has a new key.
        keys = keys_of(issuer, keys_address, AGAIN_MS, env).await?;
    }
    let key =
        keys::find(&keys, name.as_deref(), algorithm).ok_or("it is signed by no key of the issuer's")?;
    if signature::is_by(&key, &token).await {
        Ok(token.into_claims())
    } else {
        Err("its signature is wrong".into())
    }
}
