//! Rules and destinations, checked the same way on the page, in the API and on import.

use corncrake_model::alerts::{
    destination::{Destination, DestinationKind, DestinationSecret},
    rule::{AlertRule, AlertTrigger, SPIKE_HOURS},
    schedule::DAY_MINUTES,
    settings::{AlertSettings, MOST_DESTINATIONS, MOST_RULES},
};
use worker::Env;

use crate::{
    destinations::{request::TELEGRAM, signature, smtp::SEND_EMAIL},
    platform::{
        env,
        private_hosts::{host_of, network_of},
    },
    service::settings::FieldError,
};

/// Characters of a name.
const NAME_CHARS: usize = 60;
/// Digits of an id.
const ID_DIGITS: usize = 12;
/// Characters of a pattern or of an environment.
const PATTERN_CHARS: usize = 128;
/// Entries of a filter.
const MOST_ENTRIES: usize = 20;
/// Characters of an address, a token or a login.
const SECRET_CHARS: usize = 1_000;
/// Characters of the secret that webhooks are signed with, at least.
const FEWEST_SECRET_CHARS: usize = 16;
/// The most sessions, and the most times of the average, that a rule waits for.
const MOST_SESSIONS: u32 = 1_000_000;
const MOST_TIMES: u32 = 1_000;
/// Days of silence that a rule waits for at most.
const MOST_SILENT_HOURS: u16 = 30 * 24;
/// The most alerts of an hour.
const MOST_PER_HOUR: u16 = 1_000;

fn wrong<T>(field: &'static str, rule: impl Into<String>) -> Result<T, FieldError> {
    Err((field, rule.into()))
}

fn name(text: &str) -> Result<String, FieldError> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
        return wrong("name", format!("must be 1 to {NAME_CHARS} characters"));
    }
    Ok(name.to_owned())
}

fn is_pattern(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= PATTERN_CHARS && !text.chars().any(char::is_control)
}

fn trigger(trigger: AlertTrigger) -> Result<(), FieldError> {
    match trigger {
        AlertTrigger::NewIssue {} | AlertTrigger::Regression {} | AlertTrigger::NewReport {} => Ok(()),
        AlertTrigger::Sessions { sessions, hours } => {
            if !(1..=MOST_SESSIONS).contains(&sessions) {
                return wrong("sessions", format!("must be 1 to {MOST_SESSIONS}"));
            }
            if (1..=SPIKE_HOURS).contains(&hours) {
                Ok(())
            } else {
                wrong("hours", format!("must be 1 to {SPIKE_HOURS}"))
            }
        }
        AlertTrigger::Spike { sessions, times } => {
            if !(1..=MOST_SESSIONS).contains(&sessions) {
                return wrong("sessions", format!("must be 1 to {MOST_SESSIONS}"));
            }
            if (2..=MOST_TIMES).contains(&times) {
                Ok(())
            } else {
                wrong("times", format!("must be 2 to {MOST_TIMES}"))
            }
        }
        AlertTrigger::Storage { percent } => {
            if (10..=100).contains(&percent) {
                Ok(())
            } else {
                wrong("percent", "must be 10 to 100")
            }
        }
        AlertTrigger::Silence { hours } => {
            if (1..=MOST_SILENT_HOURS).contains(&hours) {
                Ok(())
            } else {
                wrong("hours", format!("must be 1 to {MOST_SILENT_HOURS}"))
            }
        }
    }
}

/// A rule that these settings can have. Its destinations must be among theirs.
pub(crate) fn rule(rule: AlertRule, settings: &AlertSettings) -> Result<AlertRule, FieldError> {
    let rule = AlertRule { name: name(&rule.name)?, ..rule };
    trigger(rule.trigger)?;
    let lists = [("environments", &rule.filter.environments), ("releases", &rule.filter.releases)];
    for (field, list) in lists {
        if list.len() > MOST_ENTRIES || !list.iter().all(|entry| is_pattern(entry)) {
            return wrong(
                field,
                format!("must be at most {MOST_ENTRIES} entries of 1 to {PATTERN_CHARS} characters"),
            );
        }
    }
    if rule.filter.types.len() > MOST_ENTRIES || rule.filter.types.iter().any(|code| *code > 99) {
        return wrong("types", format!("must be at most {MOST_ENTRIES} numbers from 0 to 99"));
    }
    if !rule.filter.title.is_empty() && !is_pattern(&rule.filter.title) {
        return wrong("title", format!("must be at most {PATTERN_CHARS} characters"));
    }
    let is_known = |id: &String| settings.destinations.iter().any(|one| one.id == *id);
    if rule.destinations.is_empty() || !rule.destinations.iter().all(is_known) {
        return wrong("destinations", "must be one or more of the destinations");
    }
    if rule.schedule.quiet.is_some_and(|quiet| quiet.from >= DAY_MINUTES || quiet.to >= DAY_MINUTES) {
        return wrong("quiet", "must be two times of a day, in UTC");
    }
    if !(1..=MOST_PER_HOUR).contains(&rule.schedule.per_hour) {
        return wrong("per_hour", format!("must be 1 to {MOST_PER_HOUR}"));
    }
    let is_new = !settings.rules.iter().any(|known| known.id == rule.id);
    if is_new && settings.rules.len() >= MOST_RULES {
        return wrong("name", format!("cannot be added: there are {MOST_RULES} rules, which is the most"));
    }
    Ok(rule)
}

