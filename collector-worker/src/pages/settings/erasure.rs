//! The forms that erase: an event, an issue, and by text or by the time of a flood in two steps, of
//! which the first only counts.

use corncrake_core::time::UnixMillis;
use corncrake_www::{
    permissions::Permissions,
    settings::{SpanErasure, SpanMatches, TextErasure, TextMatches},
};
use worker::{Env, Request};

use super::page::{self, SettingsState};
use crate::{
    http::{Response, error::Fault, form::Form, page_error::PageError, response},
    pages::flash::{self, FlashMessage},
    platform::clock,
    projects,
    service::erasure,
    shards,
};

/// `POST /projects/:key/issues/:id/erase`: it, with what is merged into it.
pub(crate) async fn erase_issue(
    key: &str,
    id: &str,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    Form::read(request).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    if !erasure::erase_issue(env, &row, id).await? {
        return Err(Fault::not_found("issue").into());
    }
    let list = format!("/projects/{}/issues", row.key);
    Ok(response::see_other(&flash::with_flash(&list, FlashMessage::ErasedIssue, &[]), None)?)
}

/// `POST /projects/:key/issues/:id/erase/:event`
pub(crate) async fn erase_event(
    key: &str,
    id: &str,
    event: &str,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    Form::read(request).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let name = shards::event_name(env, &row, event, id).await?;
    if !erasure::erase_event(env, &row, id, name).await? {
        return Err(Fault::not_found("event").into());
    }
    let issue = format!("/projects/{}/issues/{id}", row.key);
    Ok(response::see_other(&flash::with_flash(&issue, FlashMessage::ErasedEvent, &[]), None)?)
}

/// `POST /projects/:key/erase`: counts, or erases as much as was confirmed.
pub(crate) async fn erase_text(
    key: &str,
    permissions: Permissions,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    let form = Form::read(request).await?;
    let entered = form.get("query").to_owned();
    let (status, erasure) = match erasure::check_text(&entered) {
        Err(rule) => {
            (422, TextErasure { error: Some(format!("The text {rule}.")), query: entered, matches: None })
        }
        Ok(query) => match form.get("confirm").parse() {
            Err(_) => {
                let found = shown(erasure::find_text(env, &row, &query).await?);
                (200, TextErasure { query, error: None, matches: Some(found) })
            }
            Ok(confirm) => match erasure::erase_text(env, &row, &query, confirm).await? {
                Ok(_) => return page::redirect_with_flash(&row, FlashMessage::ErasedText),
                Err(found) => {
                    let error = "Something came or went meanwhile. Nothing was erased yet.".to_owned();
                    (409, TextErasure { query, error: Some(error), matches: Some(shown(found)) })
                }
            },
        },
    };
    let left = SettingsState { erasure, ..SettingsState::default() };
    page::render(status, &row, left, permissions, request, env).await
}

/// `POST /projects/:key/erase/span`: counts the issues that were first seen in a span, or erases as
/// many as were confirmed.
pub(crate) async fn erase_span(
    key: &str,
    permissions: Permissions,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    let form = Form::read(request).await?;
    let (from, to) = (form.get("from").to_owned(), form.get("to").to_owned());
    let left = |status, error: Option<&str>, found: Option<erasure::SpanMatchSummary>| {
        let found = found.map(|found| SpanMatches { issues: found.issues, events: found.events });
        let error = error.map(str::to_owned);
        (status, SpanErasure { from: from.clone(), to: to.clone(), error, matches: found })
    };
    let span = moment(&from).zip(moment(&to));
    let (status, span) = match span.filter(|(from, to)| from < to) {
        None => left(422, Some("Enter two times in UTC, the later one behind."), None),
        Some(span) => match form.get("confirm").parse() {
            Err(_) => left(200, None, Some(erasure::find_span(env, &row, span).await?)),
            Ok(confirm) => match erasure::erase_span(env, &row, span, confirm).await? {
                Ok(_) => return page::redirect_with_flash(&row, FlashMessage::ErasedSpan),
                Err(found) => {
                    let error = "Something came or went meanwhile. Nothing was erased yet.";
                    left(409, Some(error), Some(found))
                }
            },
        },
    };
    let left = SettingsState { span, ..SettingsState::default() };
    page::render(status, &row, left, permissions, request, env).await
}

/// A moment as a form has it (HTML, local date and time), in UTC.
fn moment(text: &str) -> Option<UnixMillis> {
    let text = text.trim().replace(' ', "T");
    let seconds = if text.matches(':').count() < 2 { ":00" } else { "" };
    UnixMillis::parse(&format!("{text}{seconds}Z"))
}

fn shown(found: erasure::TextMatchSummary) -> TextMatches {
    let erasure::TextMatchSummary { events, issues, traces } = found;
    TextMatches { events, issues, traces }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_moment_of_a_form_is_one_in_utc() {
        let at = UnixMillis::parse("2026-11-21T10:30:00Z");
        for text in ["2026-11-21T10:30", "2026-11-21T10:30:00", " 2026-11-21 10:30 "] {
            assert_eq!(moment(text), at, "{text}");
        }
        for bad in ["", "2026-11-21", "10:30", "2026-11-21T10:30Z", "x"] {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }
}
