//! The forms that change a project's settings, and the one that deletes it. A refused form is
//! answered with the page and the entered values.

use corncrake_model::project::{limits::ResourceLimits, record::ProjectRecord, settings::ProjectChange};
use corncrake_www::{
    permissions::Permissions,
    settings::{FormField, SettingsForm, UsageFields},
};
use worker::{Env, Request};

use super::page::{SettingsState, operator_limits_view, redirect_with_flash, render};
use crate::{
    http::{Response, form::Form, page_error::PageError, response},
    pages::flash::FlashMessage,
    platform::{clock, operator_limits},
    projects,
    service::{
        delete_project, project_change,
        settings::{
            self,
            check::{self, RawNumber, RawSettings, RefusedSetting},
        },
    },
};

/// `GET /projects/:key/settings`
pub(crate) async fn settings(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    render(200, &row, SettingsState::default(), permissions, request, env).await
}

/// `POST /projects/:key/settings`
pub(crate) async fn save(
    key: &str,
    permissions: Permissions,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let form = Form::read(request).await?;
    let most = operator_limits::read(env);
    let change = match check::check(raw_settings(&form), most, now.day()) {
        Ok(change) => unless_as_it_was(change, &row, most),
        Err(refused) => {
            let form = Some(entered(&form, &refused, most));
            let left = SettingsState { form, ..SettingsState::default() };
            return render(422, &row, left, permissions, request, env).await;
        }
    };
    let changed = project_change::apply(env, &row, change, now).await?;
    let done = if changed == row { FlashMessage::Unchanged } else { FlashMessage::Saved };
    redirect_with_flash(&changed, done)
}

fn is_on(form: &Form, name: &str) -> bool {
    form.all(name).any(|value| value == "on")
}

fn is_public(form: &Form) -> bool {
    form.all("privacy_page").any(|value| value == "public")
}

/// What the form says. A field that the form does not have, and a number that may be left empty and is,
/// changes nothing.
fn raw_settings(form: &Form) -> RawSettings {
    let number = |name| Some(RawNumber::of_text(form.get(name)));
    let number_unless_empty = |name| number(name).filter(|_| !form.get(name).trim().is_empty());
    let lines = |name| form.has(name).then(|| settings::lines(form.get(name)));
    RawSettings {
        name: Some(form.get("name").to_owned()),
        origins: Some(settings::entries(form.get("origins"))),
        noise_off: None,
        rules: None,
        kept_tags: lines("kept_tags"),
        ticket_link: form.has("ticket_link").then(|| form.get("ticket_link").to_owned()),
        has_public_privacy: form.has("privacy_page").then(|| is_public(form)),
        usage: form.has("usage").then(|| is_on(form, "usage")),
        usage_list: lines("usage_list"),
        installations: form.has("installations").then(|| is_on(form, "installations")),
        vitals: form.has("vitals").then(|| is_on(form, "vitals")),
        vitals_list: lines("vitals_list"),
        objects: number("objects"),
        retention_days: number("retention_days"),
        count_retention_days: number_unless_empty("count_retention_days"),
        usage_retention_days: number_unless_empty("usage_retention_days"),
        events_per_second: number_unless_empty("events_per_second"),
        megabytes: number_unless_empty("megabytes"),
        session_events: number_unless_empty("session_events"),
    }
}

/// The change without the numbers that are as they were, which the form sends as well: what follows
/// another number goes on following it.
fn unless_as_it_was(change: ProjectChange, row: &ProjectRecord, most: ResourceLimits) -> ProjectChange {
    let is = &row.settings;
    let days = change.retention_days.unwrap_or(is.retention_days());
    let counts_were = is.count_retention_days.unwrap_or(days);
    let counts = change.count_retention_days.filter(|counts| *counts != counts_were);
    let usage_was = is.usage_retention_days.unwrap_or(counts.unwrap_or(counts_were));
    let limits = most.within(is.limits);
    let to = ResourceLimits {
        events_per_second: change.limits.events_per_second.unwrap_or(limits.events_per_second),
        megabytes: change.limits.megabytes.unwrap_or(limits.megabytes),
        session_events: change.limits.session_events.unwrap_or(limits.session_events),
    };
    ProjectChange {
        retention_days: Some(days).filter(|days| *days != is.retention_days()),
        count_retention_days: counts,
        usage_retention_days: change.usage_retention_days.filter(|usage| *usage != usage_was),
        limits: most.changed(is.limits, to),
        objects: change.objects.filter(|(objects, _)| *objects != row.shards.next_count()),
        ..change
    }
}

/// The form as it was entered, each refused field with its rule.
fn entered(form: &Form, refused: &[RefusedSetting], most: ResourceLimits) -> SettingsForm {
    let field = |name: &str, subject: &str| {
        let rule = refused.iter().find(|one| one.field == name).map(|one| &one.rule);
        FormField { value: form.get(name).to_owned(), error: rule.map(|rule| format!("{subject} {rule}.")) }
    };
    SettingsForm {
        name: field("name", "The name"),
        origins: field("origins", "The origins"),
        added_origin: None,
        kept_tags: Some(field("kept_tags", "Tags")),
        ticket_link: Some(field("ticket_link", "It")),
        retention_days: Some(field("retention_days", "Days to keep")),
        count_retention_days: Some(field("count_retention_days", "Days to keep counts")),
        events_per_second: Some(field("events_per_second", "It")),
        megabytes: Some(field("megabytes", "It")),
        session_events: Some(field("session_events", "It")),
        usage: Some(UsageFields {
            is_on: is_on(form, "usage"),
            installations: is_on(form, "installations"),
            vitals: is_on(form, "vitals"),
            vitals_list: field("vitals_list", "The list"),
            list: field("usage_list", "The list"),
            retention_days: field("usage_retention_days", "Days to keep usage"),
        }),
        has_public_privacy: is_public(form),
        operator_limits: operator_limits_view(most),
        objects: field("objects", "The number of objects"),
    }
}

/// `POST /projects/:key/delete`: only with the project's name, typed.
pub(crate) async fn delete(
    key: &str,
    permissions: Permissions,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let form = Form::read(request).await?;
    if form.get("confirm").trim() != row.name {
        let error = "This is not the project’s name. Nothing was deleted.".to_owned();
        let left = SettingsState { delete_error: Some(error), ..SettingsState::default() };
        return render(422, &row, left, permissions, request, env).await;
    }
    delete_project::delete(row.key.as_str(), now, env).await?;
    Ok(response::see_other("/", None)?)
}
