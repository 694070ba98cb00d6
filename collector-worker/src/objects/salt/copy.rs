//! The salt in an isolate's memory: one run of bytes that everybody shares, and that becomes
//! zeros when the last of them lets go of it.
//!
//! It must not outlive its day because nobody asks for the next one: any request of a later
//! day drops it, and so does the keeper's alarm in its own isolate, which on one machine is
//! the only one.

use std::{cell::RefCell, hint::black_box, rc::Rc};

use corncrake_core::{
    session::SALT_BYTES,
    time::{UnixMillis, UtcDay},
};
use corncrake_model::clock_skew;
use worker::Env;
use zeroize::{Zeroize, Zeroizing};

use super::day_digests;
use crate::{
    http::error::Fault,
    objects::{
        rpc::{MakeSalt, SaltOf},
        stub,
    },
    platform::random,
};

/// A salt, shared and never copied.
pub(crate) type SharedSalt = Rc<Zeroizing<[u8; SALT_BYTES]>>;
/// A salt and its day.
pub(crate) type DaysSalt = (UtcDay, SharedSalt);

/// Bytes below the stack pointer that are overwritten once a salt was dropped: what hashing
/// and decoding put there by the way.
const STACK_BYTES: usize = 64 * 1024;
/// The same below a call that hashes: many times what a MAC takes.
const HASHING_BYTES: usize = 16 * 1024;

thread_local! {
    /// So that the keeper is asked once a day and not once an event.
    static COPY: RefCell<Option<DaysSalt>> = const { RefCell::new(None) };
}

/// A new salt, made in its place: a value that is moved leaves its bytes behind.
pub(crate) fn random_salt() -> SharedSalt {
    let mut salt = Rc::new(Zeroizing::new([0; SALT_BYTES]));
    if let Some(bytes) = Rc::get_mut(&mut salt) {
        random::fill(bytes.as_mut_slice());
    }
    salt
}

/// What is derived of a salt. What the hashing leaves on the stack is overwritten at once: later, at
/// midnight, other calls may be less deep and not reach it.
pub(crate) fn derive<T>(salt: &SharedSalt, from: impl FnOnce(&[u8; SALT_BYTES]) -> T) -> T {
    let derived = call(|| from(salt));
    wipe::<HASHING_BYTES>();
    derived
}

/// Calls a function in a frame of its own, below the caller's.
#[inline(never)]
fn call<T>(function: impl FnOnce() -> T) -> T {
    function()
}

/// The salt of a day, from the copy or from the keeper.
pub(crate) async fn of(day: UtcDay, env: &Env) -> Result<SharedSalt, Fault> {
    if let Some(salt) = copied(day) {
        return Ok(salt);
    }
    let keeper = stub::salt(env)?;
    // On one machine the keeper shares this memory, so the salt does not travel; nobody could overwrite
    // the copies that the runtime would make on the way.
    stub::request(&keeper, &MakeSalt { day }).await?;
    if let Some(salt) = copied(day) {
        return Ok(salt);
    }
    let (newest, mut bytes) = stub::request(&keeper, &SaltOf { day }).await?;
    let salt = Rc::new(Zeroizing::new(bytes));
    bytes.zeroize();
    keep(&(newest, Rc::clone(&salt)));
    Ok(salt)
}

/// Keeps a salt in this isolate, unless it has a newer one.
pub(crate) fn keep((day, salt): &DaysSalt) {
    COPY.with_borrow_mut(|copy| {
        if copy.as_ref().is_none_or(|(copied, _)| copied < day) {
            *copy = Some((*day, Rc::clone(salt)));
        }
    });
}

fn copied(day: UtcDay) -> Option<SharedSalt> {
    COPY.with_borrow(|copy| {
        copy.as_ref().filter(|(copied, _)| *copied >= day).map(|(_, salt)| Rc::clone(salt))
    })
}

/// Whether a salt is of a day that is over, or that a wrong clock began.
pub(crate) fn is_past((day, _): &DaysSalt, now: UnixMillis) -> bool {
    *day < now.day() || clock_skew::is_ahead(*day, now)
}

/// Drops this isolate's copy, where its day is over, and what was remembered of that day.
pub(crate) fn forget_past(now: UnixMillis) {
    let had_digests = day_digests::forget_past(now);
    let past = COPY.with_borrow_mut(|copy| copy.take_if(|copied| is_past(copied, now)));
    if past.is_some() || had_digests {
        drop(past);
        wipe_stack();
    }
}

/// Overwrites what lies below the stack pointer.
pub(crate) fn wipe_stack() {
    wipe::<STACK_BYTES>();
}

#[inline(never)]
fn wipe<const BYTES: usize>() {
    // The array is written there because somebody may look at it.
    black_box(&mut [0_u8; BYTES]);
}
