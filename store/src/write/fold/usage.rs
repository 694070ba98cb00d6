//! The usage, the installations and the response times of a turn: who counts today for what, read once and
//! written once, and the counts of the day.

use std::collections::{BTreeMap, HashMap, HashSet};

use corncrake_core::{
    ids::{UsageHash, VisitorKey},
    time::UtcDay,
    usage_noise::COUNTED_A_DAY,
    vitals::{bucket::WEB_VITALS, noise},
    wire::installation::Installation,
};
use corncrake_model::events::{
    delivery::Delivery,
    timings::{ListedTiming, TimingReport},
    usage::{self as model, UsageGroup, UsageKind, UsageReport},
};

use crate::{
    counts::{
        installations,
        usage::{self, CountedFeatures, CountedUse, UsageGains},
        vitals::{self, CountedTimings},
    },
    engine::{Sql, SqlError},
};

/// The usage of the deliveries of one day.
pub(crate) struct UsageFold {
    known: HashMap<UsageHash, CountedUse>,
    changed: BTreeMap<UsageHash, CountedUse>,
    gains: UsageGains,
    /// The versions of an installation that are counted by their names; none where none is counted.
    versions: Option<Vec<String>>,
    /// What is counted of features; none where nothing is, or no delivery says any.
    features: Option<CountedFeatures>,
    /// What is counted of response times; none where nothing is, or no delivery says any.
    timings: Option<CountedTimings>,
}

/// The visitors of those deliveries that are about an installation.
fn installed(deliveries: &[&Delivery]) -> impl Iterator<Item = VisitorKey> {
    deliveries.iter().filter(|delivery| delivery.installation.is_some()).map(|delivery| delivery.visitor)
}

/// The visitors of those deliveries that are about features.
fn used<'a>(deliveries: &[&'a Delivery]) -> impl Iterator<Item = (VisitorKey, &'a UsageReport)> {
    deliveries.iter().filter_map(|delivery| Some((delivery.visitor, delivery.usage.as_ref()?)))
}

/// The visitors of those deliveries that are about response times.
fn waited<'a>(deliveries: &[&'a Delivery]) -> impl Iterator<Item = (VisitorKey, &'a TimingReport)> {
    deliveries.iter().filter_map(|delivery| Some((delivery.visitor, delivery.timings.as_ref()?)))
}

impl UsageFold {
    /// Reads what the deliveries may change.
    pub(crate) fn read(sql: &impl Sql, deliveries: &[&Delivery]) -> Result<Self, SqlError> {
        let mut hashes = HashSet::new();
        hashes.extend(installed(deliveries).map(|visitor| visitor.installation()));
        for (visitor, report) in waited(deliveries) {
            hashes.insert(visitor.user_of(&[]));
            let of = |one: &ListedTiming| visitor.waited_for(&one.name, &one.page);
            hashes.extend(report.timings.iter().map(of));
        }
        for (visitor, report) in used(deliveries) {
            hashes.insert(visitor.user_of(&[]));
            for one in &report.uses {
                hashes.insert(visitor.user_of(&[&one.name]));
                let values = one.values.iter();
                hashes.extend(values.map(|(key, value)| visitor.user_of(&[&one.name, key, value])));
            }
        }
        let known = usage::counted(sql, &hashes.into_iter().collect::<Vec<_>>())?;
        let versions = match installed(deliveries).next() {
            Some(_) => installations::counted_versions(sql)?,
            None => None,
        };
        let features = match used(deliveries).next() {
            Some(_) => usage::counted_features(sql)?,
            None => None,
        };
        let timings = match waited(deliveries).next() {
            Some(_) => vitals::counted_timings(sql)?,
            None => None,
        };
        Ok(Self { known, changed: BTreeMap::new(), gains: UsageGains::new(), versions, features, timings })
    }

    /// Notes an installation, whose first word of a day counts; a new one needs room. Says whether it was.
    pub(crate) fn note_installation(
        &mut self,
        visitor: VisitorKey,
        installation: &Installation,
        may_keep: impl FnOnce() -> bool,
    ) -> bool {
        let hash = visitor.installation();
        let Some(versions) = &self.versions else { return false };
        if self.known.contains_key(&hash) || !may_keep() {
            return false;
        }
        let Installation { version, platform, runtime } = installation;
        let version = if versions.contains(version) { version.as_str() } else { "" };
        self.put(hash, CountedUse::default());
        for (kind, cell) in [
            (UsageKind::InstalledVersion, version),
            (UsageKind::InstalledPlatform, platform),
            (UsageKind::InstalledRuntime, runtime),
        ] {
            self.add_visitor(UsageGroup::installations(kind), cell);
        }
        true
    }

