//! The order of releases by their names: versions of one package, as SemVer, with four parts, as
//! dates, or as `name@version+build`. Names that are none, and those of two packages, have no
//! order; the caller then goes by when they were first seen.

use alloc::{string::String, vec::Vec};
use core::cmp::Ordering;

/// The most numbers of a version: a date with a time and a count has seven.
const MAX_NUMBERS: usize = 8;
/// Years that a version may begin with; such a one may have dashes between its numbers.
const YEARS: core::ops::Range<u64> = 1990..2100;
/// From so many digits a number begins with a year: `20241128`.
const DATE_DIGITS: u32 = 8;
/// How far the first number may leap, as `2 * before + LEAP`, in releases that follow each other.
const LEAP: u64 = 10;

/// A version of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version<'a> {
    package: &'a str,
    numbers: Vec<u64>,
    /// What stands behind a dash: before the version itself.
    before: Option<&'a str>,
    build: Option<&'a str>,
}

impl<'a> Version<'a> {
    /// The version that a release's name says; nothing where it says none.
    pub fn of(name: &'a str) -> Option<Self> {
        let name = name.trim();
        let (package, rest) = split(name)?;
        let end = rest.find('+').or_else(|| rest.find(" (")).unwrap_or(rest.len());
        let (version, build) = rest.split_at_checked(end)?;
        let build = Some(build.trim_matches([' ', '+', '(', ')'])).filter(|build| !build.is_empty());
        let first = version.split(['.', '-', '_']).next()?;
        let is_date = first.parse::<u64>().is_ok_and(|year| first.len() == 4 && YEARS.contains(&year));
        let (mut numbers, mut rest) = (Vec::new(), version);
        loop {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let (number, behind) = rest.split_at_checked(digits)?;
            numbers.push(number.parse().ok()?);
            rest = behind;
            let goes_on = rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
            match rest.as_bytes().first() {
                Some(b'.') if goes_on && numbers.len() < MAX_NUMBERS => {}
                Some(b'-' | b'_' | b'T') if goes_on && is_date && numbers.len() < MAX_NUMBERS => {}
                _ => break,
            }
            rest = rest.get(1..)?;
        }
        let before = match rest {
            "" | "Z" => None,
            rest => Some(rest.strip_prefix('-').filter(|rest| !rest.is_empty())?),
        };
        Some(Self { package, numbers, before, build })
    }

    /// How two versions of one package follow each other; nothing where they are of two.
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        if self.package != other.package {
            return None;
        }
        let number = |of: &Self, at: usize| of.numbers.get(at).copied().unwrap_or(0);
        let length = self.numbers.len().max(other.numbers.len());
        let numbers = (0..length).map(|at| number(self, at).cmp(&number(other, at)));
        let mut orders = numbers.chain([
            parts(self.before, other.before, Ordering::Greater),
            parts(self.build, other.build, Ordering::Less),
        ]);
        Some(orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
    }

    /// The number by which two versions are apart: the first number, of a date its year.
    fn major(&self) -> u64 {
        let first = self.numbers.first().copied().unwrap_or(0);
        match first.checked_ilog10() {
            Some(digits) if digits + 1 >= DATE_DIGITS => first / 10_u64.pow(digits - 3),
            _ => first,
        }
    }
}

/// The package and the version: `shop` and `1.2.3` of `shop@1.2.3`, `web-` and `1.2` of `web-1.2`.
fn split(name: &str) -> Option<(&str, &str)> {
    let (package, version) = match name.rfind('@') {
        Some(at) if at > 0 => (name.get(..at)?, name.get(at + 1..)?),
        _ => {
            let digit = name.find(|c: char| c.is_ascii_digit())?;
            let (head, version) = name.split_at_checked(digit)?;
            let is_apart = head.is_empty()
                || head == "v"
                || head.ends_with(['-', '_', '/', ' ', '.', ':'])
                || head.ends_with("-v")
                || head.ends_with("/v");
            is_apart.then_some((head.strip_suffix('v').unwrap_or(head), version))?
        }
    };
    let version = version.strip_prefix('v').unwrap_or(version);
    version.starts_with(|c: char| c.is_ascii_digit()).then_some((package, version))
}

