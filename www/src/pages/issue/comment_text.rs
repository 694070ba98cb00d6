//! The text of a comment: Markdown (CommonMark) as markup. Only the elements that are written here can
//! come of it: HTML in the text is text, an image is its alternative text, and a link leads to `http`,
//! `https` or `mailto` only.

use maud::{Markup, PreEscaped, Render, html};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

/// Elements within each other at most: browsers flatten what is deeper, and slow down before.
const MOST_DEPTH: usize = 16;

/// The comment as markup.
pub(super) fn render(text: &str) -> Markup {
    let (mut markup, mut open) = (String::new(), Vec::new());
    for event in Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(tag) => {
                let (begin, end) = if open.len() < MOST_DEPTH { element(&tag) } else { NOTHING };
                markup.push_str(&begin);
                open.push(end);
            }
            Event::End(_) => markup.push_str(open.pop().unwrap_or_default()),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                text.as_ref().render_to(&mut markup)
            }
            Event::Code(text) => html! { code { (text.as_ref()) } }.render_to(&mut markup),
            Event::SoftBreak => markup.push('\n'),
            Event::HardBreak => markup.push_str("<br>"),
            Event::Rule => markup.push_str("<hr>"),
            _ => {}
        }
    }
    // What was begun is ended, whatever the parser does.
    while let Some(end) = open.pop() {
        markup.push_str(end);
    }
    // Every element of it is one of `element`, and every text was escaped.
    PreEscaped(markup)
}

/// What stands around the content of an element that is not shown.
const NOTHING: (String, &str) = (String::new(), "");

/// What an element begins and ends with.
fn element(tag: &Tag<'_>) -> (String, &'static str) {
    let plain = |begin: &str, end| (begin.to_owned(), end);
    match tag {
        // The page has its own headings.
        Tag::Heading { .. } => plain("<p><strong>", "</strong></p>"),
        Tag::Paragraph | Tag::HtmlBlock => plain("<p>", "</p>"),
        Tag::BlockQuote(_) => plain("<blockquote>", "</blockquote>"),
        Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => {
            plain("<pre tabindex=\"0\"><code>", "</code></pre>")
        }
        Tag::List(None) => plain("<ul>", "</ul>"),
        Tag::List(Some(_)) => plain("<ol>", "</ol>"),
        Tag::Item => plain("<li>", "</li>"),
        Tag::Emphasis => plain("<em>", "</em>"),
        Tag::Strong => plain("<strong>", "</strong>"),
        Tag::Strikethrough => plain("<s>", "</s>"),
        Tag::Link { dest_url, .. } if is_good(dest_url) => {
            let mut begin = String::from("<a rel=\"noopener nofollow\" href=\"");
            dest_url.as_ref().render_to(&mut begin);
            begin.push_str("\">");
            (begin, "</a>")
        }
        _ => NOTHING,
    }
}

/// Whether a link may lead there: its scheme is written out, and one of three.
fn is_good(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto")) && !address.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn rendered(text: &str) -> String {
        render(text).into_string()
    }

    #[test]
    fn what_people_write_is_shown() {
        for (text, expected) in [
            ("a **b** *c* `d<e>`", "<p>a <strong>b</strong> <em>c</em> <code>d&lt;e&gt;</code></p>"),
            ("# Head\n\n- one\n- two", "<p><strong>Head</strong></p><ul><li>one</li><li>two</li></ul>"),
            ("> said", "<blockquote><p>said</p></blockquote>"),
            ("```js\nlet a = '<b>'\n```", "<pre tabindex=\"0\"><code>let a = '&lt;b&gt;'\n</code></pre>"),
            (
                "[a](https://a.example/?b=1&c=\"2\")",
                "<p><a rel=\"noopener nofollow\" href=\"https://a.example/?b=1&amp;c=&quot;2&quot;\">a</a></p>",
            ),
            (
                "<mailto:ann@team.example>",
                "<p><a rel=\"noopener nofollow\" href=\"mailto:ann@team.example\">mailto:ann@team.example</a></p>",
            ),
            ("~~gone~~", "<p><s>gone</s></p>"),
            ("one\ntwo  \nthree", "<p>one\ntwo<br>three</p>"),
            ("", ""),
        ] {
            assert_eq!(rendered(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_that_runs_comes_of_a_comment() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[a](javascript:alert(1))",
            "[a](JaVaScRiPt:alert(1))",
            "[a](&#106;avascript:alert(1))",
            "[a](java\u{0}script:alert(1))",
            "[a]( javascript:alert(1) )",
            "[a](data:text/html,<script>alert(1)</script>)",
            "[a](//evil.example)",
            "[a](/logout)",
            "[a](vbscript:x)",
            "<javascript:alert(1)>",
            "![alt](https://evil.example/track.gif)",
            "[a]: javascript:alert(1)\n\n[a]",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<style>*{display:none}</style>",
            "<svg onload=alert(1)>",
            "[x](https://a.example/\"onmouseover=\"alert(1))",
        ] {
            let html = rendered(text);
            for bad in [
                "<script",
                "<img",
                "<style",
                "<svg",
                "href=\"j",
                "href=\"/",
                "href=\"data",
                "href=\"vb",
                "\"onmouse",
            ] {
                assert!(!html.to_lowercase().contains(bad), "{text}: {html}");
            }
        }
        // The text has an entity, which Markdown reads.
        let html = rendered(&hostile::text(7));
        hostile::assert_harmless(&html, []);
        assert!(html.contains("&lt;script&gt;alert(7)&lt;/script&gt;&lt;b onclick=x&gt;&amp;"), "{html}");
    }

    #[test]
    fn deep_and_long_comments_are_flat_and_end() {
        for text in [
            ">".repeat(10_000),
            "- ".repeat(5_000),
            "*a ".repeat(3_333),
            "[".repeat(10_000),
            "![".repeat(5_000),
            "`a``".repeat(2_500),
            "<".repeat(10_000),
            "[a](".repeat(2_500),
            "**a _b ".repeat(1_400),
            "\\[".repeat(5_000),
        ] {
            let html = rendered(&text);
            let depth = html.matches("<blockquote>").count().max(html.matches("<ul>").count());
            assert!(
                depth <= MOST_DEPTH && html.len() < 12 * text.len() + 100,
                "{} of {}",
                html.len(),
                text.len()
            );
        }
    }
}
