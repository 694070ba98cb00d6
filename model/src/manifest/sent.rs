//! What clients may send: the members of each format, and what the collector reads of a request itself.

use serde::Serialize;

use super::period::StoragePeriod::{self, Counts, Day, Errors, Never, Usage, Week};

/// A field of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SentField {
    /// Its name in the format.
    pub name: &'static str,
    /// The formats that have it.
    pub formats: &'static [Format],
    /// What it is for.
    pub purpose: &'static str,
    /// Where personal data is taken out of it; empty where it can hold none.
    pub scrubbed: &'static str,
    /// How long it is stored, in each place where it is.
    pub stored: &'static [StoragePeriod],
    /// Who can see it.
    pub seen_by: &'static str,
}

/// A format, by the client that sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// `POST /v1/:key/event`: TrackX's clients.
    Event,
    /// `POST /v1/:key/batch` as a whole: our own client.
    Batch,
    /// One event of a batch.
    BatchEvent,
    /// `POST /v1/:key/ping` with a body: our own client.
    Ping,
    /// `POST /v1/:key/usage` as a whole: our own client's entry `corncrake/usage`.
    Usage,
    /// One use of such a request.
    UsageUse,
    /// `POST /v1/:key/installation`: `corncrake/node` in an application that people install.
    Installation,
    /// `POST /v1/:key/vitals` as a whole: our own client's entry `corncrake/vitals`.
    Vitals,
    /// What such a request says of the device.
    VitalsDevice,
    /// One timing of such a request.
    VitalsTiming,
    /// What every request has.
    Request,
    /// An error or a message of one of Sentry's SDKs.
    SentryEvent,
    /// What a person wrote, by one of Sentry's SDKs.
    SentryFeedback,
    /// A session of one of Sentry's SDKs in a page.
    SentrySession,
    /// Aggregates of a server's sessions, by one of Sentry's SDKs.
    SentryServerSessions,
    /// What a browser reports by itself.
    Report,
}

const ON_BOTH_SIDES: &str = "on the device and again at the collector, by the same code";
pub(super) const AT_THE_COLLECTOR: &str = "at the collector";
pub(super) const OPERATOR: &str = "operators of the collector, and tokens of the project that may read";
pub(super) const NOBODY: &str = "nobody";
pub(super) const LISTED: &str =
    "it is refused unless it is on the project's own list; free text is refused on the device";
pub(super) const CLOSED_LIST: &str = "it is refused unless it is a word of a short list of Corncrake's";

const EVENTS: &[Format] = &[Format::Event, Format::BatchEvent];

const fn of_events(name: &'static str, purpose: &'static str) -> SentField {
    of_events_and_counts(name, purpose, &[Errors])
}

const fn of_events_and_counts(
    name: &'static str,
    purpose: &'static str,
    stored: &'static [StoragePeriod],
) -> SentField {
    SentField { name, formats: EVENTS, purpose, scrubbed: ON_BOTH_SIDES, stored, seen_by: OPERATOR }
}