/// The order of what stands behind a version (SemVer 2, section 11): numbers by value and before
/// words. `none` is that of one that has nothing there beside one that has.
fn parts(one: Option<&str>, other: Option<&str>, none: Ordering) -> Ordering {
    let (one, other) = match (one, other) {
        (None, None) => return Ordering::Equal,
        (None, Some(_)) => return none,
        (Some(_), None) => return none.reverse(),
        (Some(one), Some(other)) => (one, other),
    };
    let (mut one, mut other) = (one.split('.'), other.split('.'));
    loop {
        let order = match (one.next(), other.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                (Ok(a), Ok(b)) => a.cmp(&b),
                (Ok(_), Err(_)) => Ordering::Less,
                (Err(_), Ok(_)) => Ordering::Greater,
                (Err(_), Err(_)) => a.cmp(b),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Whether a release that is seen for the first time is an older one than those that were
/// known: it is below one of them. A wild version blinds nothing: one that is far above does not
/// count, nor does a single one of several that is more than one step above.
pub fn is_older(name: &str, known: &[String]) -> bool {
    let Some(new) = Version::of(name) else { return false };
    let of_package =
        || known.iter().filter_map(|known| Version::of(known)).filter(|known| known.package == new.package);
    let is_above = |known: &Version<'_>| {
        let leaps = known.major() > new.major().saturating_mul(2).saturating_add(LEAP);
        !leaps && known.order(&new) == Some(Ordering::Greater)
    };
    let mut above = of_package().filter(is_above);
    let Some(first) = above.next() else { return false };
    let has_parts = new.numbers.len() > 1 && first.numbers.len() > 1;
    above.next().is_some()
        || of_package().nth(1).is_none()
        || !has_parts
        || first.major() <= new.major().saturating_add(1)
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned;

    use super::*;

    #[test]
    fn versions_of_a_package_are_in_their_order() {
        for list in [
            &[
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.1",
                "1.10.0",
                "2",
            ][..],
            &["9.66.2", "9.66.3", "9.100.0"],
            &["3.25.47.21", "3.25.47.22", "3.25.48.1"],
            &["v1.2", "v1.3"],
            &["shop@1.9.9+99", "shop@2.0.0+100", "shop@2.0.0+101"],
            &["@acme/shop@1.0.0", "@acme/shop@1.0.1"],
            &["2024-11-28", "2024-11-29", "2025-01-01"],
            &["2024.11.28", "2024.11.28.1", "2024.12.1"],
            &["20241128123456", "20241128123457"],
            &["main-1732831200000", "main-1732831200001"],
            &["1.2.3 (99)", "1.2.3 (100)"],
            &["web-1.0", "web-1.1"],
        ] {
            let all: Vec<Version<'_>> = list.iter().map(|name| Version::of(name).unwrap()).collect();
            for (at, one) in all.iter().enumerate() {
                for (other, two) in all.iter().enumerate() {
                    assert_eq!(one.order(two), Some(at.cmp(&other)), "{one:?} {two:?}");
                }
            }
        }
        for none in ["3f2a9c1b", "nightly", "", "v", "@", "1.x", "abc123", "1.2.3beta"] {
            assert_eq!(Version::of(none), None, "{none}");
        }
        assert_eq!(Version::of("a@1").unwrap().order(&Version::of("b@1").unwrap()), None);
    }

    #[test]
    fn an_older_release_is_known_and_a_wild_one_blinds_nothing() {
        let is_older = |name, known: &[&str]| {
            super::is_older(name, &known.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
        };
        for (name, known) in [
            ("9.66.2", &["9.66.3"][..]),
            ("1.9.0", &["4.0.0"]),
            ("1.5", &["1.0", "2.0"]),
            ("shop@1.9.9+99", &["shop@2.0.0+100"]),
            ("2024-11-27", &["2024-11-28"]),
            ("20241127000000", &["20241128000000", "20241126000000"]),
            ("1.0.0-rc.1", &["1.0.0"]),
        ] {
            assert!(is_older(name, known), "{name} {known:?}");
        }
        for (name, known) in [
            ("9.66.4", &["9.66.3"][..]),
            ("9.66.4", &["9.66.3", "999.0.0"]),
            ("1.0.1", &["10.0.0", "1.0.0"]),
            ("1.0.1", &["999.0.0"]),
            ("nightly", &["1.0.0"]),
            ("1.0.0", &["nightly", "other@2.0.0", "3f2a9c1b"]),
            ("1.0.0", &[]),
        ] {
            assert!(!is_older(name, known), "{name} {known:?}");
        }
    }
}
