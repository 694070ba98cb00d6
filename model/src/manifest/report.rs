//! What is read of the reports of browsers, by the names that the specifications give the members. Of a type
//! that is not known the whole body is read but for members that name people.

use super::{
    period::StoragePeriod::{self, Errors},
    sent::{AT_THE_COLLECTOR, Format, OPERATOR, SentField},
};

const fn field(name: &'static str, purpose: &'static str) -> SentField {
    stored(name, purpose, AT_THE_COLLECTOR, &[Errors])
}

const fn stored(
    name: &'static str,
    purpose: &'static str,
    scrubbed: &'static str,
    stored: &'static [StoragePeriod],
) -> SentField {
    SentField { name, formats: &[Format::Report], purpose, scrubbed, stored, seen_by: OPERATOR }
}

/// Each of them.
pub const FIELDS: &[SentField] = &[
    field("type", "the kind of the report"),
    stored(
        "age",
        "the age of the report in milliseconds, from which its time is made",
        "",
        &[StoragePeriod::Never],
    ),
    field("url", "the page on which it happened, without query string and fragment"),
    field("body.documentURL", "the page on which it happened, without query string and fragment"),
    field("body.effectiveDirective", "the directive of the policy"),
    field("body.violatedDirective", "the directive of the policy"),
    field("body.originalPolicy", "the policy, as the site sent it"),
    field("body.blockedURL", "what was blocked, without query string and fragment"),
    field("body.disposition", "whether the policy is on trial"),
    field("body.reportOnly", "whether the policy is on trial"),
    field("body.statusCode", "the status of the page or of the answer"),
    field("body.sourceFile", "where in the code it happened"),
    field("body.lineNumber", "where in the code it happened"),
    field("body.columnNumber", "where in the code it happened"),
    field("body.subresourceURL", "the script that was hashed"),
    field("body.hash", "the hash of a script"),
    field("body.type", "the kind of the script, of the error of a request or of the access"),
    field("body.destination", "what was loaded: a script, an image and the like"),
    field("body.id", "the name of the deprecated feature or of the intervention"),
    field("body.message", "the browser's sentence"),
    field("body.anticipatedRemoval", "when the browser removes the feature"),
    field("body.reason", "why the page crashed"),
    field("body.stack", "where in the code it crashed"),
    field("body.isTopLevel", "whether the page stood in a frame"),
    field("body.visibilityState", "whether the page was shown"),
    field("body.effectivePolicy", "the policy of the window"),
    field("body.property", "the property of the other window that was used"),
    field("body.nextResponseURL", "the other window, without query string and fragment"),
    field("body.previousResponseURL", "the other window, without query string and fragment"),
    field("body.openerURL", "the other window, without query string and fragment"),
    field("body.openeeURL", "the other window, without query string and fragment"),
    field("body.otherDocumentURL", "the other window, without query string and fragment"),
    field("body.initialPopupURL", "the other window, without query string and fragment"),
    field("body.policyId", "the name of the policy or of the feature"),
    field("body.featureId", "the name of the feature"),
    field("body.allowAttribute", "what the site allows a frame"),
    field("body.srcAttribute", "the frame, without query string and fragment"),
    field("body.connection", "where the connection led"),
    field("body.allowlist", "where the site lets connections lead"),
    field("body.phase", "the phase of a request"),
    field("body.method", "the method of a request"),
    field("body.protocol", "the protocol of a request"),
    field("body.elapsedTime", "how long a request took, in milliseconds"),
    field("body.samplingFraction", "the share of such requests that is reported"),
    field("expect-ct-report.hostname", "the host whose certificate it was"),
    field("expect-ct-report.port", "the port of that host"),
    field("expect-ct-report.date-time", "when it happened"),
    field("expect-ct-report.effective-expiration-date", "until when the policy held"),
    field("expect-ct-report.failure-mode", "whether the policy is on trial"),
    field("expect-ct-report.test-report", "whether it is a test"),
    field("body", "of a report of another type: all but the members that name people"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use corncrake_core::report;
    use serde_json::{Value, json};

    use super::*;
    use crate::manifest::{leaves::read_leaves, sent::names_of};

    /// Reports that between them have every member that is read, each with others that are not.
    fn reports() -> Vec<Value> {
        let report = |type_name: &str, body: Value| {
            let mut body = body;
            let others = json!({
                "referrer": "https://a.example/?q=jane", "sample": "alert('jane')", "serverIp": "192.0.2.7",
                "requestHeaders": { "Cookie": "sid=7" }, "crashReportAPI": { "user": "jane" }, "nobodyReadsThis": "jane",
            });
            body.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
            json!({
                "type": type_name, "age": 420, "url": "https://a.example/cart", "user_agent": "Mozilla/5.0", "body": body,
                "destination": "default", "attempts": 2,
            })
        };
        let place = |mut body: Value| {
            let place =
                json!({ "sourceFile": "https://a.example/app.js", "lineNumber": 7, "columnNumber": 3 });
            body.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
            body
        };
        let window = |name: &str| {
            report(
                "coop",
                json!({
                    "type": "access-from-coop-page-to-opener", "effectivePolicy": "same-origin", "property": "postMessage",
                    "disposition": "enforce", name: "https://b.example/x",
                }),
            )
        };
        let mut of_document = report(
            "csp-violation",
            json!({
                "documentURL": "https://a.example/cart", "violatedDirective": "img-src", "blockedURL": "https://b.example/x.png",
            }),
        );
        of_document.as_object_mut().unwrap().remove("url");
        let mut all = vec![
            of_document,
            report(
                "csp-violation",
                place(json!({
                    "effectiveDirective": "img-src", "blockedURL": "https://b.example/x.png", "disposition": "enforce",
                    "statusCode": 200, "originalPolicy": "img-src 'self'",
                })),
            ),
            report(
                "csp-hash",
                json!({
                    "subresourceURL": "https://b.example/x.js", "type": "subresource", "destination": "script",
                    "hash": "sha256-n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=",
                }),
            ),
            report(
                "integrity-violation",
                json!({ "blockedURL": "https://b.example/x.js", "destination": "script", "reportOnly": false }),
            ),
            report(
                "deprecation",
                place(
                    json!({ "id": "UnloadHandler", "message": "It is deprecated.", "anticipatedRemoval": "2027-01-01" }),
                ),
            ),
            report("intervention", place(json!({ "id": "HeavyAd", "message": "It was removed." }))),
            report(
                "crash",
                json!({ "reason": "oom", "stack": "    at f (https://a.example/app.js:1:2)", "isTopLevel": true, "visibilityState": "visible" }),
            ),
            report(
                "coep",
                json!({ "type": "corp", "blockedURL": "https://b.example/x.png", "destination": "image", "disposition": "enforce" }),
            ),
            report(
                "coop",
                place(json!({
                    "type": "access-to-coop-page-from-opener", "effectivePolicy": "same-origin", "property": "postMessage", "disposition": "enforce",
                })),
            ),
            report(
                "permissions-policy-violation",
                place(json!({
                    "policyId": "camera", "message": "It is not allowed.", "disposition": "enforce", "allowAttribute": "camera 'none'",
                    "srcAttribute": "https://b.example/frame",
                })),
            ),
            report("permissions-policy-violation", json!({ "featureId": "camera" })),
            report(
                "document-policy-violation",
                place(
                    json!({ "policyId": "sync-xhr", "message": "It is not allowed.", "disposition": "enforce" }),
                ),
            ),
            report(
                "connection-allowlist",
                json!({ "connection": "https://b.example/", "allowlist": ["https://a.example"], "disposition": "enforce" }),
            ),
            report(
                "network-error",
                json!({
                    "type": "http.error", "phase": "application", "method": "GET", "protocol": "h2", "statusCode": 500, "elapsedTime": 7,
                    "samplingFraction": 0.5,
                }),
            ),
            json!({ "expect-ct-report": {
                "hostname": "a.example", "port": 8443, "date-time": "2026-11-20T10:00:00Z", "test-report": false, "failure-mode": "enforce",
                "effective-expiration-date": "2026-12-20T10:00:00Z", "served-certificate-chain": ["MIIB"], "scts": [],
            } }),
        ];
        all.extend(
            [
                "nextResponseURL",
                "previousResponseURL",
                "openerURL",
                "openeeURL",
                "otherDocumentURL",
                "initialPopupURL",
            ]
            .map(window),
        );
        all
    }

    #[test]
    fn what_is_read_of_a_report_is_named_and_nothing_else() {
        let decoded = |report: &Value| {
            let reports = report::decode(report.to_string().as_bytes()).ok()?;
            Some(reports.iter().map(|report| (report.event(), report.age)).collect::<Vec<_>>())
        };
        let mut read: BTreeSet<String> = reports().iter().flat_map(|one| read_leaves(one, decoded)).collect();
        let unknown = json!({ "type": "of-tomorrow", "url": "https://a.example/", "body": {
            "what": "it", "referrer": "https://a.example/?q=jane", "sample": "jane", "user_agent": "Mozilla/5.0" } });
        assert!(read_leaves(&unknown, decoded).is_superset(&["body.what".to_owned()].into()));
        for person in ["body.referrer", "body.sample", "body.user_agent"] {
            assert!(!read_leaves(&unknown, decoded).contains(person), "{person}");
        }
        read.insert("body".to_owned());
        assert_eq!(read, names_of(FIELDS, Format::Report));
    }
}
