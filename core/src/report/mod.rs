//! Reports that browsers send by themselves (W3C Reporting API, CSP's `report-uri`, Network
//! Error Logging, Expect-CT): any shape in, `Report` out.
//!
//! What a visitor could be known by never gets into a `Report`: queries and fragments of
//! every address, the referrer, the server's IP address, samples of code, the User-Agent,
//! a page's own crash keys and an extension's id are left where they were read, and every
//! text is scrubbed as it is read. A report must never be lost because a browser spells a
//! field in another way or leaves it out.

mod address;
mod advice;
mod clip;
mod content_policy;
mod decode;
mod fields;
mod host;
mod identity;
mod kind;
mod kinds;
mod location;
mod scheme;
mod severity;
#[cfg(test)]
mod tests;

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use crate::{
    event::{Event, EventType},
    group::{self, Fingerprint, MAX_TITLE_CHARS},
    json::Json,
};

pub use address::origin;
pub use advice::{Advice, advice};
pub use decode::{MAX_AGE_MS, MAX_REPORTS, Reports, decode, decode_all};
pub use identity::RESEND_WINDOW_MS;
pub use kinds::{
    certificate::ExpectCt,
    connection::Connection,
    crash::Crash,
    csp::{Csp, CspHash},
    integrity::Integrity,
    isolation::{Coep, Coop},
    nel::NetworkError,
    notice::{Deprecation, Intervention},
    policy::{DocumentPolicy, PermissionsPolicy},
    unknown::UnknownReport,
};
pub use location::{SOURCE_FILE, SourceLocation};
pub use severity::Severity;

pub(crate) use scheme::{CodeOwner, foreign, is_about, is_extension};

use kind::{FieldWriter, ReportContext, ReportKind};

/// One report of a browser.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The report's own `type`, such as `csp-violation`.
    pub type_name: String,
    /// How old it was when it was sent, in milliseconds, at most `MAX_AGE_MS`. Absent where
    /// the browser sends at once and only once (`report-uri`, and all that WebKit says of CSP).
    pub age: Option<u64>,
    /// The page it is about; of a network error the address that failed.
    pub url: Option<String>,
    /// Scheme, host and port of that address, unscrubbed, to compare with the origins of a
    /// project. It names the site, not a visitor, and is no part of the event.
    pub origin: Option<String>,
    /// What it says.
    pub body: ReportBody,
}

/// What a report says, by its type.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportBody {
    /// `csp-violation`
    Csp(Csp),
    /// `csp-hash`
    CspHash(CspHash),
    /// `integrity-violation`
    Integrity(Integrity),
    /// `deprecation`
    Deprecation(Deprecation),
    /// `intervention`
    Intervention(Intervention),
    /// `crash`
    Crash(Crash),
    /// `coep`
    Coep(Coep),
    /// `coop`
    Coop(Coop),
    /// `permissions-policy-violation` and `potential-permissions-policy-violation`
    PermissionsPolicy(PermissionsPolicy),
    /// `document-policy-violation`
    DocumentPolicy(DocumentPolicy),
    /// `connection-allowlist`
    Connection(Connection),
    /// `network-error`
    NetworkError(NetworkError),
    /// `expect-ct`
    ExpectCt(ExpectCt),
    /// Any other type.
    Unknown(UnknownReport),
}

impl ReportBody {
    fn as_kind(&self) -> &dyn ReportKind {
        match self {
            ReportBody::Csp(body) => body,
            ReportBody::CspHash(body) => body,
            ReportBody::Integrity(body) => body,
            ReportBody::Deprecation(body) => body,
            ReportBody::Intervention(body) => body,
            ReportBody::Crash(body) => body,
            ReportBody::Coep(body) => body,
            ReportBody::Coop(body) => body,
            ReportBody::PermissionsPolicy(body) => body,
            ReportBody::DocumentPolicy(body) => body,
            ReportBody::Connection(body) => body,
            ReportBody::NetworkError(body) => body,
            ReportBody::ExpectCt(body) => body,
            ReportBody::Unknown(body) => body,
        }
    }
}

impl Report {
    /// The contract's number of its kind. The contract has none for `csp-hash`, which is
    /// part of CSP and so is a CSP report here, nor for permissions policy and integrity,
    /// which are unknown reports by number and have their own name, title and grouping.
    pub fn kind(&self) -> EventType {
        EventType::from_code(self.body.as_kind().code()).unwrap_or_default()
    }

    /// What it means for the visit that it is from.
    pub fn severity(&self) -> Severity {
        self.body.as_kind().severity()
    }

    /// What a person understands, in one line of at most `MAX_TITLE_CHARS` characters.
    pub fn title(&self) -> String {
        let title = self.body.as_kind().title(&self.context()).replace(char::is_control, " ");
        clip::cut(title.trim().to_owned(), MAX_TITLE_CHARS)
    }

    /// What makes it the same issue as another report, in order, for a person to read.
    ///
    /// Reports about code that is none of the site's say so, so that noise never shares an
    /// issue with a report of the same thing that is worth a look.
    pub fn grouping(&self) -> Vec<String> {
        let (kind, context) = (self.body.as_kind(), self.context());
        let mut parts: Vec<String> = [format!("report: {}", kind.type_name(&context))].into();
        parts.extend(kind.parts(&context));
        let from = match self.source() {
            Some(CodeOwner::Extension) => Some("a browser extension"),
            Some(CodeOwner::OwnClient) => Some("Corncrake's own client"),
            Some(CodeOwner::Elsewhere(name)) => Some(name),
            Some(CodeOwner::Web(file)) if is_about(file) => Some("about"),
            Some(CodeOwner::Web(_)) | None => None,
        };
        parts.extend(from.map(|from| format!("from: {from}")));
        if self.url.as_deref().is_some_and(is_about) {
            parts.push("page: about".to_owned());
        }
        parts
    }

    /// Why it belongs to its issue.
    pub fn fingerprint(&self) -> Fingerprint {
        let parts = self.grouping();
        Fingerprint { hash: group::hash(group::REPORT_VERSION, &parts), parts }
    }

    /// The event that stands for it. It is scrubbed already; scrubbing it again would take
    /// the hash of a `csp-hash` report for a secret.
    pub fn event(&self) -> Event {
        let kind = self.body.as_kind();
        Event {
            kind: self.kind(),
            name: Some(kind.name().to_owned()),
            message: self.title(),
            uri: self.url.clone(),
            stack: kind.stack(),
            meta: Some(self.meta()),
            release: None,
            environment: None,
            fingerprint: None,
        }
    }

    /// Whose code did it, where the browser told.
    pub(crate) fn source(&self) -> Option<CodeOwner<'_>> {
        let file = self.body.as_kind().location()?.file.as_deref()?;
        Some(scheme::source(file, self.url.as_deref()))
    }

    fn context(&self) -> ReportContext<'_> {
        ReportContext { type_name: &self.type_name, url: self.url.as_deref(), kind: self.kind() }
    }

    /// The addresses and words that stand for what was blocked or concerned.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = &str> {
        self.body.as_kind().subjects().into_iter().flatten()
    }

    fn meta(&self) -> Json {
        let mut fields = FieldWriter::default();
        fields.text("report", Some(&self.type_name));
        self.body.as_kind().write_fields(&mut fields);
        fields.into_json()
    }
}