    /// Notes what a visitor used; one that is new needs room. Says whether it was.
    pub(crate) fn note(
        &mut self,
        delivery: &Delivery,
        report: &UsageReport,
        may_keep: impl FnOnce() -> bool,
    ) -> bool {
        let Some(CountedFeatures { list, releases }) = self.features.take() else { return false };
        let visitor = delivery.visitor;
        let own = visitor.user_of(&[]);
        let before = self.known.get(&own).copied();
        let is_noted = before.is_some() || may_keep();
        let mut counted = before.unwrap_or_default();
        let platform = model::platform(&delivery.platform);
        let release = if releases.contains(&report.release) { report.release.as_str() } else { "" };
        // An isolate may know another list than the object: what is stored is on this one.
        for one in report.uses.iter().filter(|one| is_noted && list.check(one).is_ok()) {
            let name = one.name.as_str();
            if self.is_counted(visitor.user_of(&[name]), &mut counted.names, COUNTED_A_DAY) {
                self.add_visitor(UsageGroup::names(), name);
                self.add_visitor(UsageGroup::of_name(UsageKind::Release, name), release);
                self.add_visitor(UsageGroup::of_name(UsageKind::Platform, name), &platform);
            }
            // A value counts for those alone who count for its name.
            if !self.known.contains_key(&visitor.user_of(&[name])) {
                continue;
            }
            for (key, value) in &one.values {
                let hash = visitor.user_of(&[name, key, value]);
                if self.is_counted(hash, &mut counted.values, COUNTED_A_DAY) {
                    self.add_visitor(UsageGroup::values(name, key), value);
                }
            }
        }
        self.features = Some(CountedFeatures { list, releases });
        if is_noted && before != Some(counted) {
            self.put(own, counted);
        }
        is_noted && before.is_none()
    }

    /// Notes how long a visitor waited; one that is new needs room. Says whether it was.
    pub(crate) fn note_timings(
        &mut self,
        visitor: VisitorKey,
        report: &TimingReport,
        may_keep: impl FnOnce() -> bool,
    ) -> bool {
        let Some(CountedTimings { list, releases }) = self.timings.take() else { return false };
        let own = visitor.user_of(&[]);
        let before = self.known.get(&own).copied();
        let is_noted = before.is_some() || may_keep();
        let mut counted = before.unwrap_or_default();
        let release = if releases.contains(&report.release) { report.release.as_str() } else { "" };
        for ListedTiming { name, page, bucket } in report.timings.iter().filter(|_| is_noted) {
            // An isolate may know another list than the object: what is stored is on this one.
            if !list.has(name, page) {
                continue;
            }
            let hash = visitor.waited_for(name, page);
            let (used, most) = if WEB_VITALS.iter().any(|one| one.name == name) {
                (&mut counted.timings, noise::WEB_VITALS_A_DAY)
            } else {
                (&mut counted.own_timings, noise::OWN_A_DAY)
            };
            if !self.is_counted(hash, used, most) {
                continue;
            }
            let bucket = bucket.to_string();
            self.add_visitor(UsageGroup::timings(name), &bucket);
            self.add_visitor(UsageGroup::timings_of(UsageKind::TimingPage, name, page), &bucket);
            self.add_visitor(UsageGroup::timings_of(UsageKind::TimingRelease, name, release), &bucket);
            for (dimension, class) in report.device.classes() {
                let key = UsageGroup::device_key(dimension, class);
                self.add_visitor(UsageGroup::timings_of(UsageKind::TimingDevice, name, &key), &bucket);
            }
        }
        self.timings = Some(CountedTimings { list, releases });
        if is_noted && before != Some(counted) {
            self.put(own, counted);
        }
        is_noted && before.is_none()
    }

    /// Whether a visitor counts for a feature or a timing from now on: it did not today, and others are few
    /// enough.
    fn is_counted(&mut self, hash: UsageHash, used: &mut u8, most: u8) -> bool {
        if *used >= most || self.known.contains_key(&hash) {
            return false;
        }
        *used += 1;
        self.put(hash, CountedUse::default());
        true
    }

    fn put(&mut self, hash: UsageHash, counted: CountedUse) {
        self.known.insert(hash, counted);
        self.changed.insert(hash, counted);
    }

    fn add_visitor(&mut self, group: UsageGroup, cell: &str) {
        *self.gains.entry((group, cell.to_owned())).or_default() += 1;
    }

    /// Writes all of it.
    pub(crate) fn write(self, sql: &impl Sql, day: UtcDay) -> Result<(), SqlError> {
        usage::put_counted(sql, day, &self.changed)?;
        usage::add_day(sql, day, &self.gains)
    }
}
