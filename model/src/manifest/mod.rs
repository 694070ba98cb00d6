//! The manifest: each field that a client may send and each column of a project's database, with its
//! purpose, where it is scrubbed, how long it is stored and who can see it. It is published at
//! `/.well-known/corncrake.json`. Tests compare it with the decoders and with the schema, in both
//! directions: nothing is taken or stored that is not named, and nothing is named that nothing uses.

#[cfg(test)]
mod leaves;
pub mod period;
pub mod report;
pub mod sdk;
pub mod sent;
pub mod stored;
pub mod vitals;

use serde::{Serialize, Serializer};

/// The whole manifest.
#[derive(Debug, Serialize)]
pub struct Manifest {
    /// The version of the manifest's format.
    pub version: u32,
    /// What each period is.
    pub periods: &'static [(&'static str, &'static str)],
    /// What clients may send.
    #[serde(serialize_with = "in_one_list")]
    pub sent: [&'static [sent::SentField]; 4],
    /// What a project's database has.
    pub stored: &'static [stored::StoredTable],
    /// What is never stored or logged.
    pub never: &'static [&'static str],
}

/// The manifest of this build.
pub const MANIFEST: Manifest = Manifest {
    version: 1,
    periods: &[
        ("never", "read for one request, and not stored"),
        ("day", "until the end of its UTC day"),
        ("week", "until seven days after the last of its kind; in a table of the directory"),
        ("errors", "retention_days of the project, 90 by default"),
        ("counts", "count_retention_days of the project, or else as errors"),
        ("usage", "usage_retention_days of the project, or else as counts"),
        ("project", "as long as the project exists; no data of a visitor"),
    ],
    sent: [sent::FIELDS, vitals::FIELDS, sdk::FIELDS, report::FIELDS],
    stored: stored::TABLES,
    never: &[
        "IP addresses",
        "User-Agents",
        "cookies and any other storage of a browser",
        "identifiers of visitors or devices",
        "query strings and fragments of addresses",
        "referrers",
        "keys, values of form fields and screenshots",
        "clicks, unless a site imports breadcrumbs or uses one of Sentry's SDKs",
    ],
};

fn in_one_list<S: Serializer>(lists: &[&[sent::SentField]; 4], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(lists.iter().copied().flatten())
}
