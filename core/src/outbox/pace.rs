//! When the next request may go: a moment after the first error, so that what fails together
//! goes together; then ever less often while errors keep coming; later still where the
//! collector does not answer. Time is milliseconds of any clock that does not go back.

/// Milliseconds in which what fails together comes together.
const SETTLE_MS: f64 = 100.0;
/// Milliseconds between the first two requests. It doubles while a page keeps failing: a
/// storm of a minute is 7 requests.
const FIRST_GAP_MS: f64 = 1_000.0;
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
pub(super) struct Pace {
    not_before: f64,
    sent_at: f64,
    gap: f64,
    failures: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { not_before: 0.0, sent_at: 0.0, gap: FIRST_GAP_MS, failures: 0 }
    }
}

impl Pace {
    /// Milliseconds until something may be sent.
    pub(super) fn wait(&self, now: f64) -> f64 {
        self.not_before - now
    }

    /// Something came in where nothing waited.
    pub(super) fn settle(&mut self, now: f64) {
        self.not_before = self.not_before.max(now + SETTLE_MS);
    }

    /// A request was answered for good.
    pub(super) fn sent(&mut self, now: f64) {
        let was_quiet = now - self.sent_at > 2.0 * self.gap;
        self.gap = if was_quiet { FIRST_GAP_MS } else { (self.gap * 2.0).min(MAX_GAP_MS) };
        self.sent_at = now;
        self.failures = 0;
        self.not_before = now + self.gap;
    }

    /// A request failed. While the page has no network that is no failure of the collector's.
    pub(super) fn failed(&mut self, now: f64, retry_after: u32, is_offline: bool, chance: f64) {
        let backoff = FIRST_RETRY_MS * f64::from(1_u32 << self.failures.min(MAX_DOUBLINGS));
        if !is_offline {
            self.failures = self.failures.saturating_add(1);
        }
        let asked = f64::from(retry_after.min(MAX_RETRY_AFTER_SECONDS)) * 1_000.0;
        // Pages that failed together must not come back together.
        let wait = if asked > 0.0 { asked * (1.0 + chance / 4.0) } else { backoff * (0.5 + chance) };
        self.not_before = now + wait;
    }

    /// The page may end soon: what waits only for company need not wait.
    pub(super) fn hurry(&mut self) {
        if self.failures == 0 {
            self.not_before = 0.0;
        }
    }
}