/// Each of them.
pub const FIELDS: &[SentField] = &[
    of_events_and_counts("type", "how the error was reported: a number from 0 to 99", &[Errors, Counts]),
    of_events("name", "the error's class"),
    of_events("message", "what went wrong"),
    of_events("uri", "the page on which it happened, without query string and fragment"),
    of_events("stack", "where in the code it happened"),
    of_events(
        "meta",
        "what the site adds, by names of its own; as `breadcrumbs`, where the site imports them, what the page did before; as `receipt`, where the site imports it, a random hash by which the page finds the event again",
    ),
    of_events_and_counts("release", "the site's own version", &[Errors, Counts]),
    of_events_and_counts("environment", "where the site runs", &[Errors, Counts]),
    SentField {
        name: "fingerprint",
        formats: &[Format::BatchEvent],
        purpose: "the site's own words for grouping",
        scrubbed: ON_BOTH_SIDES,
        stored: &[Errors],
        seen_by: OPERATOR,
    },
    SentField {
        name: "count",
        formats: &[Format::BatchEvent],
        purpose: "identical occurrences in the page",
        scrubbed: "",
        stored: &[Errors],
        seen_by: OPERATOR,
    },
    SentField {
        name: "ago",
        formats: &[Format::BatchEvent],
        purpose: "the age of the event in milliseconds, from which its time is made, to the minute",
        scrubbed: "",
        stored: &[Never],
        seen_by: NOBODY,
    },
    SentField {
        name: "id",
        formats: &[Format::Batch],
        purpose: "a random number of the request, so that a repeated one is counted once",
        scrubbed: "",
        stored: &[Day],
        seen_by: NOBODY,
    },
    SentField {
        name: "lost",
        formats: &[Format::Batch],
        purpose: "events that the page discarded",
        scrubbed: "",
        stored: &[Counts],
        seen_by: OPERATOR,
    },
    SentField {
        name: "events",
        formats: &[Format::Batch],
        purpose: "the events of the batch",
        scrubbed: ON_BOTH_SIDES,
        stored: &[Errors],
        seen_by: OPERATOR,
    },
    SentField {
        name: "release",
        formats: &[Format::Ping],
        purpose: "visits are counted by it",
        scrubbed: AT_THE_COLLECTOR,
        stored: &[Counts],
        seen_by: OPERATOR,
    },
    SentField {
        name: "environment",
        formats: &[Format::Ping],
        purpose: "visits are counted by it",
        scrubbed: AT_THE_COLLECTOR,
        stored: &[Counts],
        seen_by: OPERATOR,
    },
    SentField {
        name: "release",
        formats: &[Format::Usage],
        purpose: "usage is counted by it",
        scrubbed: AT_THE_COLLECTOR,
        stored: &[Day, Usage],
        seen_by: OPERATOR,
    },
    SentField {
        name: "uses",
        formats: &[Format::Usage],
        purpose: "the features that were used",
        scrubbed: LISTED,
        stored: &[Day, Usage],
        seen_by: OPERATOR,
    },
    SentField {
        name: "name",
        formats: &[Format::UsageUse],
        purpose: "visitors of a past day are counted by it, with noise",
        scrubbed: LISTED,
        stored: &[Day, Usage],
        seen_by: OPERATOR,
    },
    SentField {
        name: "values",
        formats: &[Format::UsageUse],
        purpose: "visitors of a past day are counted by them, with noise",
        scrubbed: LISTED,
        stored: &[Day, Usage],
        seen_by: OPERATOR,
    },
    SentField {
        name: "version",
        formats: &[Format::Installation],
        purpose: "installations of a past day are counted by it, with noise, where it is a release of the project",
        scrubbed: AT_THE_COLLECTOR,
        stored: &[Day, Usage],
        seen_by: OPERATOR,
    },
    SentField {
        name: "platform",
        formats: &[Format::Installation],
        purpose: "installations of a past day are counted by it, with noise",
        scrubbed: CLOSED_LIST,
        stored: &[Day, Usage],
        seen_by: OPERATOR,
    },
    SentField {
        name: "runtime",
        formats: &[Format::Installation],
        purpose: "installations of a past day are counted by it and its major version, with noise",
        scrubbed: CLOSED_LIST,
        stored: &[Day, Usage],
        seen_by: OPERATOR,
    },
    SentField {
        name: "IP address",
        formats: &[Format::Request],
        purpose: "limits, in memory; and the hash of the session, under the salt of the day",
        scrubbed: "",
        stored: &[Never],
        seen_by: NOBODY,
    },
    SentField {
        name: "User-Agent",
        formats: &[Format::Request],
        purpose: "name and major version of browser and system; and the hash of the session",
        scrubbed: "cut to these names",
        stored: &[Errors, Counts],
        seen_by: OPERATOR,
    },
    SentField {
        name: "Origin",
        formats: &[Format::Request],
        purpose: "whether this site may send (if not, it is listed as refused); and the hash of the session",
        scrubbed: "one that is refused: at the collector; none whose host is an address",
        stored: &[Week],
        seen_by: OPERATOR,
    },
    SentField {
        name: "Sec-GPC",
        formats: &[Format::Request],
        purpose: "visits of browsers that ask for Global Privacy Control are not counted; their sessions with an error are, by themselves",
        scrubbed: "",
        stored: &[Day, Counts],
        seen_by: OPERATOR,
    },
    SentField {
        name: "country",
        formats: &[Format::Request],
        purpose: "sessions by country, at the edge only, with noise",
        scrubbed: "",
        stored: &[Counts],
        seen_by: OPERATOR,
    },
];

/// The names of a format's fields, of a list.
#[cfg(test)]
pub(super) fn names_of(fields: &[SentField], format: Format) -> std::collections::BTreeSet<String> {
    let own = fields.iter().filter(|field| field.formats.contains(&format));
    own.map(|field| field.name.to_owned()).collect()
}

/// The names of a format's fields.
pub fn names(format: Format) -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter(move |field| field.formats.contains(&format)).map(|field| field.name)
}

#[cfg(test)]
mod tests {

    use std::collections::BTreeSet;

    use corncrake_core::{
        event::Event,
        json::Json,
        wire::{batch, installation, ping, trackx, usage},
    };
    use serde_json::{Map, Value, json};

