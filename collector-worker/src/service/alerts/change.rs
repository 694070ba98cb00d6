//! Reads and changes the alerts of a project, or of all: in the directory, and in the objects that watch
//! for them.

use corncrake_core::ids::IssueId;
use corncrake_model::{
    alerts::{
        delivery::{DeliveryPage, DeliveryState, LogPlace},
        destination::Destination,
        rule::AlertRule,
        settings::AlertSettings,
    },
    hex,
    project::{record::ProjectRecord, settings::ProjectChange},
};
use worker::Env;

use super::check::{self, DestinationFields};
use crate::{
    destinations::seal,
    http::error::Fault,
    objects::{
        rpc::{EraseAlerts, ListDeliveries, SendAgain, SetAlertDefaults, TestDestination},
        stub,
    },
    platform::{clock, random},
    projects,
    service::{
        alert_watch::{defaults, watch},
        project_change,
        settings::FieldError,
    },
    shards,
};

/// Random bytes of an id: the rules of a collector never share one.
const ID_BYTES: usize = 6;

/// Whose alerts they are.
#[derive(Debug, Clone)]
pub(crate) enum AlertOwner {
    /// Of one project.
    Project(Box<ProjectRecord>),
    /// Of all projects that are not without them.
    All,
}

/// Why a change was refused.
pub(crate) enum ChangeError {
    Field(FieldError),
    Fault(Fault),
}

impl From<Fault> for ChangeError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<FieldError> for ChangeError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

impl From<ChangeError> for Fault {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Field((field, rule)) => Self::invalid(field, &rule),
            ChangeError::Fault(fault) => fault,
        }
    }
}

impl AlertOwner {
    /// The owner of a key, or of none.
    pub(crate) async fn find(key: Option<&str>, env: &Env) -> Result<Self, Fault> {
        match key {
            None => Ok(Self::All),
            Some(key) => {
                let row = projects::find_for_operator(key, clock::now(), env).await?;
                // Others may have changed it in the last seconds.
                Ok(Self::Project(Box::new(projects::find_uncached(row.key, clock::now(), env).await?)))
            }
        }
    }

    /// Its own alerts.
    pub(crate) async fn settings(&self, env: &Env) -> Result<AlertSettings, Fault> {
        match self {
            Self::Project(row) => Ok(row.settings.alerts.clone()),
            Self::All => defaults(env).await,
        }
    }

    async fn save(&self, settings: AlertSettings, env: &Env) -> Result<(), Fault> {
        match self {
            Self::Project(row) => {
                let change = ProjectChange { alerts: Some(settings), ..ProjectChange::default() };
                project_change::apply(env, row, change, clock::now()).await.map(drop)
            }
            Self::All => {
                let ask = SetAlertDefaults { settings };
                stub::request(&stub::directory(env)?, &ask).await?;
                for project in projects::list(env).await? {
                    watch(env, &project, clock::now()).await?;
                }
                Ok(())
            }
        }
    }
}

fn new_id() -> String {
    hex::text(&random::bytes::<ID_BYTES>())
}

/// Adds a rule, or replaces the one of its id; gives it as it is now.
pub(crate) async fn put_rule(
    owner: &AlertOwner,
    rule: AlertRule,
    dashboard: String,
    env: &Env,
) -> Result<AlertRule, ChangeError> {
    let mut settings = owner.settings(env).await?;
    let mut rule = check::rule(rule, &settings)?;
    if rule.id.is_empty() {
        rule.id = new_id();
        settings.rules.push(rule.clone());
    } else {
        let known = settings.rules.iter_mut().find(|known| known.id == rule.id);
        *known.ok_or_else(|| Fault::not_found("rule"))? = rule.clone();
    }
    settings.dashboard = dashboard;
    owner.save(settings, env).await?;
    Ok(rule)
}

/// Removes a rule.
pub(crate) async fn delete_rule(owner: &AlertOwner, id: &str, env: &Env) -> Result<(), Fault> {
    let mut settings = owner.settings(env).await?;
    let before = settings.rules.len();
    settings.rules.retain(|rule| rule.id != id);
    if settings.rules.len() == before {
        return Err(Fault::not_found("rule"));
    }
    owner.save(settings, env).await
}

