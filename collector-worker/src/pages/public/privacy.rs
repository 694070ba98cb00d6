//! What is collected for a project: the page for the people on its site. To the public a project that
//! did not publish it is no other than one that does not exist.

use corncrake_model::{
    manifest::{
        MANIFEST,
        period::StoragePeriod,
        sent::{Format, SentField},
    },
    project::{record::ProjectRecord, settings::Settings},
};
use corncrake_www::privacy::{self, CollectedField, CollectedGroup, OperatorPart, PrivacyView};
use worker::{Env, Request};

use crate::{
    auth::login,
    http::{Response, error::Fault, page_error::PageError},
    pages::{
        page::{ingest_address, permissions},
        zone,
    },
    platform::clock,
    projects,
};

/// The occasions of the page, with their formats.
const OCCASIONS: [(&str, &[Format]); 10] = [
    ("With an error", &[Format::Event, Format::BatchEvent, Format::Batch]),
    ("With a visit", &[Format::Ping]),
    ("With the use of a feature, if this project counts it", &[Format::Usage, Format::UsageUse]),
    (
        "With a start of an installed application, if this project counts installations",
        &[Format::Installation],
    ),
    (
        "With how long a page took, if this project counts response times",
        &[Format::Vitals, Format::VitalsDevice, Format::VitalsTiming],
    ),
    ("With each request", &[Format::Request]),
    (
        "With an error of an application that has an SDK of Sentry",
        &[Format::SentryEvent, Format::SentryFeedback],
    ),
    ("With a visit of an application that has an SDK of Sentry", &[Format::SentrySession]),
    ("With the requests to a server that has an SDK of Sentry", &[Format::SentryServerSessions]),
    ("With a report that a browser makes by itself", &[Format::Report]),
];

/// `GET /privacy/:key`
pub(crate) async fn privacy(key: &str, request: &Request, env: &Env) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    let is_public = row.settings.has_public_privacy;
    // A failing look at the cookie is a reader without a login.
    let actor = login::find_actor(request, env).await.ok().flatten();
    let operator = actor
        .filter(|actor| actor.sees(row.key))
        .map(|actor| OperatorPart { is_public, permissions: permissions(&actor, Some(key)) });
    if !is_public && operator.is_none() {
        return Err(Fault::not_found("project").into());
    }
    let view = PrivacyView { operator, address: ingest_address(request, env)?, ..view(row) };
    zone::page(200, request, || privacy::page(&view))
}

fn view(row: ProjectRecord) -> PrivacyView {
    let groups = OCCASIONS.map(|(title, formats)| {
        let own = fields().filter(|field| field.formats.iter().any(|format| formats.contains(format)));
        CollectedGroup { title, fields: own.map(|field| collected(field, &row.settings)).collect() }
    });
    PrivacyView {
        project: row.key,
        collected: groups.to_vec(),
        never: MANIFEST.never.iter().map(|&what| what.to_owned()).collect(),
        error_days: row.settings.retention_days(),
        count_days: row.settings.count_retention_days(),
        installation_days: row.settings.installations.then(|| row.settings.usage_retention_days()),
        timing_days: row.settings.vitals.then(|| row.settings.usage_retention_days()),
        usage_days: row.settings.usage.then(|| row.settings.usage_retention_days()),
        kept_tags: row.settings.kept_tags,
        name: row.name,
        address: String::new(),
        operator: None,
    }
}

fn fields() -> impl Iterator<Item = &'static SentField> {
    MANIFEST.sent.into_iter().flatten()
}

fn collected(field: &SentField, settings: &Settings) -> CollectedField {
    let SentField { name, purpose, scrubbed, seen_by, .. } = *field;
    let stored: Vec<String> = field.stored.iter().map(|period| length(*period, settings)).collect();
    CollectedField { name, purpose, scrubbed, stored: stored.join("; "), seen_by }
}

/// How long a period is in a project.
fn length(period: StoragePeriod, settings: &Settings) -> String {
    let days = |days: u16| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    match period {
        StoragePeriod::Never => "not stored".to_owned(),
        StoragePeriod::Day => "until the end of the UTC day".to_owned(),
        StoragePeriod::Week => "7 days".to_owned(),
        StoragePeriod::Errors => days(settings.retention_days()),
        StoragePeriod::Counts => format!("as counts: {}", days(settings.count_retention_days())),
        StoragePeriod::Usage => format!("as counts: {}", days(settings.usage_retention_days())),
        StoragePeriod::Project => "as long as the project exists".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_field_of_the_manifest_stands_below_an_occasion() {
        let formats: BTreeSet<Format> = OCCASIONS.iter().flat_map(|(_, own)| *own).copied().collect();
        for field in fields() {
            assert!(field.formats.iter().all(|format| formats.contains(format)), "{field:?}");
        }
    }

    #[test]
    fn a_period_is_that_of_the_project() {
        let settings =
            Settings { retention_days: Some(1), count_retention_days: Some(400), ..Settings::default() };
        assert_eq!(length(StoragePeriod::Errors, &settings), "1 day");
        assert_eq!(length(StoragePeriod::Counts, &settings), "as counts: 400 days");
        assert_eq!(length(StoragePeriod::Errors, &Settings::default()), "90 days");
    }
}
