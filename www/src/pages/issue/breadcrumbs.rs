//! What the page did before the event, as a timeline.

use corncrake_core::{
    breadcrumbs::{self, Breadcrumb},
    json::Json,
};
use maud::{Markup, html};

use crate::format::number::grouped;

/// The breadcrumbs of an event, the oldest first; a sentence where there are none.
pub(crate) fn timeline(meta: Option<&Json>) -> Markup {
    let crumbs = meta.map(breadcrumbs::of).unwrap_or_default();
    html! {
        @if crumbs.is_empty() {
            p.hint { "No breadcrumbs came with this event." }
        } @else {
            h3 #breadcrumbs { "Breadcrumbs" }
            p.hint { "What the page did before, the newest last: kinds and places, without values and texts." }
            table.plain.breadcrumbs {
                thead { tr { th scope="col" { "Before" } th scope="col" { "Kind" } th scope="col" { "What" } } }
                tbody { @for crumb in &crumbs { (row(crumb)) } }
            }
        }
    }
}

fn row(crumb: &Breadcrumb) -> Markup {
    html! {
        tr {
            td { (before(crumb).unwrap_or_else(|| "unknown".to_owned())) }
            th scope="row" {
                (crumb.kind)
                @if let Some(level) = crumb.level { " " b { (level) } }
                @if crumb.times > 1 { " " span.hint { "× " (grouped(crumb.times.into())) } }
            }
            td { (what(crumb)) }
        }
    }
}

fn what(crumb: &Breadcrumb) -> Markup {
    html! {
        @if let Some(method) = crumb.method { (method) " " }
        @if let Some(url) = &crumb.url { code { (url) } " " }
        @match crumb.status {
            Some(0) => { b { "no answer" } " " },
            Some(status) if status >= 400 => { b { (status) } " " },
            Some(status) => { (status) " " },
            None => {},
        }
        @if let Some(role) = &crumb.role { (role) " " }
        @if let Some(selector) = &crumb.selector { code { (selector) } " " }
        @if let Some(text) = &crumb.text { span.text { (text) } }
        @for (name, value) in &crumb.data { (name) ": " (plain(value)) " " }
    }
}

/// `meta` without them.
pub(crate) fn without(meta: &Json) -> Json {
    match meta {
        Json::Map(members) => {
            let others = members.iter().filter(|(name, value)| !breadcrumbs::is_list(name, value));
            Json::Map(others.cloned().collect())
        }
        other => other.clone(),
    }
}

/// A crumb's time in words; none where it is not known.
fn before(crumb: &Breadcrumb) -> Option<String> {
    let tenths = crumb.tenths_before?;
    Some(match tenths {
        0..600 => format!("{}.{} s", tenths / 10, tenths % 10),
        _ => format!("{} min {} s", tenths / 600, tenths / 10 % 60),
    })
}

/// A value of one level as text.
fn plain(value: &Json) -> String {
    match value {
        Json::Text(text) => text.clone(),
        other => {
            let mut out = String::new();
            other.write(&mut out);
            out
        }
    }
}

/// The breadcrumbs as lines of text, for a copy of the issue.
pub(crate) fn lines(meta: &Json) -> Vec<String> {
    breadcrumbs::of(meta).iter().map(line).collect()
}

fn line(crumb: &Breadcrumb) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(before(crumb).map(|before| format!("-{before}")));
    parts.push(crumb.kind.clone());
    if crumb.times > 1 {
        parts.push(format!("×{}", crumb.times));
    }
    parts.extend([crumb.level, crumb.method].into_iter().flatten().map(str::to_owned));
    parts.extend(crumb.url.clone());
    parts.extend(crumb.status.map(|status| status.to_string()));
    parts.extend([&crumb.role, &crumb.selector, &crumb.text].into_iter().flatten().cloned());
    parts.extend(crumb.data.iter().map(|(name, value)| format!("{name}={}", plain(value))));
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn meta(crumbs: Vec<Vec<(&str, Json)>>) -> Json {
        let one = |members: Vec<(&str, Json)>| {
            Json::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        };
        Json::Map(vec![(breadcrumbs::NAME.to_owned(), Json::List(crumbs.into_iter().map(one).collect()))])
    }

    fn text(text: &str) -> Json {
        Json::Text(text.to_owned())
    }

    #[test]
    fn a_request_and_a_click_stand_in_their_order() {
        let number = |digits: &str| Json::Number(digits.to_owned());
        let meta = meta(vec![
            vec![
                ("ago", number("75.5")),
                ("kind", text("click")),
                ("role", text("button")),
                ("selector", text("button#buy")),
            ],
            vec![
                ("ago", number("0.3")),
                ("kind", text("fetch")),
                ("method", text("GET")),
                ("url", text("/api/orders/[id]")),
                ("status", number("404")),
                ("times", number("3")),
            ],
        ]);
        let html = timeline(Some(&meta)).into_string();
        let order =
            ["1 min 15 s", "button#buy", "0.3 s", "× 3", "GET <code>/api/orders/[id]</code> <b>404</b>"];
        let found = order.map(|text| html.find(text));
        assert!(found.is_sorted() && found.iter().all(Option::is_some), "{html}");
        assert_eq!(lines(&meta)[1], "-0.3 s fetch ×3 GET /api/orders/[id] 404");
    }

    #[test]
    fn texts_are_escaped_and_nothing_is_a_sentence() {
        let data = Json::Map(vec![("<i>".to_owned(), text(&hostile::text(2)))]);
        let meta = meta(vec![vec![("kind", text("own")), ("text", text(&hostile::text(3))), ("data", data)]]);
        let html = timeline(Some(&meta)).into_string();
        hostile::assert_harmless(&html, 2..=3);
        assert!(html.contains("&lt;i&gt;: "), "{html}");
        assert!(timeline(None).into_string().contains("No breadcrumbs came"));
    }
}
