//! The sleep of snoozed issues in a project's object: it ends by the object's alarm, or with the first
//! request behind its time. Where nothing is snoozed, the database is asked once, when the object wakes.

use corncrake_core::time::UnixMillis;
use corncrake_store as store;

use super::object::Project;
use crate::{
    http::error::Fault,
    platform::{clock, log},
};

/// Milliseconds after which an end that failed is tried again: the disk may be full.
const TRY_AGAIN_MS: i64 = 60_000;

impl Project {
    /// Ends the sleep of issues whose time is over. One that fails is not lost: the next request, or the
    /// alarm, tries again.
    pub(super) fn wake_snoozed(&self, now: UnixMillis) {
        if let Err(fault) = self.wake_due(now) {
            log::failure("snoozed issues sleep on", fault.detail.as_deref().unwrap_or(&fault.code));
        }
    }

    fn wake_due(&self, now: UnixMillis) -> Result<(), Fault> {
        let next = match self.next_wake.get() {
            Some(next) => next,
            None => store::next_wake(&self.sql()?)?,
        };
        self.next_wake.set(Some(next));
        if next.is_none_or(|next| now < next) {
            return Ok(());
        }
        self.whole(|sql| store::wake_due(sql, &self.rules.borrow(), now))?;
        self.next_wake.set(Some(store::next_wake(&self.sql()?)?));
        Ok(())
    }

    /// When the alarm is to ring for that again.
    pub(super) fn next_wake(&self, now: UnixMillis) -> Option<UnixMillis> {
        let next = self.next_wake.get().flatten()?;
        Some(if now < next { next } else { UnixMillis(now.0.saturating_add(TRY_AGAIN_MS)) })
    }

    /// Sets the alarm for what a request may have snoozed.
    pub(super) async fn arm_wake(&self) {
        if let Err(fault) = self.arm_next_wake().await {
            log::failure(
                "a snoozed issue waits for the night",
                fault.detail.as_deref().unwrap_or(&fault.code),
            );
        }
    }

    async fn arm_next_wake(&self) -> Result<(), Fault> {
        self.next_wake.set(Some(store::next_wake(&self.sql()?)?));
        match self.next_wake(clock::now()) {
            Some(next) => self.bring_forward(next).await,
            None => Ok(()),
        }
    }

    /// Forgets what is known of snoozes: an import brought others.
    pub(super) fn forget_next_wake(&self) {
        self.next_wake.set(None);
    }
}
