//! The extra data of an event (`meta`), as a table.

use corncrake_core::json::{Json, MAX_DEPTH, write_text};
use maud::{Markup, html};

/// Spaces of a level in a value that is written over several lines.
const INDENT: usize = 2;

/// The members of `meta`, a row each; a value that is no object stands alone.
pub(crate) fn table(meta: &Json) -> Markup {
    html! {
        @match meta {
            Json::Map(members) => {
                table.plain.meta {
                    tbody {
                        @for (name, member) in members {
                            tr { th scope="row" { (name) } td { (value(member)) } }
                        }
                    }
                }
            }
            other => (value(other)),
        }
    }
}

/// Plain values read as they are; the others as JSON.
fn value(value: &Json) -> Markup {
    html! {
        @match value {
            Json::Text(text) => span.text { (text) },
            Json::List(_) | Json::Map(_) => pre { (pretty(value)) },
            plain => code { (pretty(plain)) },
        }
    }
}

fn pretty(value: &Json) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out
}

fn write(value: &Json, depth: usize, out: &mut String) {
    match value {
        Json::List(items) if !items.is_empty() && depth < MAX_DEPTH => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                begin(index, depth, out);
                write(item, depth + 1, out);
            }
            end(depth, ']', out);
        }
        Json::Map(members) if !members.is_empty() && depth < MAX_DEPTH => {
            out.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                begin(index, depth, out);
                write_text(name, out);
                out.push_str(": ");
                write(member, depth + 1, out);
            }
            end(depth, '}', out);
        }
        plain => plain.write(out),
    }
}

fn begin(index: usize, depth: usize, out: &mut String) {
    out.push_str(if index == 0 { "\n" } else { ",\n" });
    out.extend(std::iter::repeat_n(' ', (depth + 1) * INDENT));
}

fn end(depth: usize, bracket: char, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', depth * INDENT));
    out.push(bracket);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn text(text: &str) -> Json {
        Json::Text(text.to_owned())
    }

    #[test]
    fn members_are_rows_and_deeper_values_are_json() {
        let cart = Json::Map(vec![
            ("items".to_owned(), Json::List(vec![Json::Number("1".to_owned()), text("a \"b\"")])),
            ("none".to_owned(), Json::List(vec![])),
        ]);
        let meta = Json::Map(vec![
            ("step".to_owned(), text("pay")),
            ("retry".to_owned(), Json::Bool(true)),
            ("cart".to_owned(), cart.clone()),
        ]);
        let html = table(&meta).into_string();
        assert!(
            html.contains(r#"<th scope="row">step</th><td><span class="text">pay</span></td>"#),
            "{html}"
        );
        assert!(html.contains(r#"<th scope="row">retry</th><td><code>true</code></td>"#));
        assert_eq!(pretty(&cart), "{\n  \"items\": [\n    1,\n    \"a \\\"b\\\"\"\n  ],\n  \"none\": []\n}");
    }

    #[test]
    fn depth_is_bounded() {
        let mut deep = text("end");
        for _ in 0..10_000 {
            deep = Json::List(vec![deep]);
        }
        assert!(pretty(&deep).len() < 1_000);
        std::mem::forget(deep); // dropping it would recurse 10,000 deep
    }

    #[test]
    fn names_and_values_are_escaped() {
        let meta = Json::Map(vec![
            (hostile::text(1), Json::Text(hostile::text(2))),
            ("list".to_owned(), Json::List(vec![Json::Number("<script>".to_owned())])),
        ]);
        hostile::assert_harmless(&table(&meta).into_string(), 1..=2);
        hostile::assert_harmless(&table(&Json::Text(hostile::text(3))).into_string(), 3..=3);
    }
}
