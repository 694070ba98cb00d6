//! The causes of an error: its `cause`, the cause of that and so on, and the errors of an
//! `AggregateError`, as the client sends them in `meta`.

use corncrake_core::{
    json::{Json, MAX_DEPTH},
    stack,
};
use maud::{Markup, html};

use super::frames;

/// The most causes on a page: a chain is no deeper than `MAX_DEPTH`, but each link of it may
/// have many errors.
const MOST: usize = 20;
/// The members of `meta`, and of an error in it, that hold other errors.
const BEHIND: [&str; 2] = ["cause", "errors"];

/// Whether a member of `meta` is a cause, not the site's own data.
pub(crate) fn is_cause(name: &str, value: &Json) -> bool {
    BEHIND.contains(&name) && errors(value).next().is_some()
}

/// The causes of the event, the nearest first.
pub(crate) fn list(meta: Option<&Json>) -> Markup {
    let mut causes = Vec::new();
    if let Some(meta) = meta {
        collect_causes(meta, 0, &mut causes);
    }
    html! {
        @if !causes.is_empty() {
            h3 { "Caused by" }
            ol.causes { @for error in causes { li { (cause_item(error)) } } }
        }
    }
}

fn collect_causes<'a>(of: &'a Json, depth: usize, causes: &mut Vec<&'a Json>) {
    for error in BEHIND.iter().filter_map(|name| of.get(name)).flat_map(errors) {
        if causes.len() < MOST && depth < MAX_DEPTH {
            causes.push(error);
            collect_causes(error, depth + 1, causes);
        }
    }
}

/// The errors of a value: itself, or its items; an error has a message.
fn errors(value: &Json) -> impl Iterator<Item = &Json> {
    let items = match value {
        Json::List(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    items.iter().filter(|item| item.get("message").and_then(Json::as_text).is_some())
}

fn cause_item(error: &Json) -> Markup {
    let text = |name: &str| error.get(name).and_then(Json::as_text).filter(|text| !text.is_empty());
    let (name, message, raw) = (text("name"), text("message").unwrap_or_default(), text("stack"));
    html! {
        div.message {
            @if let Some(name) = name { b { (name) } }
            p { (message) }
        }
        @if let Some(raw) = raw {
            @let frames = stack::parse_event(raw, name, message);
            details.raw {
                summary { "Its stack" }
                @if frames.is_empty() { pre { (raw) } } @else { (frames::list(&frames.into_iter().map(Into::into).collect::<Vec<_>>())) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn error(message: &str, more: Vec<(&str, Json)>) -> Json {
        let members = [("message", Json::Text(message.to_owned()))].into_iter().chain(more);
        Json::Map(members.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    #[test]
    fn a_chain_and_a_group_stand_in_their_order() {
        let stack = Json::Text("Error: b\n    at pay (https://shop.example/js/pay.js:1:2)".to_owned());
        let deep = error("a", vec![("cause", error("b", vec![("stack", stack)]))]);
        let meta = Json::Map(vec![
            ("cause".to_owned(), deep),
            ("errors".to_owned(), Json::List(vec![error("c", vec![]), Json::Null])),
        ]);
        let html = list(Some(&meta)).into_string();
        let order = ["<p>a</p>", "<p>b</p>", "pay.js", "<p>c</p>"].map(|text| html.find(text));
        assert!(order.is_sorted() && order.iter().all(Option::is_some), "{html}");
    }

    #[test]
    fn what_is_no_error_is_left_to_the_site() {
        let text = Json::Text("the weather".to_owned());
        assert!(!is_cause("cause", &text) && !is_cause("step", &error("a", vec![])));
        assert!(is_cause("cause", &error("a", vec![])));
        assert_eq!(list(Some(&Json::Map(vec![("cause".to_owned(), text)]))).into_string(), "");
        assert_eq!(list(None).into_string(), "");
    }

    #[test]
    fn texts_are_escaped_and_many_are_cut() {
        let hostile = |number| Json::Text(hostile::text(number));
        let one = error(&hostile::text(1), vec![("name", hostile(2)), ("stack", hostile(3))]);
        let html = list(Some(&Json::Map(vec![("cause".to_owned(), one.clone())]))).into_string();
        hostile::assert_harmless(&html, 1..=3);
        let many = Json::Map(vec![("errors".to_owned(), Json::List(vec![one; 500]))]);
        assert_eq!(list(Some(&many)).into_string().matches("<li>").count(), MOST);
    }
}
