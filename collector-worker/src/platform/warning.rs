//! Warnings for the operator about the machine: noted where they are found, and shown by `/health`,
//! the start page and the log.
//!
//! Memory of this isolate only, which on one machine is all there is. A warning is a word of
//! ours and a time; nothing that a request chose.

use std::{cell::RefCell, collections::BTreeMap};

use corncrake_core::time::UnixMillis;

use super::log;

/// Something that is wrong with the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Warning {
    /// A database does not take a write.
    DiskFull,
    /// A stored day lies ahead of today: the clock was wrong then, or is now.
    ClockWentBack,
}

impl Warning {
    /// Its code in the answer of `/health`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::DiskFull => "disk_full",
            Self::ClockWentBack => "clock_went_back",
        }
    }

    /// What it says to people.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::DiskFull => {
                "The disk is full: nothing can be stored until there is room. What was stored is safe."
            }
            Self::ClockWentBack => {
                "The clock of this machine went back by a day or more: it was wrong then, or it is wrong \
                 now. Today was begun again; check the clock."
            }
        }
    }

    /// Milliseconds for which it stands after it was last noted: a disk that is full is found
    /// to be so by the next write; a clock is looked after by people.
    fn stands_ms(self) -> i64 {
        match self {
            Self::DiskFull => 30_000,
            Self::ClockWentBack => 86_400_000,
        }
    }
}

thread_local! {
    static NOTED: RefCell<BTreeMap<Warning, UnixMillis>> = const { RefCell::new(BTreeMap::new()) };
}

/// Notes a warning; one that does not stand yet is logged.
pub(crate) fn note(warning: Warning, now: UnixMillis) {
    let stood = is_active(warning, now);
    NOTED.with_borrow_mut(|noted| noted.insert(warning, now));
    if !stood {
        log::failure(warning.text(), warning.code());
    }
}

/// Whether it stands.
pub(crate) fn is_active(warning: Warning, now: UnixMillis) -> bool {
    let noted = NOTED.with_borrow(|noted| noted.get(&warning).copied());
    noted.is_some_and(|at| now.0.abs_diff(at.0) < warning.stands_ms().unsigned_abs())
}

/// Those that stand.
pub(crate) fn active(now: UnixMillis) -> Vec<Warning> {
    let all = NOTED.with_borrow(|noted| noted.keys().copied().collect::<Vec<_>>());
    all.into_iter().filter(|warning| is_active(*warning, now)).collect()
}
