//! Advice on a browser's report, or the rule by which it is noise.

use corncrake_core::{
    json::Json,
    noise::NoiseRule,
    report::{Advice, advice},
};
use maud::{Markup, html};

use crate::parts::copy_button::copy_button;

/// The advice on a report's fields; nothing where there is none. Noise gets no line that would
/// allow it.
pub(crate) fn block(fields: Option<&Json>, page: Option<&str>, noise: Option<NoiseRule>) -> Markup {
    let advice = fields.and_then(|fields| advice(fields, page));
    html! {
        @if let Some(rule) = noise {
            p.advice.noise { b { "Noise: " (rule.label()) ". " } (rule.explanation()) }
        } @else if let Some(Advice { text, line }) = advice {
            div.advice {
                p { (text) }
                @if let Some(line) = line {
                    pre tabindex="0" { code { (line) } }
                    (copy_button("Copy"))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn a_rule_is_explained_and_a_report_has_its_line() {
        let text = |name: &str, text: &str| (name.to_owned(), Json::Text(text.to_owned()));
        let fields = Json::Map(vec![
            text("report", "csp-violation"),
            text("effectiveDirective", "img-src"),
            text("blockedURL", "https://cdn.example/a.png"),
            text("originalPolicy", &format!("img-src {}", hostile::text(1).replace([' ', ';'], ""))),
        ]);
        let html = block(Some(&fields), None, None).into_string();
        hostile::assert_harmless(&html, []);
        assert!(html.contains("https://cdn.example</code>"), "{html}");
        let noise = block(Some(&fields), None, Some(NoiseRule::About)).into_string();
        assert!(noise.contains(NoiseRule::About.explanation()) && !noise.contains("<pre"), "{noise}");
        assert_eq!(block(None, None, None).into_string(), "");
    }
}
