//! A project's settings, its noise rules, the API's tokens, and its end. Every change is a form
//! of its own, and a refused one is answered with this page and what was entered.

use corncrake_www::{
    form_context::FormContext,
    settings::{
        self, FormField, ImportForm, OperatorLimits, SettingsForm, SettingsView, SpanErasure, TextErasure,
        TokenForm,
    },
};
use worker::{Env, Request, Response};

use super::{Stop, shown, tokens};
use crate::{
    allowance::Allowance,
    answer, change, clock, directory,
    form::Form,
    notice::{self, Done},
    objects::ReadStorage,
    rules, settings as checked,
    spread::{self, MOST_OBJECTS},
    store::{MOST_DAYS, ProjectChange, ProjectRow},
};

/// What a form left on the page.
#[derive(Default)]
pub(super) struct Left {
    /// The settings as they were entered, where they were refused.
    pub(super) form: Option<SettingsForm>,
    pub(super) token_form: TokenForm,
    pub(super) new_token: Option<String>,
    pub(super) delete_error: Option<String>,
    pub(super) erasure: TextErasure,
    pub(super) span: SpanErasure,
    pub(super) import_form: ImportForm,
}

/// `GET /projects/:key/settings`
pub(crate) async fn settings(key: &str, request: &Request, env: &Env) -> Result<Response, Stop> {
    let row = directory::find_for_operator(key, clock::now(), env).await?;
    show(200, &row, Left::default(), request, env).await
}

/// The page, with what a form left on it.
pub(super) async fn show(
    status: u16,
    row: &ProjectRow,
    left: Left,
    request: &Request,
    env: &Env,
) -> Result<Response, Stop> {
    let storage = spread::ask(env, row, &ReadStorage {}).await?;
    let most = Allowance::most(env);
    let may = most.within(row.settings.limits);
    let as_it_is = SettingsForm {
        name: FormField::of(&row.name),
        origins: FormField::of(row.origins.entries().join("\n")),
        retention_days: Some(FormField::of(row.settings.retention_days())),
        events_per_second: Some(FormField::of(may.events_per_second)),
        megabytes: Some(FormField::of(may.megabytes)),
        session_events: Some(FormField::of(may.session_events)),
        operator_limits: operator_limits(most),
        objects: FormField::of(row.spread.wanted()),
    };
    let view = SettingsView {
        now: clock::now(),
        project: shown::project(row),
        form: left.form.unwrap_or(as_it_is),
        storage: shown::storage(storage),
        rules: rules::of_project(row, env).await?,
        // Not the address of the form that this may be the answer to.
        form_context: FormContext { project: row.key, back: place(row), flash: notice::of(request)? },
        tokens: tokens::of(row.key, env).await?,
        token_form: left.token_form,
        new_token: left.new_token,
        import_form: Some(left.import_form),
        text_erasure: Some(left.erasure),
        span_erasure: Some(left.span),
        delete_error: left.delete_error,
    };
    Ok(answer::page(status, &settings::page(&view))?)
}

fn operator_limits(most: Allowance) -> OperatorLimits {
    let Allowance { events_per_second, megabytes, session_events } = most;
    OperatorLimits { events_per_second, megabytes, session_events }
}

fn place(row: &ProjectRow) -> String {
    format!("/projects/{}/settings", row.key)
}

/// Back to the page, which tells what was done.
pub(super) fn done(row: &ProjectRow, done: Done) -> Result<Response, Stop> {
    Ok(answer::see_other(&notice::told(&place(row), done, &[]), None)?)
}

/// `POST /projects/:key/settings`
pub(crate) async fn save(key: &str, request: &mut Request, env: &Env) -> Result<Response, Stop> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let form = Form::read(request).await?;
    let name = checked::name(form.get("name"));
    let origins = checked::origins(&checked::entries(form.get("origins")));
    let objects =
        form.get("objects").trim().parse().ok().filter(|objects| (1..=MOST_OBJECTS).contains(objects));
    let days = form.get("retention_days").trim().parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    let most = Allowance::most(env);
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
    let all = (name, origins, days, objects, (rate, megabytes, session));
    let (name, origins, days, objects, may) = match all {
        (Ok(name), Ok(origins), Some(days), Some(objects), (Ok(rate), Ok(megabytes), Ok(session))) => {
            let may = Allowance { events_per_second: rate, megabytes, session_events: session };
            (name, origins, days, objects, may)
        }
        (name, origins, days, objects, (rate, megabytes, session)) => {
            let field =
                |field: &str, error: Option<String>| FormField { value: form.get(field).to_owned(), error };
            let wrong = |(field, rule): checked::Refusal| format!("The {field} {rule}.");
            let kept = || format!("Days to keep must be 1 to {MOST_DAYS}.");
            let counted = || format!("The number of objects must be 1 to {MOST_OBJECTS}.");
            let entered = SettingsForm {
                name: field("name", name.err().map(wrong)),
                origins: field("origins", origins.err().map(wrong)),
                retention_days: Some(field("retention_days", days.is_none().then(kept))),
                events_per_second: Some(field("events_per_second", rate.err())),
                megabytes: Some(field("megabytes", megabytes.err())),
                session_events: Some(field("session_events", session.err())),
                operator_limits: operator_limits(most),
                objects: field("objects", objects.is_none().then(counted)),
            };
            let left = Left { form: Some(entered), ..Left::default() };
            return show(422, &row, left, request, env).await;
        }
    };
    let days = Some(days).filter(|days| *days != row.settings.retention_days());
    let objects = Some(objects).filter(|objects| *objects != row.spread.wanted());
    let change = ProjectChange {
        name: Some(name),
        origins: Some(origins),
        retention_days: days,
        limits: most.changed(row.settings.limits, may),
        objects: objects.map(|objects| (objects, now.day())),
        ..ProjectChange::default()
    };
    let row = change::apply(env, &row, change, now).await?;
    done(&row, Done::Saved)
}

/// `POST /projects/:key/delete`: only with the project's name, typed.
pub(crate) async fn delete(key: &str, request: &mut Request, env: &Env) -> Result<Response, Stop> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let form = Form::read(request).await?;
    if form.get("confirm").trim() != row.name {
        let error = "This is not the project’s name. Nothing was deleted.".to_owned();
        let left = Left { delete_error: Some(error), ..Left::default() };
        return show(422, &row, left, request, env).await;
    }
    directory::delete(row.key.as_str(), now, env).await?;
    Ok(answer::see_other("/", None)?)
}
