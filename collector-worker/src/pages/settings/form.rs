//! The forms that change a project's settings, and the one that deletes it. A refused form is
//! answered with the page and the entered values.

use corncrake_core::project_limits::{MOST_DAYS, MOST_OBJECTS};
use corncrake_model::project::{limits::ResourceLimits, settings::ProjectChange};
use corncrake_www::{
    permissions::Permissions,
    settings::{FormField, SettingsForm, UsageFields},
};
use worker::{Env, Request, Response};

use super::page::{SettingsState, operator_limits_view, redirect_with_flash, render};
use crate::{
    http::{form::Form, page_error::PageError, response},
    pages::flash::FlashMessage,
    platform::{clock, operator_limits},
    projects,
    service::{delete_project, project_change, settings as checked},
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
    let name = checked::name(form.get("name"));
    let origins = checked::origins(&checked::entries(form.get("origins")));
    let objects =
        form.get("objects").trim().parse().ok().filter(|objects| (1..=MOST_OBJECTS).contains(objects));
    let days = form.get("retention_days").trim().parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    let counts = match form.get("count_retention_days").trim() {
        // The field is empty: the setting stays.
        "" => Some(None),
        text => text.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days)).map(Some),
    };
    let usage_days = match form.get("usage_retention_days").trim() {
        "" => Some(None),
        text => text.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days)).map(Some),
    };
    let usage_list = checked::usage_list(&checked::lines(form.get("usage_list")));
    let counts_installations = form.all("installations").any(|value| value == "on");
    let vitals_list = checked::vitals_list(&checked::lines(form.get("vitals_list")));
    let counts_vitals = form.all("vitals").any(|value| value == "on");
    let is_usage_on = form.all("usage").any(|value| value == "on");
    let tags = checked::kept_tags(checked::lines(form.get("kept_tags")));
    let ticket = checked::ticket_link(form.get("ticket_link"));
    let most = operator_limits::read(env);
    let is = most.within(row.settings.limits);
    let limit = |field: &str, is: u32, most: u32| match form.get(field).trim() {
        "" => Ok(is), // nothing was said
        text => {
            let number = text.parse().ok().filter(|number| (1..=most).contains(number));
            number.ok_or_else(|| format!("It must be 1 to {most}."))
        }
    };
    let rate = limit("events_per_second", is.events_per_second, most.events_per_second);
    let megabytes = limit("megabytes", is.megabytes, most.megabytes);
    let session = limit("session_events", is.session_events, most.session_events);
    let all = (
        (name, tags, ticket),
        origins,
        (days, counts, usage_days, (usage_list, vitals_list)),
        objects,
        (rate, megabytes, session),
    );
    let (name, tags, ticket, origins, days, counts, (usage_days, usage_list, vitals_list), objects, may) =
        match all {
            (
                (Ok(name), Ok(tags), Ok(ticket)),
                Ok(origins),
                (Some(days), Some(counts), Some(usage_days), (Ok(usage_list), Ok(vitals_list))),
                Some(objects),
                (Ok(rate), Ok(megabytes), Ok(session)),
            ) => {
                let may = ResourceLimits { events_per_second: rate, megabytes, session_events: session };
                (
                    name,
                    tags,
                    ticket,
                    origins,
                    days,
                    counts,
                    (usage_days, usage_list, vitals_list),
                    objects,
                    may,
                )
            }
            (
                (name, tags, ticket),
                origins,
                (days, counts, usage_days, (usage_list, vitals_list)),
                objects,
                (rate, megabytes, session),
            ) => {
                let field = |field: &str, error: Option<String>| FormField {
                    value: form.get(field).to_owned(),
                    error,
                };
                let wrong = |(field, rule): checked::FieldError| format!("The {field} {rule}.");
                let kept = || format!("Days to keep must be 1 to {MOST_DAYS}.");
                let of_counts = || format!("Days to keep counts must be 1 to {MOST_DAYS}.");
                let of_usage = || format!("Days to keep usage must be 1 to {MOST_DAYS}.");
                let counted = || format!("The number of objects must be 1 to {MOST_OBJECTS}.");
                let entered = SettingsForm {
                    name: field("name", name.err().map(wrong)),
                    origins: field("origins", origins.err().map(wrong)),
                    added_origin: None,
                    kept_tags: Some(field("kept_tags", tags.err().map(|(_, rule)| format!("Tags {rule}.")))),
                    ticket_link: Some(field(
                        "ticket_link",
                        ticket.err().map(|(_, rule)| format!("It {rule}.")),
                    )),
                    retention_days: Some(field("retention_days", days.is_none().then(kept))),
                    count_retention_days: Some(field(
                        "count_retention_days",
                        counts.is_none().then(of_counts),
                    )),
                    events_per_second: Some(field("events_per_second", rate.err())),
                    megabytes: Some(field("megabytes", megabytes.err())),
                    session_events: Some(field("session_events", session.err())),
                    usage: Some(UsageFields {
                        is_on: is_usage_on,
                        installations: counts_installations,
                        vitals: counts_vitals,
                        vitals_list: field(
                            "vitals_list",
                            vitals_list.err().map(|(_, rule)| format!("The list {rule}.")),
                        ),
                        list: field(
                            "usage_list",
                            usage_list.err().map(|(_, rule)| format!("The list {rule}.")),
                        ),
                        retention_days: field("usage_retention_days", usage_days.is_none().then(of_usage)),
                    }),
                    has_public_privacy: form.all("privacy_page").any(|value| value == "public"),
                    operator_limits: operator_limits_view(most),
                    objects: field("objects", objects.is_none().then(counted)),
                };
                let left = SettingsState { form: Some(entered), ..SettingsState::default() };
                return render(422, &row, left, permissions, request, env).await;
            }
        };
    // What the form says holds from now on, also if it is what it was.
    let counts = counts.filter(|counts| *counts != row.settings.count_retention_days.unwrap_or(days));
    let kept = counts.unwrap_or(row.settings.count_retention_days.unwrap_or(days));
    let usage_days = usage_days.filter(|usage| *usage != row.settings.usage_retention_days.unwrap_or(kept));
    let objects = Some(objects).filter(|objects| *objects != row.shards.next_count());
    let change = ProjectChange {
        name: Some(name),
        origins: Some(origins),
        kept_tags: form.has("kept_tags").then_some(tags),
        ticket_link: form.has("ticket_link").then_some(ticket),
        usage: form.has("usage").then_some(is_usage_on),
        usage_list: form.has("usage_list").then_some(usage_list),
        installations: form.has("installations").then_some(counts_installations),
        vitals: form.has("vitals").then_some(counts_vitals),
        vitals_list: form.has("vitals_list").then_some(vitals_list),
        usage_retention_days: usage_days,
        has_public_privacy: form
            .has("privacy_page")
            .then(|| form.all("privacy_page").any(|value| value == "public")),
        retention_days: Some(days).filter(|days| *days != row.settings.retention_days()),
        count_retention_days: counts,
        limits: most.changed(row.settings.limits, may),
        objects: objects.map(|objects| (objects, now.day())),
        ..ProjectChange::default()
    };
    let changed = project_change::apply(env, &row, change, now).await?;
    let done = if changed == row { FlashMessage::Unchanged } else { FlashMessage::Saved };
    redirect_with_flash(&changed, done)
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
