//! The exceptions of an event: which one was thrown, what caused it, and whether the site handled it.
//!
//! SDKs write the oldest first: the last value is the one that was thrown, and its causes come before it.
//! Where values have ids, the one with id 0 was thrown, and parents say what caused what.

use alloc::{string::String, vec::Vec};

use serde_json::Value;

use super::{fields, frames, language::Language, limits};
use crate::{json::Json, wire};

/// How @sentry/react names the stack of components, which is no cause of anything.
const COMPONENTS: &str = "React ErrorBoundary ";

/// The exceptions of an event.
pub(super) struct ExceptionChain<'a> {
    /// The one that was thrown.
    pub(super) thrown: &'a Value,
    /// Its causes, the nearest first.
    pub(super) causes: Vec<&'a Value>,
    /// The stack of React's components.
    pub(super) components: Option<&'a Value>,
    /// Whether the site's own code caught it, where that is known.
    pub(super) handled: Option<bool>,
    /// How it was seen: the end of the mechanism's type.
    pub(super) mechanism: &'a str,
}

impl<'a> ExceptionChain<'a> {
    /// Reads the exceptions of an event.
    pub(super) fn of(event: &'a Value) -> Option<Self> {
        let mut all = fields::values(event, "exception");
        // Very old clients write one alone.
        if let Some(one) = event.get("exception").filter(|one| all.is_empty() && one.get("type").is_some()) {
            all.push(one);
        }
        let name = |value: &Value| fields::text(value, "type").unwrap_or_default().starts_with(COMPONENTS);
        let components = all.iter().copied().find(|value| name(value)).filter(|_| all.len() > 1);
        all.retain(|value| components.is_none_or(|components| !core::ptr::eq(*value, components)));
        let thrown =
            all.iter().copied().find(|value| id(value, "exception_id") == Some(0)).or(all.last().copied())?;
        let mechanisms = || all.iter().filter_map(|value| value.get("mechanism"));
        let beside = event.get("exception").and_then(|exception| exception.get("mechanism"));
        let told = mechanisms().chain(beside).filter_map(|one| one.get("handled").and_then(Value::as_bool));
        let handled = told.reduce(|all, one| all && one);
        let of_thrown = thrown.get("mechanism").or(beside).into_iter();
        let mechanism = of_thrown
            .chain(mechanisms().filter(|one| one.get("handled") == Some(&Value::Bool(false))))
            .filter_map(|one| fields::text(one, "type"))
            .map(|kind| kind.rsplit('.').next().unwrap_or(kind))
            .max_by_key(|kind| kind.starts_with("on") || kind.ends_with("rejection"))
            .unwrap_or_default();
        Some(Self { thrown, causes: causes(&all, thrown), components, handled, mechanism })
    }

    /// Its causes as our own client writes them: each below the one that it caused.
    pub(super) fn cause(&self, language: Language) -> Option<Json> {
        let causes = self.causes.iter().take(limits::EXCEPTIONS).rev();
        causes.fold(None, |inner, value| {
            let mut members: Vec<(String, Json)> = Vec::new();
            if let Some(name) = name(value) {
                members.push(("name".into(), Json::Text(name)));
            }
            members.push(("message".into(), Json::Text(message(value))));
            let frames = frames::of(value, language, limits::CAUSE_FRAMES);
            if let Some(stack) = frames::write(&frames, language) {
                members.push(("stack".into(), Json::Text(stack)));
            }
            if let Some(inner) = inner {
                members.push(("cause".into(), inner));
            }
            Some(Json::Map(members))
        })
    }
}

fn id(value: &Value, name: &str) -> Option<u64> {
    value.get("mechanism")?.get(name)?.as_u64()
}

/// What caused a value: by their ids, or else all that came before it.
fn causes<'a>(all: &[&'a Value], thrown: &'a Value) -> Vec<&'a Value> {
    if id(thrown, "exception_id").is_none() {
        let others = all.iter().copied().filter(|value| !core::ptr::eq(*value, thrown));
        return others.rev().take(limits::EXCEPTIONS).collect();
    }
    let mut found: Vec<&Value> = Vec::new();
    let mut parent = id(thrown, "exception_id");
    while let Some(of) = parent.filter(|_| found.len() < limits::EXCEPTIONS) {
        let is_next = |value: &&&Value| id(value, "parent_id") == Some(of) && !core::ptr::eq(**value, thrown);
        let Some(next) = all.iter().rev().find(is_next).copied() else { break };
        found.push(next);
        parent = id(next, "exception_id").filter(|next| *next != of);
    }
    found
}

/// The class of an exception.
pub(super) fn name(value: &Value) -> Option<String> {
    fields::text(value, "type").and_then(|name| fields::clip(name, wire::limits::NAME_CHARS))
}

/// What an exception says.
pub(super) fn message(value: &Value) -> String {
    let words = match value.get("value") {
        Some(Value::String(text)) => Some(text.chars().take(wire::limits::MESSAGE_CHARS).collect()),
        Some(other) => fields::label(other, wire::limits::MESSAGE_CHARS),
        None => None,
    };
    words.unwrap_or_default()
}
