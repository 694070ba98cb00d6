//! Any shape in: an array (`application/reports+json`), a single report (WebKit), a report
//! of CSP's `report-uri` (`{"csp-report": {...}}`), WebKit's mixture of both, and Expect-CT's
//! `{"expect-ct-report": {...}}`. The content type says nothing reliable and is not asked.
//!
//! How large a body may be is the caller's to check before it comes here; how deep it may
//! nest is bounded by serde_json (128 levels).

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use serde_json::{Map, Value};

use super::{
    Coep, Connection, Coop, Crash, Csp, CspHash, Deprecation, DocumentPolicy, ExpectCt, Integrity,
    Intervention, NetworkError, PermissionsPolicy, Report, ReportBody, UnknownReport, address,
    fields::ReportFields,
};
use crate::wire::{WireError, text};

/// The most reports that are read of one request: what Chromium and Firefox queue at most.
pub const MAX_REPORTS: usize = 100;
/// The greatest age in milliseconds. Browsers try again for about two days; what claims to
/// be older than a week comes from a clock that was set.
pub const MAX_AGE_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// The reports of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Reports {
    /// Those that were read.
    pub reports: Vec<Report>,
    /// How many were not: what is no report, and what stands behind `MAX_REPORTS`.
    pub refused: usize,
}

/// Reads the reports of a request. Of an array, what is no report is passed over as long as
/// another one is; reports behind `MAX_REPORTS` are left.
pub fn decode_all(body: &[u8]) -> Result<Reports, WireError> {
    let value = text::read_json(body)?;
    let Value::Array(items) = value else {
        return Ok(Reports { reports: [report(&value)?].into(), refused: 0 });
    };
    let reports: Vec<Report> = items.iter().filter_map(|item| report(item).ok()).take(MAX_REPORTS).collect();
    match items.first() {
        Some(first) if reports.is_empty() => Ok(Reports { reports: [report(first)?].into(), refused: 0 }),
        _ => Ok(Reports { refused: items.len().saturating_sub(reports.len()), reports }),
    }
}

/// The reports that were read of a request.
pub fn decode(body: &[u8]) -> Result<Vec<Report>, WireError> {
    decode_all(body).map(|all| all.reports)
}

fn report(value: &Value) -> Result<Report, WireError> {
    let rule = "must be a JSON object or an array of them";
    let Value::Object(members) = value else { return Err(WireError::Invalid { field: "a report", rule }) };
    let outer = ReportFields(members);
    let own_type = outer.word("type");
    let none = Map::new();
    let (type_name, body) = if let Some(body) = outer.object("csp-report") {
        (own_type.unwrap_or_else(|| "csp-violation".to_owned()), ReportBody::Csp(Csp::read(body)))
    } else if let Some(body) = outer.object("expect-ct-report") {
        (own_type.unwrap_or_else(|| "expect-ct".to_owned()), ReportBody::ExpectCt(ExpectCt::read(body)))
    } else {
        let type_name = own_type.ok_or(WireError::Missing("type"))?;
        let inner = outer.object("body").unwrap_or(ReportFields(&none));
        let body = body(&type_name, inner, outer.get("body"));
        (type_name, body)
    };
    let inner = ["csp-report", "expect-ct-report", "body"].into_iter().find_map(|name| outer.object(name));
    let page = page(outer, inner);
    Ok(Report {
        type_name,
        age: outer.number("age").map(|age| age.min(MAX_AGE_MS)),
        url: page.as_deref().and_then(address::clean),
        origin: page.as_deref().and_then(address::origin),
        body,
    })
}

fn body(type_name: &str, fields: ReportFields<'_>, whole: Option<&Value>) -> ReportBody {
    match type_name {
        // Chromium up to 73 said `csp`, and up to 87 `feature-policy-violation`.
        "csp-violation" | "csp" => ReportBody::Csp(Csp::read(fields)),
        "csp-hash" => ReportBody::CspHash(CspHash::read(fields)),
        "integrity-violation" => ReportBody::Integrity(Integrity::read(fields)),
        "deprecation" => ReportBody::Deprecation(Deprecation::read(fields)),
        "intervention" => ReportBody::Intervention(Intervention::read(fields)),
        "crash" => ReportBody::Crash(Crash::read(fields)),
        "coep" => ReportBody::Coep(Coep::read(fields)),
        "coop" => ReportBody::Coop(Coop::read(fields)),
        "permissions-policy-violation" | "feature-policy-violation" => {
            ReportBody::PermissionsPolicy(PermissionsPolicy::read(fields, false))
        }
        "potential-permissions-policy-violation" => {
            ReportBody::PermissionsPolicy(PermissionsPolicy::read(fields, true))
        }
        "document-policy-violation" => ReportBody::DocumentPolicy(DocumentPolicy::read(fields)),
        "connection-allowlist" => ReportBody::Connection(Connection::read(fields)),
        "network-error" => ReportBody::NetworkError(NetworkError::read(fields)),
        "expect-ct" => ReportBody::ExpectCt(ExpectCt::read(fields)),
        _ => ReportBody::Unknown(UnknownReport::read(whole)),
    }
}

/// The address that a report is about, as it came. Expect-CT tells a host and a port.
fn page(outer: ReportFields<'_>, inner: Option<ReportFields<'_>>) -> Option<String> {
    let address = outer.raw("url").or_else(|| inner?.raw("documentURL"));
    address.map(ToOwned::to_owned).or_else(|| {
        let inner = inner?;
        let host = inner.raw("hostname")?;
        Some(match inner.count("port").filter(|port| *port != 443) {
            Some(port) => format!("https://{host}:{port}/"),
            None => format!("https://{host}/"),
        })
    })
}
