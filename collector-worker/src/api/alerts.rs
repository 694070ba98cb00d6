//! Alerts: rules, destinations, and the log of deliveries; of a project, or of all.

use corncrake_model::alerts::{
    delivery::{DeliveryState, LogPlace, LoggedDelivery},
    destination::{Destination, DestinationSecret},
    rule::{AlertFilter, AlertRule, AlertTrigger},
    schedule::AlertSchedule,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use worker::{Env, Method, Request};

use super::{fields::BodyFields, query::limit_within};
use crate::{
    http::{Response, error::Fault, public_addresses::PublicAddresses, response, url::parameter},
    route::AlertPart,
    service::{
        alert_watch::defaults,
        alerts::{
            change::{self, AlertOwner},
            check::DestinationFields,
        },
    },
};

/// Deliveries of an answer, unless it asks for fewer.
const MOST_DELIVERIES: u32 = 500;

#[derive(Serialize)]
struct DestinationJson<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'static str,
    title_only: bool,
    host: &'a str,
    has_secret: bool,
}

impl<'a> From<&'a Destination> for DestinationJson<'a> {
    fn from(one: &'a Destination) -> Self {
        Self {
            id: &one.id,
            name: &one.name,
            kind: one.kind.name(),
            title_only: one.is_title_only,
            host: &one.host,
            has_secret: !one.sealed.is_empty(),
        }
    }
}

#[derive(Serialize)]
struct DeliveryJson {
    number: u64,
    at: String,
    title: String,
    rule: String,
    destination: String,
    state: DeliveryState,
    attempts: u32,
    next: Option<String>,
    error: Option<String>,
}

impl From<LoggedDelivery> for DeliveryJson {
    fn from(one: LoggedDelivery) -> Self {
        Self {
            number: one.number,
            at: one.at.rfc3339(),
            title: one.title,
            rule: one.rule,
            destination: one.destination,
            state: one.state,
            attempts: one.attempts,
            next: one.next.map(|next| next.rfc3339()),
            error: Some(one.error).filter(|error| !error.is_empty()),
        }
    }
}

/// All below `/api/alerts` and `/api/projects/:key/alerts`.
pub(crate) async fn alerts(
    key: Option<&str>,
    part: AlertPart<'_>,
    method: Method,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    let owner = AlertOwner::find(key, env).await?;
    let dashboard = PublicAddresses::of(env)?.dashboard(request)?;
    match (part, method, &owner) {
        (AlertPart::All, Method::Get, _) => overview(&owner, env).await,
        (AlertPart::All, Method::Patch, AlertOwner::Project(_)) => {
            let mut fields = BodyFields::read(request).await?;
            let with = fields.flag("defaults")?.ok_or_else(|| Fault::invalid("defaults", "is missing"))?;
            fields.end()?;
            change::set_without_defaults(&owner, !with, env).await?;
            response::no_content()
        }
        (AlertPart::Rules, Method::Post, _) => {
            let rule = rule(String::new(), request).await?;
            response::json(201, &change::put_rule(&owner, rule, dashboard, env).await?)
        }
        (AlertPart::Rule { id }, Method::Put, _) => {
            let rule = rule(id.to_owned(), request).await?;
            response::json(200, &change::put_rule(&owner, rule, dashboard, env).await?)
        }
        (AlertPart::Rule { id }, Method::Delete, _) => {
            change::delete_rule(&owner, id, env).await?;
            response::no_content()
        }
        (AlertPart::Destinations, Method::Post, _) => {
            let fields = destination(request).await?;
            let made = change::put_destination(&owner, None, &fields, dashboard, env).await?;
            response::json(201, &DestinationJson::from(&made))
        }
        (AlertPart::Destination { id }, Method::Put, _) => {
            let fields = destination(request).await?;
            let made = change::put_destination(&owner, Some(id), &fields, dashboard, env).await?;
            response::json(200, &DestinationJson::from(&made))
        }
        (AlertPart::Destination { id }, Method::Delete, _) => {
            change::delete_destination(&owner, id, env).await?;
            response::no_content()
        }
        (AlertPart::Test { id }, Method::Post, AlertOwner::Project(project)) => {
            change::test(project, id, dashboard, env).await?;
            response::json(202, &json!({}))
        }
        (AlertPart::Deliveries, Method::Get, AlertOwner::Project(project)) => {
            let state = parameter(request, "state")?.filter(|name| !name.is_empty());
            let state = state.map(|name| {
                DeliveryState::parse(&name)
                    .ok_or_else(|| Fault::invalid("state", "must be the name of a state"))
            });
            let before = parameter(request, "before")?.map(|text| text.parse()).transpose();
            let before =
                before.map_err(|_| Fault::invalid("before", "must be the next of another answer"))?;
            let before = before.unwrap_or(LogPlace::NEWEST);
            let limit = limit_within(request, MOST_DELIVERIES, MOST_DELIVERIES)?;
            let page = change::deliveries(project, state.transpose()?, before, limit, env).await?;
            let next = page.next.map(|place| place.to_string());
            let deliveries: Vec<DeliveryJson> = page.deliveries.into_iter().map(DeliveryJson::from).collect();
            response::json(200, &json!({ "deliveries": deliveries, "next": next }))
        }
        (AlertPart::SendAgain { id }, Method::Post, AlertOwner::Project(project)) => {
            change::send_again(project, id, env).await?;
            response::json(202, &json!({}))
        }
        _ => Err(Fault::method_not_allowed()),
    }
}

