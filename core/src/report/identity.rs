//! What a resent report is known by.
//!
//! A browser that gets no answer sends the same report again, for about two days. Its `age`
//! and `attempts` change from one attempt to the next; the moment it was made does not.

use alloc::{format, string::String};

use super::Report;
use crate::{group, time::UnixMillis};

/// To how many milliseconds the moment it was made is rounded: attempts take different time
/// to arrive, seconds on a bad line.
pub const RESEND_WINDOW_MS: i64 = 10_000;

impl Report {
    /// When it was made, by the time it arrived and its age.
    pub fn made(&self, arrived: UnixMillis) -> UnixMillis {
        let age = self.age.and_then(|age| i64::try_from(age).ok()).unwrap_or(0);
        UnixMillis(arrived.0.saturating_sub(age))
    }

    /// 128 bits over its type, address, body and the `RESEND_WINDOW_MS` in which it was made.
    ///
    /// It can tell apart reports of other types, pages, lines or fields, and the same one
    /// made in another window. It cannot tell apart
    /// - visitors: it must only be compared within one session;
    /// - the same violation twice within one window, or with addresses that differ in what
    ///   was scrubbed: the second is counted as the first one resent (Firefox does say some
    ///   violations twice in one request);
    /// - two attempts on either side of a window's edge, which look like two reports. Who
    ///   must not miss these asks for `arrived` plus and minus a window as well.
    ///
    /// A report without an `age` is sent once and never again, so it needs no key.
    pub fn resend_key(&self, arrived: UnixMillis) -> [u8; 16] {
        let window = self.made(arrived).0.div_euclid(RESEND_WINDOW_MS);
        let mut body = String::new();
        self.meta().write(&mut body);
        let url = self.url.clone().unwrap_or_default();
        // The leading part keeps these apart from fingerprints, which are hashed alike.
        group::hash(
            group::REPORT_VERSION,
            &["resent".into(), self.type_name.clone(), url, body, format!("{window}")],
        )
        .0
    }
}