    use super::*;

    /// A value that a field takes.
    fn sample(name: &str) -> Value {
        match name {
            "type" | "count" | "ago" | "lost" => json!(1),
            "meta" => json!({ "step": "pay" }),
            "id" => json!("9f86d081884c7d65"),
            "events" => json!([{ "type": 1, "message": "m" }]),
            "uses" => json!([{ "name": "text" }]),
            "values" => json!({ "text": "text" }),
            _ => json!("text"),
        }
    }

    fn with(mut members: Value, name: &str) -> Vec<u8> {
        if let Some(members) = members.as_object_mut() {
            members.insert(name.to_owned(), sample(name));
        }
        members.to_string().into_bytes()
    }

    fn set(format: Format) -> BTreeSet<&'static str> {
        names(format).collect()
    }

    #[test]
    fn a_decoder_takes_what_is_named_and_nothing_else() {
        let event = json!({ "type": 1, "message": "m" });
        let takes_event = |name: &str| trackx::decode(&with(event.clone(), name)).is_ok();
        let takes_in_batch = |name: &str| {
            let one: Value = serde_json::from_slice(&with(event.clone(), name)).unwrap();
            let body = json!({ "events": [one] }).to_string();
            batch::decode(body.as_bytes()).unwrap().events.iter().all(Result::is_ok)
        };
        let takes_batch = |name: &str| {
            batch::decode(&with(json!({ "events": [{ "type": 1, "message": "m" }] }), name)).is_ok()
        };
        let takes_usage =
            |name: &str| usage::decode(&with(json!({ "uses": [{ "name": "a" }] }), name)).is_ok();
        let takes_in_usage = |name: &str| {
            let one: Value = serde_json::from_slice(&with(json!({ "name": "a" }), name)).unwrap();
            let body = json!({ "uses": [one] }).to_string();
            usage::decode(body.as_bytes()).unwrap().uses.iter().all(Result::is_ok)
        };
        let takes_installation = |name: &str| {
            let mut body = json!({ "version": "1", "platform": "linux", "runtime": "node 22" });
            let is_named = body.get(name).is_some();
            body[name] = if is_named { body[name].clone() } else { sample(name) };
            let without = |name: &str| {
                let mut body = body.clone();
                body.as_object_mut().unwrap().remove(name);
                installation::decode(body.to_string().as_bytes()).is_err()
            };
            installation::decode(body.to_string().as_bytes()).is_ok() && without(name)
        };
        let everything: BTreeSet<&str> = FIELDS.iter().map(|field| field.name).collect();
        for name in everything.iter().copied().chain(["user", "ip", "cookie", "referrer", "tags", "level"]) {
            assert_eq!(takes_event(name), set(Format::Event).contains(name), "event: {name}");
            assert_eq!(takes_in_batch(name), set(Format::BatchEvent).contains(name), "batch event: {name}");
            assert_eq!(takes_usage(name), set(Format::Usage).contains(name), "usage: {name}");
            assert_eq!(takes_in_usage(name), set(Format::UsageUse).contains(name), "a use: {name}");
            let named = set(Format::Installation).contains(name);
            assert_eq!(takes_installation(name), named, "installation: {name}");
            assert_eq!(takes_batch(name), set(Format::Batch).contains(name), "batch: {name}");
        }
    }

    #[test]
    fn our_own_client_sends_what_is_named_and_nothing_else() {
        let text = || Some("text".to_owned());
        // Without `..`: a new member of an event does not compile here.
        let event = Event {
            kind: corncrake_core::event::EventType::PROGRAMMATIC,
            name: text(),
            message: "m".into(),
            uri: text(),
            stack: text(),
            meta: Some(Json::Map(vec![("a".into(), Json::Bool(true))])),
            release: text(),
            environment: text(),
            fingerprint: text(),
        };
        let mut writer = batch::BatchWriter::new(7, 3);
        writer.event(&trackx::encode(&event), 2, 5);
        let sent: Map<String, Value> = serde_json::from_str(&writer.end()).unwrap();
        let keys = |of: &Map<String, Value>| of.keys().cloned().collect::<BTreeSet<_>>();
        let named = |format| set(format).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(keys(&sent), named(Format::Batch));
        assert_eq!(keys(sent["events"][0].as_object().unwrap()), named(Format::BatchEvent));
        let ping::PingLabels { release, environment } = ping::decode(b"1.0,beta,").unwrap();
        assert_eq!((release.as_deref(), environment.as_deref()), (Some("1.0"), Some("beta")));
        assert_eq!(named(Format::Ping), ["environment", "release"].map(str::to_owned).into());
    }
}
