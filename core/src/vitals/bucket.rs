//! The buckets of response times: six of each name, two of each rating. Their edges are fixed, so that
//! days and projects can be compared, and `core/tests/vitals_buckets.txt` has them for the device.

use serde::{Deserialize, Serialize};

use crate::wire::vitals::BUCKETS;

/// What a value means for the person who waits: two buckets each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// As it should be.
    Good,
    /// Between the two thresholds.
    Fair,
    /// Too slow.
    Poor,
}

impl Rating {
    /// Each, the best first.
    pub const ALL: [Self; 3] = [Self::Good, Self::Fair, Self::Poor];

    /// That of a bucket.
    pub fn of_bucket(bucket: usize) -> Self {
        match bucket {
            0 | 1 => Self::Good,
            2 | 3 => Self::Fair,
            _ => Self::Poor,
        }
    }
}

/// A measure that browsers define (<https://web.dev/articles/vitals>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WebVital {
    /// Its name on the wire.
    pub name: &'static str,
    /// The greatest value of each bucket but the last, as a text in its unit.
    pub edges: [&'static str; BUCKETS - 1],
    /// The unit of its edges; empty where it has none.
    pub unit: &'static str,
}

/// The four. The second edge is the threshold of *good*, the fourth that of *needs improvement*, as the library
/// `web-vitals` has them (`LCPThresholds` and the like, <https://github.com/GoogleChrome/web-vitals>); the
/// others are the half of the first, the middle of the two and the double of the second.
pub const WEB_VITALS: [WebVital; 4] = [
    WebVital { name: "lcp", edges: ["1250", "2500", "3250", "4000", "8000"], unit: "ms" },
    WebVital { name: "inp", edges: ["100", "200", "350", "500", "1000"], unit: "ms" },
    WebVital { name: "cls", edges: ["0.05", "0.1", "0.175", "0.25", "0.5"], unit: "" },
    WebVital { name: "ttfb", edges: ["400", "800", "1300", "1800", "3600"], unit: "ms" },
];

/// The edges of a timing of the operator's own, in milliseconds: up to 0.1 s a person feels no wait, up to 1 s
/// a thought is not interrupted, and after 10 s attention is elsewhere (Nielsen, *Usability Engineering*,
/// 1993, after Miller 1968).
pub const OWN_EDGES: [&str; BUCKETS - 1] = ["100", "1000", "3000", "10000", "30000"];

/// Whether a name is that of one of the four.
pub fn is_web_vital(name: &str) -> bool {
    WEB_VITALS.iter().any(|vital| vital.name == name)
}

/// The edges of a name, with their unit.
pub fn edges(name: &str) -> ([&'static str; BUCKETS - 1], &'static str) {
    let vital = WEB_VITALS.iter().find(|vital| vital.name == name);
    vital.map_or((OWN_EDGES, "ms"), |vital| (vital.edges, vital.unit))
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String, vec::Vec};

    use super::*;

    /// What the device and the collector have alike: the client's tests read the same lines.
    const LINES: &str = include_str!("../../tests/vitals_buckets.txt");

    #[test]
    fn the_edges_are_those_of_the_device() {
        let line = |name: &str| format!("{name} {}", edges(name).0.join(" "));
        let lines: Vec<String> =
            WEB_VITALS.iter().map(|vital| line(vital.name)).chain([line("own")]).collect();
        assert_eq!(lines, LINES.lines().collect::<Vec<_>>());
    }

    #[test]
    fn edges_rise_and_each_rating_has_two_buckets() {
        for name in ["lcp", "inp", "cls", "ttfb", "checkout"] {
            let edges = edges(name).0.map(|edge| edge.parse::<f64>().unwrap());
            assert!(edges.is_sorted_by(|a, b| a < b), "{name}: {edges:?}");
        }
        let ratings: Vec<Rating> = (0..BUCKETS).map(Rating::of_bucket).collect();
        assert_eq!(ratings, Rating::ALL.map(|rating| [rating; 2]).concat());
    }
}
