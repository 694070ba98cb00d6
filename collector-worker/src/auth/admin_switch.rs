//! The switch of the admin token: off, it opens no page, no API and no login link, and the logins it
//! opened are closed. Who can set a variable of the collector's process has the machine, and may
//! switch it on again: `ADMIN_ACCESS=on`.

use std::cell::Cell;

use corncrake_core::time::UnixMillis;
use corncrake_model::access::user::AdminTokenState;
use worker::Env;

use crate::{
    http::error::Fault,
    objects::{
        rpc::{ReadAdminTokenState, SwitchAdminToken},
        stub,
    },
    platform::{clock, env},
};

/// The variable by which the operator has the token work whatever was switched.
const ADMIN_ACCESS: &str = "ADMIN_ACCESS";
/// How long an isolate believes its copy of the switch: a request by the token costs no look-up
/// meanwhile.
const BELIEVED_MS: i64 = 10_000;

thread_local! {
    static COPY: Cell<Option<(UnixMillis, bool)>> = const { Cell::new(None) };
}

/// Whether the operator has it work by the variable.
pub(crate) fn is_forced_on(env: &Env) -> bool {
    env::read(env, ADMIN_ACCESS).is_some_and(|value| value.trim() == "on")
}

/// The switch, as the directory has it now.
pub(crate) async fn state(env: &Env) -> Result<AdminTokenState, Fault> {
    let state = stub::request(&stub::directory(env)?, &ReadAdminTokenState {}).await?;
    COPY.set(Some((clock::now(), state.is_on)));
    Ok(state)
}

/// Whether the token opens anything.
pub(super) async fn is_on(env: &Env) -> Result<bool, Fault> {
    if is_forced_on(env) {
        return Ok(true);
    }
    let now = clock::now();
    let copied = COPY.get().filter(|(at, _)| now.0.abs_diff(at.0) < BELIEVED_MS.unsigned_abs());
    match copied {
        Some((_, is_on)) => Ok(is_on),
        None => Ok(state(env).await?.is_on),
    }
}

/// Refuses the token while it is off, and says how it is switched on.
pub(super) async fn require_on(env: &Env) -> Result<(), Fault> {
    if is_on(env).await? {
        return Ok(());
    }
    let message = "the admin token is switched off: log in by passkey, or start the collector with \
        ADMIN_ACCESS=on";
    Err(Fault::new(403, "admin_token_off", message))
}

/// Switches it.
pub(crate) async fn switch(on: bool, env: &Env) -> Result<(), Fault> {
    let done = stub::request(&stub::directory(env)?, &SwitchAdminToken { on, now: clock::now() }).await?;
    COPY.set(None);
    if done {
        return Ok(());
    }
    let message = "the admin token stays on until an owner has a passkey: nobody could get in otherwise";
    Err(Fault::new(409, "no_owner", message))
}
