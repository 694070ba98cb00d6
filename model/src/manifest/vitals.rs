//! What our own client's entry `corncrake/vitals` sends of response times: no time, and of a page what its
//! device made of the path, which is stored nowhere.

use super::{
    period::StoragePeriod::{Day, Usage},
    sent::{AT_THE_COLLECTOR, CLOSED_LIST, Format, LISTED, OPERATOR, SentField},
};

const MATCHED: &str = "ids are taken out of it on the device; at the collector it is compared with the project's own patterns, of which one is stored, and not the path";

const fn field(
    format: &'static [Format],
    name: &'static str,
    purpose: &'static str,
    scrubbed: &'static str,
) -> SentField {
    SentField { name, formats: format, purpose, scrubbed, stored: &[Day, Usage], seen_by: OPERATOR }
}

const fn of_whole(name: &'static str, purpose: &'static str, scrubbed: &'static str) -> SentField {
    field(&[Format::Vitals], name, purpose, scrubbed)
}

const fn class(name: &'static str) -> SentField {
    let purpose = "visitors of a past day are counted by its class, with noise: low, mid or high";
    field(&[Format::VitalsDevice], name, purpose, CLOSED_LIST)
}

const fn of_timing(name: &'static str, purpose: &'static str, scrubbed: &'static str) -> SentField {
    field(&[Format::VitalsTiming], name, purpose, scrubbed)
}

/// Each of them.
pub const FIELDS: &[SentField] = &[
    of_whole(
        "release",
        "response times are counted by it, where it is a release of the project",
        AT_THE_COLLECTOR,
    ),
    of_whole("device", "what the page runs on, in classes", CLOSED_LIST),
    of_whole("timings", "how long a visitor waited for what", LISTED),
    class("memory"),
    class("cores"),
    class("connection"),
    class("viewport"),
    of_timing("name", "what was measured: visitors of a past day are counted by it, with noise", LISTED),
    of_timing("page", "visitors of a past day are counted by its pattern, with noise", MATCHED),
    of_timing(
        "bucket",
        "in which of six spans the time was: visitors of a past day are counted by it, with noise",
        "",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use corncrake_core::wire::vitals;
    use serde_json::{Value, json};

    use super::{super::sent::names_of, *};

    #[test]
    fn a_decoder_takes_what_is_named_and_nothing_else() {
        let whole = json!({
            "release": "1",
            "device": { "memory": "low", "cores": "low", "connection": "low", "viewport": "low" },
            "timings": [{ "name": "lcp", "page": "/", "bucket": 1 }],
        });
        let is_taken = |body: &Value| {
            let read = vitals::decode(body.to_string().as_bytes());
            read.is_ok_and(|batch| batch.timings.iter().all(Result::is_ok))
        };
        assert!(is_taken(&whole));
        for (place, format) in
            [("", Format::Vitals), ("/device", Format::VitalsDevice), ("/timings/0", Format::VitalsTiming)]
        {
            let members = whole.pointer(place).unwrap().as_object().unwrap();
            let own: BTreeSet<String> = members.keys().cloned().collect();
            assert_eq!(own, names_of(FIELDS, format));
            let others = FIELDS.iter().map(|field| field.name).chain(["user", "value", "url", "model"]);
            for other in others.filter(|name| !own.contains(*name)) {
                let mut more = whole.clone();
                let members = more.pointer_mut(place).unwrap().as_object_mut().unwrap();
                members.insert(other.to_owned(), "low".into());
                assert!(!is_taken(&more), "{format:?}: {other}");
            }
        }
    }
}
