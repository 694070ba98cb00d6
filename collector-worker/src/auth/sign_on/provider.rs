//! What an issuer publishes: where its endpoints are (OpenID Connect Discovery), and its keys. Both are
//! kept in the isolate for ten minutes; keys are asked for anew where a token names one that is not there.

use std::{cell::RefCell, rc::Rc};

use corncrake_core::time::UnixMillis;
use corncrake_model::bounded_map::BoundedMap;
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

/// Addresses whose answer is kept: those of a provider, and of a team of Cloudflare Access.
const MOST_KEPT: usize = 4;

/// Answers by the address that they came from, each with when it came.
type KeptAnswers<T> = RefCell<BoundedMap<String, (UnixMillis, Rc<T>), MOST_KEPT>>;

thread_local! {
    static METADATA: KeptAnswers<ProviderMetadata> = RefCell::default();
    static KEYS: KeptAnswers<Vec<PublishedKey>> = RefCell::default();
    static FAILURES: KeptAnswers<String> = RefCell::default();
}

/// Reads an address that an issuer publishes at. A failure is kept for a while, too: nobody makes the collector
/// ask a provider without end.
async fn read_published(address: &str, env: &Env) -> Result<Vec<u8>, String> {
    if let Some(why) = FAILURES.with(|kept| find_kept(kept, address, AGAIN_MS)) {
        return Err(why.to_string());
    }
    let read = exchange::get(address, None, env).await;
    if let Err(why) = &read {
        FAILURES.with(|kept| keep(kept, address, why.clone()));
    }
    read
}

fn is_young(at: UnixMillis, most_ms: i64) -> bool {
    clock::now().0.abs_diff(at.0) < most_ms.unsigned_abs()
}

fn find_kept<T>(kept: &KeptAnswers<T>, address: &str, most_ms: i64) -> Option<Rc<T>> {
    let kept = kept.borrow();
    let found = kept.get(address).filter(|(at, _)| is_young(*at, most_ms));
    found.map(|(_, value)| Rc::clone(value))
}

fn keep<T>(kept: &KeptAnswers<T>, address: &str, value: T) -> Rc<T> {
    let value = Rc::new(value);
    let entry = (clock::now(), Rc::clone(&value));
    kept.borrow_mut().insert(address.to_owned(), entry, |(at, _)| !is_young(*at, KEPT_MS));
    value
}

/// The metadata of the provider that has this issuer's address.
pub(super) async fn metadata(issuer: &str, env: &Env) -> Result<Rc<ProviderMetadata>, String> {
    let address = format!("{issuer}/.well-known/openid-configuration");
    if let Some(kept) = METADATA.with(|kept| find_kept(kept, &address, KEPT_MS)) {
        return Ok(kept);
    }
    let body = read_published(&address, env).await?;
    let read: ProviderMetadata =
        serde_json::from_slice(&body).map_err(|_| "Its configuration does not read.".to_owned())?;
    // Discovery, section 4.3: otherwise anybody's document would do.
    if read.issuer.trim_end_matches('/') != issuer {
        return Err("Its configuration is of another issuer.".to_owned());
    }
    Ok(METADATA.with(|kept| keep(kept, &address, read)))
}

async fn keys_of(address: &str, kept_ms: i64, env: &Env) -> Result<Rc<Vec<PublishedKey>>, String> {
    if let Some(kept) = KEYS.with(|kept| find_kept(kept, address, kept_ms)) {
        return Ok(kept);
    }
    let read = keys::read(&read_published(address, env).await?)?;
    Ok(KEYS.with(|kept| keep(kept, address, read)))
}

/// Why a token was not verified.
#[derive(Debug)]
pub(super) enum VerifyFailure {
    /// It is not the issuer's, or does not read: in words.
    NotBelieved(&'static str),
    /// The issuer's keys are not to be had.
    NoKeys(String),
}

impl From<&'static str> for VerifyFailure {
    fn from(why: &'static str) -> Self {
        Self::NotBelieved(why)
    }
}

/// The claims of a token that the issuer signed.
pub(super) async fn verify(keys_address: &str, text: &str, env: &Env) -> Result<Claims, VerifyFailure> {
    let token = UnverifiedToken::read(text)?;
    let (name, algorithm) = (token.key.clone(), token.algorithm);
    let mut keys = keys_of(keys_address, KEPT_MS, env).await.map_err(VerifyFailure::NoKeys)?;
    if keys::find(&keys, name.as_deref(), algorithm).is_none() {
        // The issuer has a new key.
        keys = keys_of(keys_address, AGAIN_MS, env).await.map_err(VerifyFailure::NoKeys)?;
    }
    let key =
        keys::find(&keys, name.as_deref(), algorithm).ok_or("it is signed by no key of the issuer's")?;
    if signature::is_by(&key, &token).await {
        Ok(token.into_claims())
    } else {
        Err("its signature is wrong".into())
    }
}
