//! An issue as Markdown, to be pasted into a ticket or a chat.
//!
//! Texts from outside are code, inline or fenced, where CommonMark interprets nothing: no text of
//! a visitor's page can become a link, an image or a mention.

use super::view::IssueView;

/// The whole issue.
pub(crate) fn render(view: &IssueView) -> String {
    let issue = &view.issue;
    let mut out = format!("## {}\n\n", inline(&issue.title));
    let mut line = |name: &str, value: &str| out.push_str(&format!("- **{name}:** {value}\n"));
    line("Project", &inline(&view.project.name));
    line("Type", issue.kind.label());
    line("Status", &inline(&issue.status.to_string()));
    line("Events", &issue.events.to_string());
    line("Sessions", &issue.sessions.to_string());
    line("First seen", &issue.first_seen.rfc3339());
    line("Last seen", &issue.last_seen.rfc3339());
    if let Some(stored) = &view.event {
        let event = &stored.event;
        let facts = [
            ("Page", event.uri.as_deref()),
            ("Release", event.release.as_deref()),
            ("Environment", event.environment.as_deref()),
            ("Browser", stored.browser.as_deref()),
            ("System", stored.os.as_deref()),
        ];
        for (name, value) in facts {
            if let Some(value) = value {
                line(name, &inline(value));
            }
        }
        out.push_str(&format!("\n{}", fenced("", &headline(event.name.as_deref(), &event.message))));
        if let Some(stack) = &event.stack {
            out.push_str(&format!("\n### Stack\n\n{}", fenced("", stack)));
        }
        if let Some(meta) = &event.meta {
            let mut json = String::new();
            meta.write(&mut json);
            out.push_str(&format!("\n### Extra data (`meta`)\n\n{}", fenced("json", &json)));
        }
    }
    out
}

fn headline(name: Option<&str>, message: &str) -> String {
    name.map_or_else(|| message.to_owned(), |name| format!("{name}: {message}"))
}

/// The longest run of backticks in a text.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A code span (CommonMark, section 6.1): its fence is longer than any run within, and it is
/// one line, since an empty line would end its paragraph.
fn inline(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fence = "`".repeat(longest_run(&text) + 1);
    let room = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{room}{text}{room}{fence}")
}

/// A fenced code block (CommonMark, section 4.5).
fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat((longest_run(text) + 1).max(3));
    format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_code_it_stands_in() {
        assert_eq!(inline("a `b`\n\n[c](d)"), "``a `b` [c](d)``");
        assert_eq!(inline("`"), "`` ` ``");
        assert_eq!(inline(""), "`  `");
        assert_eq!(fenced("", "a\n````\nb\n"), "`````\na\n````\nb\n`````\n");
        assert_eq!(fenced("json", "{}"), "```json\n{}\n```\n");
    }
}
