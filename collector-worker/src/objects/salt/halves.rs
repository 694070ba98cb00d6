//! The two halves of a day's salt, where the keeper's memory alone would not last the day.
//!
//! One half is a row of the keeper's own database, whose history the edge keeps for thirty
//! days; the other is in Workers KV, which keeps no history, and expires with the day. With
//! both the salt can be made again after an eviction; once KV's is gone, the row in the
//! history is 256 random bits that nothing can be found out with.

use std::rc::Rc;

use corncrake_core::{
    session::{SALT_BYTES, salt_of_halves},
    time::UtcDay,
};
use corncrake_model::hex;
use corncrake_store as store;
use corncrake_store::engine::Sql;
use worker::{Env, kv::KvStore};
use zeroize::{Zeroize, Zeroizing};

use super::copy::SharedSalt;
use crate::{
    http::error::Fault,
    platform::{clock, log, random},
};

const BINDING: &str = "SALT_HALF";
/// What KV asks for at least, in seconds from now: a half that was made in the last minute
/// of a day expires in the first of the next, unless the alarm deletes it earlier.
const LEAST_SECONDS: u64 = 60;

/// Becomes zeros when it is dropped.
type SaltHalf = Zeroizing<[u8; SALT_BYTES]>;

/// The place of the other half, where the collector has one.
pub(crate) fn kv_store(env: &Env) -> Option<KvStore> {
    env.kv(BINDING).ok()
}

fn key(day: UtcDay) -> String {
    format!("salt-half-{}", day.0)
}

/// Both places.
pub(crate) struct SaltHalves<S> {
    pub(crate) sql: S,
    pub(crate) kv: KvStore,
}

impl<S: Sql> SaltHalves<S> {
    /// The salt of a day, where both halves are there. KV may be a minute late to tell what
    /// was put there, or not answer: then the day goes on with a new salt.
    pub(crate) async fn find(&self, day: UtcDay) -> Result<Option<SharedSalt>, Fault> {
        let Some(own) = store::salt_half(&self.sql, day)? else { return Ok(None) };
        let other = match self.kv.get(&key(day)).text().await {
            Ok(text) => text.map(Zeroizing::new).as_deref().and_then(|text| read(text)),
            Err(error) => {
                log::failure("half of the salt was not read", &error.to_string());
                None
            }
        };
        Ok(other.map(|other| salt_of(&Zeroizing::new(own), &other, day)))
    }

    /// A new salt. Its own half is kept; the other one is to be put.
    pub(crate) fn make(&self, day: UtcDay) -> Result<(SharedSalt, SaltHalf), Fault> {
        let (mut own, mut other) = (SaltHalf::default(), SaltHalf::default());
        random::fill(&mut *own);
        random::fill(&mut *other);
        store::put_salt_half(&self.sql, day, &own)?;
        Ok((salt_of(&own, &other, day), other))
    }

    /// Puts the other half. If that fails, the salt lives as long as the keeper's memory.
    pub(crate) async fn put(&self, day: UtcDay, other: SaltHalf) {
        let text = hex::text(&*other);
        let ends = u64::try_from(day.next().start().0 / 1_000).unwrap_or_default();
        let soonest = u64::try_from(clock::now().0 / 1_000).unwrap_or_default() + LEAST_SECONDS + 1;
        let put = async { self.kv.put(&key(day), text)?.expiration(ends.max(soonest)).execute().await };
        if let Err(error) = put.await {
            log::failure("half of the salt was not put", &error.to_string());
        }
    }

    /// Destroys the halves of every day but this one: those that are over, and those that a
    /// wrong clock began.
    pub(crate) async fn destroy_all_but(&self, today: UtcDay) -> Result<(), Fault> {
        for day in store::salt_days_but(&self.sql, today)? {
            // First KV's: as long as the row is there, the next alarm tries again.
            self.kv.delete(&key(day)).await.map_err(|error| Fault::internal(error.to_string()))?;
            store::delete_salt_half(&self.sql, day)?;
        }
        Ok(())
    }
}

/// The salt of two halves, of which nothing stays but itself.
fn salt_of(own: &SaltHalf, other: &SaltHalf, day: UtcDay) -> SharedSalt {
    let mut made = salt_of_halves(own, other, day);
    let salt = Rc::new(Zeroizing::new(made));
    made.zeroize();
    salt
}

fn read(text: &str) -> Option<SaltHalf> {
    let mut half = SaltHalf::default();
    if text.len() != SALT_BYTES * 2 {
        return None;
    }
    for (byte, digits) in half.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(half)
}
