//! Metrics for Prometheus (text format 0.0.4): requests, their durations, and outcomes.
//!
//! No label holds a key, an address, an issue or anything else that a request chose. The
//! numbers are this isolate's own since it started: on one machine that is all of them, at
//! the edge one of many.

use std::{cell::RefCell, collections::BTreeMap, fmt::Write};

use corncrake_model::events::outcomes::Outcomes;

/// Upper bounds of the latency's buckets, in milliseconds: from a file to a hanging disk.
const BUCKETS_MS: [u64; 10] = [2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000];

/// The duration of the requests of one route.
#[derive(Default)]
struct Latency {
    /// Requests within each bound, and not within the one before.
    within: [u64; BUCKETS_MS.len()],
    count: u64,
    sum_ms: u64,
}

#[derive(Default)]
struct Metrics {
    requests: BTreeMap<(&'static str, u16), u64>,
    latency: BTreeMap<&'static str, Latency>,
    outcomes: Outcomes,
    noise: BTreeMap<&'static str, u64>,
    rows_written: u64,
}

thread_local! {
    static METRICS: RefCell<Metrics> = RefCell::default();
}

/// A request was answered.
pub(crate) fn request(route: &'static str, status: u16, ms: u64) {
    METRICS.with_borrow_mut(|metrics| {
        *metrics.requests.entry((route, status)).or_default() += 1;
        let latency = metrics.latency.entry(route).or_default();
        latency.count += 1;
        latency.sum_ms = latency.sum_ms.saturating_add(ms);
        let bucket = latency.within.iter_mut().zip(BUCKETS_MS).find(|(_, most)| ms <= *most);
        if let Some((bucket, _)) = bucket {
            *bucket += 1;
        }
    });
}

/// A project took a delivery.
pub(crate) fn delivered(outcomes: &Outcomes, rows_written: u64) {
    METRICS.with_borrow_mut(|metrics| {
        metrics.outcomes = metrics.outcomes.and(outcomes);
        metrics.rows_written = metrics.rows_written.saturating_add(rows_written);
    });
}

/// A rule knew an event as noise.
pub(crate) fn noise(rule: &'static str) {
    METRICS.with_borrow_mut(|metrics| *metrics.noise.entry(rule).or_default() += 1);
}

/// All of them, as Prometheus reads them.
pub(crate) fn text() -> String {
    METRICS.with_borrow(|metrics| {
        let mut out = String::new();
        write(metrics, &mut out).map(|()| out).unwrap_or_default()
    })
}

fn write(metrics: &Metrics, out: &mut String) -> std::fmt::Result {
    head(out, "requests_total", "counter", "Requests by route and status.")?;
    for ((route, status), count) in &metrics.requests {
        writeln!(out, "corncrake_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}")?;
    }
    head(out, "request_seconds", "histogram", "Time to the answer, by route.")?;
    for (route, latency) in &metrics.latency {
        let mut within = 0;
        for (count, most) in latency.within.iter().zip(BUCKETS_MS) {
            within += count;
            let bound = seconds(most);
            writeln!(out, "corncrake_request_seconds_bucket{{route=\"{route}\",le=\"{bound}\"}} {within}")?;
        }
        let (count, sum) = (latency.count, seconds(latency.sum_ms));
        writeln!(out, "corncrake_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}")?;
        writeln!(out, "corncrake_request_seconds_sum{{route=\"{route}\"}} {sum}")?;
        writeln!(out, "corncrake_request_seconds_count{{route=\"{route}\"}} {count}")?;
    }
    head(out, "events_total", "counter", "What was sent, by what became of it.")?;
    for (outcome, count) in metrics.outcomes.named() {
        writeln!(out, "corncrake_events_total{{outcome=\"{outcome}\"}} {count}")?;
    }
    head(out, "noise_total", "counter", "Events that a rule knew as noise.")?;
    for (rule, count) in &metrics.noise {
        writeln!(out, "corncrake_noise_total{{rule=\"{rule}\"}} {count}")?;
    }
    head(out, "rows_written_total", "counter", "Rows that deliveries wrote, indexes included.")?;
    writeln!(out, "corncrake_rows_written_total {}", metrics.rows_written)
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(out, "# HELP corncrake_{name} {help}\n# TYPE corncrake_{name} {kind}")
}

/// Milliseconds as seconds, without a float's surprises.
fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn what_is_counted_is_told() {
        for ms in [1, 2, 3, 9_999] {
            request("event", 200, ms);
        }
        request("event", 429, 0);
        delivered(&Outcomes { stored: 3, lost: 2, ..Outcomes::default() }, 12);
        noise("extension");
        let text = text();
        for line in [
            "corncrake_requests_total{route=\"event\",status=\"200\"} 4",
            "corncrake_requests_total{route=\"event\",status=\"429\"} 1",
            "corncrake_request_seconds_bucket{route=\"event\",le=\"0.002\"} 3",
            "corncrake_request_seconds_bucket{route=\"event\",le=\"0.005\"} 4",
            "corncrake_request_seconds_bucket{route=\"event\",le=\"5.000\"} 4",
            "corncrake_request_seconds_bucket{route=\"event\",le=\"+Inf\"} 5",
            "corncrake_request_seconds_sum{route=\"event\"} 10.005",
            "corncrake_request_seconds_count{route=\"event\"} 5",
            "corncrake_events_total{outcome=\"stored\"} 3",
            "corncrake_noise_total{rule=\"extension\"} 1",
            "corncrake_rows_written_total 12",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }
}
