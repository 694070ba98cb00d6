//! The page of a project's settings, with what a refused form left on it.

use corncrake_model::project::{limits::ResourceLimits, record::ProjectRecord, refusal::displayed_origin};
use corncrake_www::{
    form_context::FormContext,
    permissions::Permissions,
    settings::{
        self, FormField, ImportForm, OperatorLimits, SettingsForm, SettingsView, SpanErasure, TextErasure,
        TokenForm, UsageFields,
    },
};
use worker::{Env, Request};

use super::token_list;
use crate::{
    http::{Response, page_error::PageError, response, url},
    objects::rpc::ReadStorage,
    pages::{
        flash::{self, FlashMessage},
        refused, views, zone,
    },
    platform::{clock, operator_limits},
    service::noise::rules as noise_rules,
    shards,
};

/// The state that a form left on the page.
#[derive(Default)]
pub(crate) struct SettingsState {
    /// The settings as they were entered, where they were refused.
    pub(crate) form: Option<SettingsForm>,
    pub(crate) token_form: TokenForm,
    pub(crate) new_token: Option<String>,
    pub(crate) delete_error: Option<String>,
    pub(crate) erasure: TextErasure,
    pub(crate) span: SpanErasure,
    pub(crate) import_form: ImportForm,
}

/// The page, with what a form left on it.
pub(crate) async fn render(
    status: u16,
    row: &ProjectRecord,
    left: SettingsState,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let storage = shards::query(env, row, &ReadStorage {}).await?;
    let most = operator_limits::read(env);
    let may = most.within(row.settings.limits);
    let added = added_origin(row, request)?;
    let origins = row.origins.entries().iter().chain(&added).cloned().collect::<Vec<_>>();
    let as_it_is = SettingsForm {
        name: FormField::of(&row.name),
        origins: FormField::of(origins.join("\n")),
        added_origin: added,
        kept_tags: Some(FormField::of(row.settings.kept_tags.join("\n"))),
        ticket_link: Some(FormField::of(&row.settings.ticket_link)),
        retention_days: Some(FormField::of(row.settings.retention_days())),
        count_retention_days: Some(FormField::of(row.settings.count_retention_days())),
        events_per_second: Some(FormField::of(may.events_per_second)),
        megabytes: Some(FormField::of(may.megabytes)),
        session_events: Some(FormField::of(may.session_events)),
        usage: Some(UsageFields {
            is_on: row.settings.usage,
            installations: row.settings.installations,
            vitals: row.settings.vitals,
            vitals_list: FormField::of(row.settings.vitals_list.lines().join("\n")),
            list: FormField::of(row.settings.usage_list.lines().join("\n")),
            retention_days: FormField::of(row.settings.usage_retention_days()),
        }),
        has_public_privacy: row.settings.has_public_privacy,
        operator_limits: operator_limits_view(most),
        objects: FormField::of(row.shards.next_count()),
    };
    let view = SettingsView {
        now: clock::now(),
        project: views::project(row, permissions),
        form: left.form.unwrap_or(as_it_is),
        storage: views::storage(storage),
        refused: refused::rows(row, env).await?,
        rules: noise_rules::of_project(row, env).await?,
        // The request's own address may be a form's, and no page to go back to.
        form_context: FormContext {
            project: row.key,
            permissions,
            back: path(row),
            flash: flash::read(request)?,
        },
        tokens: token_list::list(row.key, env).await?,
        token_form: left.token_form,
        new_token: left.new_token,
        import_form: Some(left.import_form),
        text_erasure: Some(left.erasure),
        span_erasure: Some(left.span),
        delete_error: left.delete_error,
    };
    zone::page(status, request, || settings::page(&view))
}

/// The origin that a link adds to the form (`?allow=`): one that can be allowed and is not yet.
fn added_origin(row: &ProjectRecord, request: &Request) -> Result<Option<String>, PageError> {
    let asked = url::parameter(request, "allow")?.map(|origin| displayed_origin(&origin));
    Ok(asked.filter(|origin| !origin.is_empty() && !row.origins.allow(origin)))
}

pub(crate) fn operator_limits_view(most: ResourceLimits) -> OperatorLimits {
    let ResourceLimits { events_per_second, megabytes, session_events } = most;
    OperatorLimits { events_per_second, megabytes, session_events }
}

fn path(row: &ProjectRecord) -> String {
    format!("/projects/{}/settings", row.key)
}

/// Back to the page, with a flash message.
pub(crate) fn redirect_with_flash(row: &ProjectRecord, done: FlashMessage) -> Result<Response, PageError> {
    let response = response::see_other(&flash::with_flash(&path(row), done, &[]), None)?;
    Ok(response::unchanged_unless(done.is_change(), response)?)
}
