//! When the next request may go: a moment after the first error, so that what fails together
//! goes together; after some of those ever less often, while errors keep coming; later still
//! where the collector does not answer. Time is milliseconds of any clock that does not go back.

/// Milliseconds in which what fails together comes together.
const SETTLE_MS: f64 = 100.0;
/// Requests without a pause, so that a developer who tries a page out sees each error at once.
const FREE: u32 = 8;
/// Milliseconds of the first pause after those. It doubles while a page keeps failing: a
/// storm of a minute is 14 requests.
const FIRST_GAP_MS: f64 = 1_000.0;
/// Milliseconds without a new error after which a page is as good as new.
const QUIET_MS: f64 = 30_000.0;
/// The longest pause between two requests, in milliseconds.
const MAX_GAP_MS: f64 = 60_000.0;
/// Milliseconds until the first retry, which doubles with each.
const FIRST_RETRY_MS: f64 = 2_000.0;
/// The most that a collector can ask a page to wait, in seconds: an hour. Longer is a mistake.
const MAX_RETRY_AFTER_SECONDS: u32 = 3_600;
/// How often that pause doubles: up to an hour, so that a page which logs each of its failed
/// requests cannot keep itself busy.
const MAX_DOUBLINGS: u32 = 11;

/// The rhythm of one page.
pub(super) struct Backoff {
    not_before: f64,
    last_error_at: f64,
    free: u32,
    gap: f64,
    failures: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { not_before: 0.0, last_error_at: 0.0, free: FREE, gap: FIRST_GAP_MS, failures: 0 }
    }
}

impl Backoff {
    /// Milliseconds until something may be sent.
    pub(super) fn wait(&self, now: f64) -> f64 {
        self.not_before - now
    }

    /// An error came in, perhaps as the first that waits.
    pub(super) fn on_error(&mut self, now: f64, is_first: bool) {
        if now - self.last_error_at > QUIET_MS {
            (self.free, self.gap) = (FREE, FIRST_GAP_MS);
        }
        self.last_error_at = now;
        if is_first {
            self.not_before = self.not_before.max(now + SETTLE_MS);
        }
    }

    /// A request was answered for good.
    pub(super) fn on_success(&mut self, now: f64) {
        self.failures = 0;
        if let Some(free) = self.free.checked_sub(1) {
            self.free = free;
        } else {
            self.not_before = now + self.gap;
            self.gap = (self.gap * 2.0).min(MAX_GAP_MS);
        }
    }

    /// A request failed. While the page has no network that is no failure of the collector's.
    pub(super) fn on_failure(&mut self, now: f64, retry_after: u32, is_offline: bool, chance: f64) {
        let retry = FIRST_RETRY_MS * f64::from(1_u32 << self.failures.min(MAX_DOUBLINGS));
        if !is_offline {
            self.failures = self.failures.saturating_add(1);
        }
        let asked = f64::from(retry_after.min(MAX_RETRY_AFTER_SECONDS)) * 1_000.0;
        // Pages that failed together must not come back together.
        let wait = if asked > 0.0 { asked * (1.0 + chance / 4.0) } else { retry * (0.5 + chance) };
        self.not_before = now + wait;
    }

    /// The page may end soon: what waits only for company need not wait.
    pub(super) fn send_soon(&mut self) {
        if self.failures == 0 {
            self.not_before = 0.0;
        }
    }
}