/// Adds a destination, or enters those of its id anew; gives it as it is now.
pub(crate) async fn put_destination(
    owner: &AlertOwner,
    id: Option<&str>,
    fields: &DestinationFields,
    dashboard: String,
    env: &Env,
) -> Result<Destination, ChangeError> {
    let mut settings = owner.settings(env).await?;
    let place = match id {
        None => None,
        Some(id) => {
            let place = settings.destinations.iter().position(|one| one.id == id);
            Some(place.ok_or_else(|| Fault::not_found("destination"))?)
        }
    };
    let id = id.map_or_else(new_id, str::to_owned);
    let others: Vec<Destination> = settings.destinations.iter().filter(|one| one.id != id).cloned().collect();
    let others = AlertSettings { destinations: others, ..AlertSettings::default() };
    let sealed = seal::seal(env, &fields.secret)?;
    let new = Destination { id, sealed, ..check::destination(fields, &others, env)? };
    match place.and_then(|place| settings.destinations.get_mut(place)) {
        Some(known) => *known = new.clone(),
        None => settings.destinations.push(new.clone()),
    }
    settings.dashboard = dashboard;
    owner.save(settings, env).await?;
    Ok(new)
}

/// Removes a destination, from its rules as well.
pub(crate) async fn delete_destination(owner: &AlertOwner, id: &str, env: &Env) -> Result<(), Fault> {
    let mut settings = owner.settings(env).await?;
    let before = settings.destinations.len();
    settings.destinations.retain(|one| one.id != id);
    if settings.destinations.len() == before {
        return Err(Fault::not_found("destination"));
    }
    for rule in &mut settings.rules {
        rule.destinations.retain(|one| one != id);
    }
    owner.save(settings, env).await
}

/// Has a project go with the rules of all projects, or without them.
pub(crate) async fn set_without_defaults(
    owner: &AlertOwner,
    is_without: bool,
    env: &Env,
) -> Result<(), Fault> {
    let mut settings = owner.settings(env).await?;
    settings.is_without_defaults = is_without;
    owner.save(settings, env).await
}

/// Sends a test to a destination of a project.
pub(crate) async fn test(
    project: &ProjectRecord,
    id: &str,
    dashboard: String,
    env: &Env,
) -> Result<(), Fault> {
    let settings = project.settings.alerts.with_defaults(&defaults(env).await?);
    if !settings.destinations.iter().any(|one| one.id == id) {
        return Err(Fault::not_found("destination"));
    }
    let (key, project) = (project.key, project.name.clone());
    let ask = TestDestination { key, project, dashboard, destination: id.to_owned() };
    stub::request(&stub::outbox(env, key)?, &ask).await
}

/// The log of a project's deliveries.
pub(crate) async fn deliveries(
    project: &ProjectRecord,
    state: Option<DeliveryState>,
    before: LogPlace,
    limit: u32,
    env: &Env,
) -> Result<DeliveryPage, Fault> {
    stub::request(&stub::outbox(env, project.key)?, &ListDeliveries { state, before, limit }).await
}

/// Tries a delivery again.
pub(crate) async fn send_again(project: &ProjectRecord, number: &str, env: &Env) -> Result<(), Fault> {
    let number = number.parse().map_err(|_| Fault::not_found("delivery"))?;
    let was_there = stub::request(&stub::outbox(env, project.key)?, &SendAgain { number }).await?;
    if was_there { Ok(()) } else { Err(Fault::not_found("delivery")) }
}

/// Erases what alerts say of issues, or with a text.
pub(crate) async fn erase(
    project: &ProjectRecord,
    text: Option<&str>,
    issues: &[IssueId],
    env: &Env,
) -> Result<(), Fault> {
    let ask = EraseAlerts { text: text.map(str::to_owned), issues: issues.to_vec() };
    for shard in project.shards.all() {
        shards::query_shard(env, project.key, shard, &ask).await?;
    }
    stub::request(&stub::outbox(env, project.key)?, &ask).await
}
