//! Wrong guesses of a secret, counted in a window of time. A guesser is a MAC of a network, in
//! memory only and for minutes.

use std::collections::HashMap;

use corncrake_core::time::UnixMillis;

/// How long guesses are counted together.
const WINDOW_MS: i64 = 10 * 60_000;

/// Wrong guesses of one address in that time: a person who looks for the right one.
const OF_ONE: u32 = 10;

/// Wrong guesses of all: more addresses than an operator has.
const OF_ALL: u32 = 300;

/// A guesser: a MAC of its network, which nobody can read.
pub type GuesserId = [u8; 32];

/// Wrong guesses of one window, in the memory of the directory.
#[derive(Debug, Default)]
pub struct FailedAttempts {
    window: i64,
    all: u32,
    /// At most `OF_ALL` long, since nothing is counted beyond that.
    by: HashMap<GuesserId, u32>,
}

impl FailedAttempts {
    /// Counts a wrong guess; where it was one too many, the seconds until the next may come.
    pub fn count(&mut self, who: GuesserId, now: UnixMillis) -> Option<u32> {
        let window = now.0.div_euclid(WINDOW_MS);
        if self.window != window {
            *self = Self { window, ..Self::default() };
        }
        let left = u32::try_from((WINDOW_MS - now.0.rem_euclid(WINDOW_MS)) / 1_000 + 1).unwrap_or(1);
        if self.all >= OF_ALL {
            return Some(left);
        }
        self.all += 1;
        let own = self.by.entry(who).or_default();
        *own += 1;
        (*own >= OF_ONE).then_some(left)
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn who_guesses_too_often_waits_and_others_do_not() {
        let (mut guesses, now) = (FailedAttempts::default(), UnixMillis(WINDOW_MS * 1_000));
        let (thief, other) = ([1; 32], [2; 32]);
        for _ in 1..OF_ONE {
            assert_eq!(guesses.count(thief, now), None);
        }
        assert_eq!(guesses.count(thief, now), Some(601));
        assert_eq!(guesses.count(other, now), None);
        assert_eq!(guesses.count(thief, UnixMillis(now.0 + WINDOW_MS)), None, "the next window is another");
    }

    #[test]
    fn a_thousand_addresses_are_a_flood() {
        let (mut guesses, now) = (FailedAttempts::default(), UnixMillis(7));
        let refused = (0..1_000_u32).filter(|n| {
            let mut who = [0; 32];
            who[..4].copy_from_slice(&n.to_be_bytes());
            guesses.count(who, now).is_some()
        });
        assert_eq!(refused.count(), 700);
        assert_eq!(guesses.by.len(), OF_ALL as usize);
    }
}
