//! The page of alerts, with what a form left on it, and the dispatch of its forms.

use corncrake_model::alerts::{
    delivery::{DeliveryState, LogPlace, LoggedDelivery},
    destination::Destination,
    rule::AlertRule,
    schedule::Digest,
    settings::AlertSettings,
};
use corncrake_www::{
    alerts::{
        self, AlertDelivery, AlertDestination, AlertRuleForm, AlertRuleRow, AlertsView, DestinationForm,
        FormField,
    },
    permissions::Permissions,
};
use worker::{Env, Method, Request};

use super::form;
use crate::{
    http::{Response, error::Fault, form::Form, page_error::PageError, response},
    pages::{
        flash::{self, FlashMessage},
        page::dashboard_address,
        views, zone,
    },
    platform::clock,
    route::AlertPart,
    service::{
        alert_watch::defaults,
        alerts::change::{self, AlertOwner, ChangeError},
        settings::FieldError,
    },
};

/// Deliveries that the page shows.
const MOST_DELIVERIES: u32 = 100;

/// What a form left on the page.
#[derive(Default)]
struct AlertsState {
    rule_form: Option<AlertRuleForm>,
    destination_form: Option<DestinationForm>,
}

/// All below `/alerts` and `/projects/:key/alerts`.
pub(crate) async fn alerts(
    key: Option<&str>,
    part: AlertPart<'_>,
    method: Method,
    permissions: Permissions,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let owner = AlertOwner::find(key, env).await?;
    if matches!(method, Method::Get | Method::Head) {
        return show(&owner, part, permissions, request, env).await;
    }
    let form = Form::read(request).await?;
    if method != Method::Post {
        return Err(not_this_method().into());
    }
    match (part, &owner) {
        (AlertPart::Rules, _) => save_rule(&owner, None, &form, permissions, request, env).await,
        (AlertPart::Rule { id }, _) => save_rule(&owner, Some(id), &form, permissions, request, env).await,
        (AlertPart::DeleteRule { id }, _) => {
            change::delete_rule(&owner, id, env).await?;
            back(&owner, FlashMessage::Removed)
        }
        (AlertPart::Destinations, _) => {
            save_destination(&owner, None, &form, permissions, request, env).await
        }
        (AlertPart::Destination { id }, _) => {
            save_destination(&owner, Some(id), &form, permissions, request, env).await
        }
        (AlertPart::DeleteDestination { id }, _) => {
            change::delete_destination(&owner, id, env).await?;
            back(&owner, FlashMessage::Removed)
        }
        (AlertPart::Defaults, AlertOwner::Project(_)) => {
            change::set_without_defaults(&owner, form.get("defaults") != "on", env).await?;
            back(&owner, FlashMessage::Saved)
        }
        (AlertPart::Test { id }, AlertOwner::Project(project)) => {
            change::test(project, id, dashboard_address(request, env)?, env).await?;
            back(&owner, FlashMessage::TestSent)
        }
        (AlertPart::SendAgain { id }, AlertOwner::Project(project)) => {
            change::send_again(project, id, env).await?;
            back(&owner, FlashMessage::SentAgain)
        }
        _ => Err(not_this_method().into()),
    }
}

fn not_this_method() -> Fault {
    Fault::method_not_allowed()
}

async fn show(
    owner: &AlertOwner,
    part: AlertPart<'_>,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let own = owner.settings(env).await?;
    let mut state = AlertsState::default();
    match part {
        AlertPart::All => {}
        AlertPart::Rule { id } => {
            let rule = own.rules.iter().find(|rule| rule.id == id);
            state.rule_form = Some(form::of_rule(rule.ok_or_else(|| Fault::not_found("rule"))?));
        }
        AlertPart::Destination { id } => {
            let one = own.destinations.iter().find(|one| one.id == id);
            let one = one.ok_or_else(|| Fault::not_found("destination"))?;
            state.destination_form = Some(DestinationForm {
                id: Some(one.id.clone()),
                name: FormField::of(&one.name),
                kind: one.kind.name().to_owned(),
                is_title_only: one.is_title_only,
                ..form::destination_form()
            });
        }
        _ => return Err(not_this_method().into()),
    }
    render(200, owner, &own, state, permissions, request, env).await
}

async fn save_rule(
    owner: &AlertOwner,
    id: Option<&str>,
    form: &Form,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let (entered, shown) = form::entered_rule(form, id);
    let saved = match entered {
        Ok(rule) => change::put_rule(owner, rule, dashboard_address(request, env)?, env).await.map(drop),
        Err(error) => Err(ChangeError::Field(error)),
    };
    match saved {
        Ok(()) => back(owner, FlashMessage::Saved),
        Err(ChangeError::Fault(fault)) => Err(fault.into()),
        Err(ChangeError::Field(error)) => {
            let rule_form = Some(AlertRuleForm { error: Some(sentence(&error)), ..shown });
            let state = AlertsState { rule_form, ..AlertsState::default() };
            render(422, owner, &owner.settings(env).await?, state, permissions, request, env).await
        }
    }
}