/// Alerts that an import may bring: every rule and every name of them is checked; secrets are none.
pub(crate) fn alerts(mut brought: AlertSettings) -> Result<AlertSettings, FieldError> {
    let is_id = |id: &str| id.len() == ID_DIGITS && id.bytes().all(|b| b.is_ascii_hexdigit());
    let ids = brought.rules.iter().map(|rule| &rule.id).chain(brought.destinations.iter().map(|one| &one.id));
    if !ids.into_iter().all(|id| is_id(id)) {
        return wrong("alerts", format!("must have ids of {ID_DIGITS} hexadecimal digits"));
    }
    if brought.destinations.len() > MOST_DESTINATIONS || brought.rules.len() > MOST_RULES {
        return wrong(
            "alerts",
            format!("must be at most {MOST_RULES} rules and {MOST_DESTINATIONS} destinations"),
        );
    }
    for one in &mut brought.destinations {
        one.name = name(&one.name)?;
        let is_host = one.host.len() <= PATTERN_CHARS && one.host.bytes().all(|b| b.is_ascii_graphic());
        if !is_host {
            return wrong("host", "must be a host");
        }
    }
    for rule in &brought.rules {
        // A rule whose destinations were all removed has none.
        let without = AlertRule { destinations: Vec::new(), ..rule.clone() };
        self::rule(rule.clone(), &brought).or_else(|error| {
            if rule.destinations.is_empty() && error.0 == "destinations" { Ok(without) } else { Err(error) }
        })?;
    }
    brought.dashboard = String::new();
    Ok(brought)
}

/// What somebody enters for a destination.
#[derive(Debug, Clone, Default)]
pub(crate) struct DestinationFields {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) is_title_only: bool,
    pub(crate) secret: DestinationSecret,
}

/// A destination that these settings can have, not sealed yet.
pub(crate) fn destination(
    fields: &DestinationFields,
    settings: &AlertSettings,
    env: &Env,
) -> Result<Destination, FieldError> {
    let name = name(&fields.name)?;
    let Some(kind) = DestinationKind::parse(&fields.kind) else {
        let all = DestinationKind::ALL.map(DestinationKind::name).join(", ");
        return wrong("kind", format!("must be one of: {all}"));
    };
    secret(kind, &fields.secret)?;
    let url = address(kind, &fields.secret);
    let is_by_binding = kind == DestinationKind::Email && url.is_empty();
    if is_by_binding && !env::has_binding(env, SEND_EMAIL) {
        return wrong(
            "url",
            "must begin with smtps:// or smtp://; at the edge it may be empty, with the binding SEND_EMAIL",
        );
    }
    if !is_by_binding {
        network_of(env, url).map_err(|reason| ("url", format!("is not possible. {reason}")))?;
        let is_mail = url.starts_with("smtp://") || url.starts_with("smtps://");
        if is_mail != (kind == DestinationKind::Email) {
            return wrong("url", "must begin with https://, or with smtps:// or smtp:// for e-mail");
        }
    }
    if settings.destinations.len() >= MOST_DESTINATIONS {
        return wrong("name", format!("cannot be added: there are {MOST_DESTINATIONS}, which is the most"));
    }
    let host = if is_by_binding { "Cloudflare".to_owned() } else { host_of(url) };
    let is_title_only = fields.is_title_only;
    Ok(Destination { id: String::new(), name, kind, is_title_only, host, sealed: String::new() })
}

/// The address that a destination leads to.
fn address(kind: DestinationKind, secret: &DestinationSecret) -> &str {
    match kind {
        DestinationKind::Telegram if secret.url.is_empty() => TELEGRAM,
        _ => &secret.url,
    }
}

fn secret(kind: DestinationKind, secret: &DestinationSecret) -> Result<(), FieldError> {
    let DestinationSecret { url, token, to, from, login } = secret;
    for (field, text) in [("url", url), ("token", token), ("to", to), ("from", from), ("login", login)] {
        if text.chars().count() > SECRET_CHARS || text.chars().any(char::is_control) {
            return wrong(field, format!("must be at most {SECRET_CHARS} characters on one line"));
        }
    }
    let is_address = |text: &str| {
        text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
            && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"'))
    };
    match kind {
        DestinationKind::Webhook if token.chars().count() < FEWEST_SECRET_CHARS => wrong(
            "token",
            format!("must have at least {FEWEST_SECRET_CHARS} characters: it signs each message"),
        ),
        DestinationKind::Webhook if signature::sign(token, "", 0, "").is_none() => {
            wrong("token", "must be base64 behind whsec_")
        }
        DestinationKind::Telegram
            if token.is_empty()
                || !token.bytes().all(|b| b.is_ascii_alphanumeric() || b":_-".contains(&b)) =>
        {
            wrong("token", "must be the bot's token, such as 123456:ABC-DEF")
        }
        DestinationKind::Telegram if to.is_empty() => wrong("to", "must be the id of a chat, or @channel"),
        DestinationKind::Ntfy
            if to.is_empty() || !to.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b)) =>
        {
            wrong("to", "must be a topic: letters, digits, - and _")
        }
        DestinationKind::Email if !is_address(to) => wrong("to", "must be an e-mail address"),
        DestinationKind::Email if !is_address(from) => wrong("from", "must be an e-mail address"),
        _ => Ok(()),
    }
}
