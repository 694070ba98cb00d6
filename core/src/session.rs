//! A session: one visitor of one site on one UTC day, without knowing who.
//!
//! `HMAC-SHA-256(salt, project, origin, IP, User-Agent)`, each part led by its length, cut to
//! 128 bits, is a visitor's key. The salt is 256 random bits that live for one UTC day; once it is
//! destroyed nobody, the operator included, can find out whose key it was. IP and User-Agent are
//! borrowed for the call and kept nowhere.
//!
//! No table has the key itself. Each has an HMAC under it, of what the row is about: so no row of
//! one table, issue or project has a value in common with a row of another, and the
//! tables without the salt do not show which rows are one visitor's.

use alloc::vec::Vec;

use crate::{
    ids::{
        BatchId, IssueId, IssueSessionHash, ProjectKey, ReleaseSessionHash, ResendHash, SessionHash,
        UsageHash, VisitorKey, hmac_sha256,
    },
    time::UtcDay,
};

/// Random bytes in a day's salt.
pub const SALT_BYTES: usize = 32;

/// The first 128 bits of an HMAC.
fn head(key: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] = hmac_sha256(key, parts);
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
}

/// The key of a visitor of a project. An absent IP address is the empty string.
pub fn visitor(
    salt: &[u8; SALT_BYTES],
    project: ProjectKey,
    origin: &str,
    ip: &str,
    user_agent: &str,
) -> VisitorKey {
    let parts = [project.as_str(), origin, ip, user_agent].map(str::as_bytes);
    VisitorKey(head(salt, &parts))
}

impl VisitorKey {
    /// The visitor among the sessions of the project.
    pub fn session(&self) -> SessionHash {
        SessionHash(head(&self.0, &[b"session"]))
    }

    /// The visitor among the sessions of an issue.
    pub fn session_of(&self, issue: IssueId) -> IssueSessionHash {
        IssueSessionHash(head(&self.0, &[b"issue", &issue.to_bytes()]))
    }

    /// The visitor among the sessions of a release in an environment.
    pub fn session_in(&self, release: &str, environment: &str) -> ReleaseSessionHash {
        ReleaseSessionHash(head(&self.0, &[b"release", release.as_bytes(), environment.as_bytes()]))
    }

    /// The visitor among those who used a feature, named by its parts; without any, among those who used
    /// one at all.
    pub fn user_of(&self, feature: &[&str]) -> UsageHash {
        let parts: Vec<&[u8]> =
            core::iter::once("usage").chain(feature.iter().copied()).map(str::as_bytes).collect();
        UsageHash(head(&self.0, &parts))
    }

    /// The visitor among those who waited for something on a page, by its key.
    pub fn waited_for(&self, name: &str, page: &str) -> UsageHash {
        UsageHash(head(&self.0, &[b"timing", name.as_bytes(), page.as_bytes()]))
    }

    /// The visitor among the installations of an application.
    pub fn installation(&self) -> UsageHash {
        UsageHash(head(&self.0, &[b"installation"]))
    }

    /// What a report is known by within the visitor's day.
    pub fn report(&self, key: &[u8; 16]) -> ResendHash {
        ResendHash(head(&self.0, &[b"report", key]))
    }
}

/// What a batch is known by in a project. It has to be known after a restart, whose salt is
/// another one: so this is not keyed by the salt, and the batch's own number is random.
pub fn batch(project: ProjectKey, id: BatchId) -> ResendHash {
    ResendHash(head(b"corncrake batch", &[project.as_str().as_bytes(), &id.0]))
}

/// A day's salt of two halves that are kept in two places: one alone says nothing about it.
pub fn salt_of_halves(one: &[u8; SALT_BYTES], other: &[u8; SALT_BYTES], day: UtcDay) -> [u8; SALT_BYTES] {
    hmac_sha256(one, &[b"corncrake salt", other, &day.0.to_be_bytes()])
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;
    use crate::ids::FingerprintHash;

    fn project(number: u64) -> ProjectKey {
        ProjectKey::mint(number, b"secret")
    }

    #[test]
    fn a_salt_needs_both_halves_and_its_day() {
        let (one, other, day) = ([1; SALT_BYTES], [2; SALT_BYTES], UtcDay(20_000));
        let salt = salt_of_halves(&one, &other, day);
        assert_eq!(salt, salt_of_halves(&one, &other, day));
        for another in [
            salt_of_halves(&other, &other, day),
            salt_of_halves(&one, &one, day),
            salt_of_halves(&one, &other, day.next()),
        ] {
            assert_ne!(salt, another);
        }
    }

    #[test]
    fn every_part_counts_and_none_runs_into_the_next() {
        let (salt, shop) = ([7; SALT_BYTES], project(1));
        let one = visitor(&salt, shop, "https://a.example", "192.0.2.1", "UA");
        assert_eq!(one, visitor(&salt, shop, "https://a.example", "192.0.2.1", "UA"));
        assert_ne!(one, visitor(&[8; SALT_BYTES], shop, "https://a.example", "192.0.2.1", "UA"));
        assert_ne!(one, visitor(&salt, project(2), "https://a.example", "192.0.2.1", "UA"));
        assert_ne!(one, visitor(&salt, shop, "https://a.example1", "92.0.2.1", "UA"));
        assert_ne!(one, visitor(&salt, shop, "https://a.example", "192.0.2.1U", "A"));
        assert_ne!(one, visitor(&salt, shop, "https://a.example", "", "UA"));
    }

    #[test]
    fn no_two_tables_issues_or_projects_share_a_value() {
        let salt = [7; SALT_BYTES];
        let mut values: Vec<[u8; 16]> = Vec::new();
        for number in 1..4 {
            let of_visitor = visitor(&salt, project(number), "https://a.example", "192.0.2.1", "UA");
            values.extend([of_visitor.0, of_visitor.session().0, of_visitor.installation().0]);
            for (release, environment) in [("1.0", ""), ("1.0", "beta"), ("", "1.0"), ("1.0beta", "")] {
                values.push(of_visitor.session_in(release, environment).0);
            }
            for feature in [&[][..], &["a"], &["a", "b", "c"], &["a", "bc"], &["ab", "c"]] {
                values.push(of_visitor.user_of(feature).0);
            }
            for (name, page) in [("lcp", ""), ("lcp", "/a"), ("lcp/a", ""), ("", "lcp")] {
                values.push(of_visitor.waited_for(name, page).0);
            }
            for byte in 0..4 {
                let issue = IssueId::of(&FingerprintHash([byte; 16]));
                values.extend([of_visitor.session_of(issue).0, of_visitor.report(&[byte; 16]).0]);
                values.push(batch(project(number), BatchId([byte; 8])).0);
            }
        }
        assert_eq!(values.iter().collect::<BTreeSet<_>>().len(), values.len());
    }
}