async fn save_destination(
    owner: &AlertOwner,
    id: Option<&str>,
    form: &Form,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let (fields, shown) = form::entered_destination(form, id);
    match change::put_destination(owner, id, &fields, dashboard_address(request, env)?, env).await {
        Ok(_) => back(owner, FlashMessage::Saved),
        Err(ChangeError::Fault(fault)) => Err(fault.into()),
        Err(ChangeError::Field(error)) => {
            let destination_form = Some(DestinationForm { error: Some(sentence(&error)), ..shown });
            let state = AlertsState { destination_form, ..AlertsState::default() };
            render(422, owner, &owner.settings(env).await?, state, permissions, request, env).await
        }
    }
}

/// A refusal as the form shows it.
fn sentence((field, rule): &FieldError) -> String {
    let label = match *field {
        "url" => "address",
        "token" => "secret",
        "per_hour" => "cap",
        "quiet" => "quiet",
        other => other,
    };
    format!("The {label} {rule}{}", if rule.ends_with('.') { "" } else { "." })
}

fn back(owner: &AlertOwner, done: FlashMessage) -> Result<Response, PageError> {
    Ok(response::see_other(&flash::with_flash(&path(owner), done, &[]), None)?)
}

fn path(owner: &AlertOwner) -> String {
    match owner {
        AlertOwner::Project(row) => format!("/projects/{}/alerts", row.key),
        AlertOwner::All => "/alerts".to_owned(),
    }
}

async fn render(
    status: u16,
    owner: &AlertOwner,
    own: &AlertSettings,
    state: AlertsState,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let (project, defaults, deliveries) = match owner {
        AlertOwner::All => (None, None, Vec::new()),
        AlertOwner::Project(row) => {
            let inherited = defaults(env).await?;
            let all = own.with_defaults(&inherited).destinations;
            let log = change::deliveries(row, None, LogPlace::NEWEST, MOST_DELIVERIES, env).await?;
            let deliveries = log.deliveries.into_iter().map(|one| delivery(one, &all)).collect();
            let rows = inherited.rules.iter().map(|rule| rule_row(rule, &inherited.destinations)).collect();
            (Some(views::project(row, permissions)), Some((rows, !own.is_without_defaults)), deliveries)
        }
    };
    let view = AlertsView {
        now: clock::now(),
        project,
        permissions,
        flash: flash::read(request)?,
        rules: own.rules.iter().map(|rule| rule_row(rule, &own.destinations)).collect(),
        defaults,
        destinations: own.destinations.iter().map(destination).collect(),
        rule_form: state.rule_form.unwrap_or_else(form::new_rule),
        destination_form: state.destination_form.unwrap_or_else(form::destination_form),
        deliveries,
    };
    zone::page(status, request, || alerts::page(&view))
}

fn destination(one: &Destination) -> AlertDestination {
    AlertDestination {
        id: one.id.clone(),
        name: one.name.clone(),
        kind: one.kind.label().to_owned(),
        host: one.host.clone(),
        is_title_only: one.is_title_only,
        is_without_secret: one.sealed.is_empty(),
    }
}

fn name_of(id: &str, destinations: &[Destination]) -> String {
    let one = destinations.iter().find(|one| one.id == id);
    one.map_or_else(|| "a removed one".to_owned(), |one| one.name.clone())
}

fn rule_row(rule: &AlertRule, destinations: &[Destination]) -> AlertRuleRow {
    let filter = &rule.filter;
    let mut details = Vec::new();
    for (label, values) in [("Environments", &filter.environments), ("Releases", &filter.releases)] {
        if !values.is_empty() {
            details.push(format!("{label}: {}", values.join(", ")));
        }
    }
    if !filter.types.is_empty() {
        let types: Vec<String> = filter.types.iter().map(u8::to_string).collect();
        details.push(format!("Types: {}", types.join(", ")));
    }
    if !filter.title.is_empty() {
        details.push(format!("Title: {}", filter.title));
    }
    if rule.schedule.digest != Digest::Off {
        details.push(format!("Digest: {}", rule.schedule.digest.name()));
    }
    if rule.schedule.quiet.is_some() {
        details.push("With quiet hours".to_owned());
    }
    AlertRuleRow {
        id: rule.id.clone(),
        name: rule.name.clone(),
        sentence: rule.trigger.sentence(),
        details,
        destinations: rule.destinations.iter().map(|id| name_of(id, destinations)).collect(),
        is_on: rule.is_on,
    }
}

fn delivery(one: LoggedDelivery, destinations: &[Destination]) -> AlertDelivery {
    let destination =
        if one.destination.is_empty() { String::new() } else { name_of(&one.destination, destinations) };
    AlertDelivery {
        again: (one.state == DeliveryState::GivenUp).then_some(one.number),
        at: one.at,
        title: one.title,
        destination,
        state: one.state.label().to_owned(),
        attempts: one.attempts,
        next: one.next,
        error: one.error,
    }
}