async fn overview(owner: &AlertOwner, env: &Env) -> Result<Response, Fault> {
    let own = owner.settings(env).await?;
    let shown = |destinations: &[Destination]| -> Result<Value, Fault> {
        let all: Vec<DestinationJson<'_>> = destinations.iter().map(DestinationJson::from).collect();
        serde_json::to_value(all).map_err(|error| Fault::internal(error.to_string()))
    };
    let mut answer = json!({ "destinations": shown(&own.destinations)?, "rules": own.rules });
    if let (AlertOwner::Project(_), Some(members)) = (owner, answer.as_object_mut()) {
        let all = defaults(env).await?;
        members.insert("defaults".to_owned(), json!(!own.is_without_defaults));
        members.insert("default_rules".to_owned(), json!(all.rules));
        members.insert("default_destinations".to_owned(), shown(&all.destinations)?);
    }
    response::json(200, &answer)
}

/// A member of a rule, by its form.
fn member<T: DeserializeOwned>(fields: &mut BodyFields, name: &str, form: &str) -> Result<Option<T>, Fault> {
    let value = fields.value(name).map(serde_json::from_value).transpose();
    value.map_err(|_| Fault::invalid(name, &format!("must be {form}")))
}

async fn rule(id: String, request: &mut Request) -> Result<AlertRule, Fault> {
    let mut fields = BodyFields::read(request).await?;
    let trigger: Option<AlertTrigger> = member(
        &mut fields,
        "trigger",
        "a trigger, such as {\"on\":\"sessions\",\"sessions\":5,\"hours\":1}",
    )?;
    let filter: Option<AlertFilter> =
        member(&mut fields, "filter", "an object of environments, releases, types and title")?;
    let schedule: Option<AlertSchedule> =
        member(&mut fields, "schedule", "an object of quiet, digest and per_hour")?;
    let rule = AlertRule {
        id,
        name: fields.text("name")?.unwrap_or_default(),
        is_on: fields.flag("is_on")?.unwrap_or(true),
        trigger: trigger.ok_or_else(|| Fault::invalid("trigger", "is missing"))?,
        filter: filter.unwrap_or_default(),
        destinations: fields.texts("destinations")?.unwrap_or_default(),
        schedule: schedule.unwrap_or_default(),
    };
    fields.value("id");
    fields.end()?;
    Ok(rule)
}

async fn destination(request: &mut Request) -> Result<DestinationFields, Fault> {
    let mut fields = BodyFields::read(request).await?;
    let mut text = |name: &str| fields.text(name).map(Option::unwrap_or_default);
    let (name, kind) = (text("name")?, text("kind")?);
    let secret = DestinationSecret {
        url: text("url")?,
        token: text("token")?,
        to: text("to")?,
        from: text("from")?,
        login: text("login")?,
    };
    let is_title_only = fields.flag("title_only")?.unwrap_or_default();
    fields.end()?;
    Ok(DestinationFields { name, kind, is_title_only, secret })
}
