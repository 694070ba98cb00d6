//! An issue as Markdown, to be pasted into a ticket or a chat.
//!
//! Texts from outside are code, inline or fenced, where CommonMark interprets nothing: no text of
//! a visitor's page can become a link, an image or a mention.

use corncrake_core::json::Json;

use super::{breadcrumbs, event::StoredEvent, frames::SymbolicatedFrame, summary, view::IssueView};
use crate::format::number::share;

/// The whole issue.
pub(crate) fn render(view: &IssueView) -> String {
    let issue = &view.issue;
    let mut out = format!("## {}\n\n", inline(&issue.title));
    let mut line = |name: &str, value: &str| out.push_str(&format!("- **{name}:** {value}\n"));
    line("Link", &format!("<{}>", summary::link(view)));
    line("Project", &inline(&view.project.name));
    if !issue.place.is_empty() {
        line("Place", &inline(&issue.place));
    }
    if let Some(new) = &issue.new {
        line(if new.is_named { "New in" } else { "New since" }, &inline(&new.release));
    }
    let range = view.range.label();
    let share = share(view.sessions, view.all_sessions).unwrap_or_else(|| "no share".to_owned());
    line(&format!("Sessions of the last {range}"), &format!("{} ({share})", view.sessions));
    for value in &issue.only {
        line("Only", &inline(value));
    }
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
        if let Some(stack) = stack_of(stored) {
            out.push_str(&format!("\n### Stack\n\n{}", fenced("", &stack)));
        }
        if let Some((file, source)) = source_of(&stored.frames) {
            out.push_str(&format!("\n### Source of {}\n\n{}", inline(&file), fenced("", &source)));
        }
        if let Some(meta) = &event.meta {
            let crumbs = breadcrumbs::lines(meta);
            if !crumbs.is_empty() {
                out.push_str(&format!("\n### Breadcrumbs\n\n{}", fenced("", &crumbs.join("\n"))));
            }
            let rest = breadcrumbs::without(meta);
            if rest != Json::Map(Vec::new()) {
                let mut json = String::new();
                rest.write(&mut json);
                out.push_str(&format!("\n### Extra data (`meta`)\n\n{}", fenced("json", &json)));
            }
        }
    }
    out
}

/// The issue in a few lines, for a ticket: what leads back here says the rest.
pub(super) fn brief(view: &IssueView) -> String {
    let issue = &view.issue;
    let mut out = format!("- **Link:** <{}>\n", summary::link(view));
    if !issue.place.is_empty() {
        out.push_str(&format!("- **Place:** {}\n", inline(&issue.place)));
    }
    let (events, sessions) = (issue.events, issue.sessions);
    out.push_str(&format!("- **Seen:** {events} events in {sessions} sessions\n"));
    out.push_str(&format!("- **First seen:** {}\n", issue.first_seen.rfc3339()));
    out
}

/// The stack as it was written, where source maps know it, and else as it came.
fn stack_of(stored: &StoredEvent) -> Option<String> {
    if stored.frames.iter().all(|shown| shown.original.is_none()) {
        return stored.event.stack.clone();
    }
    let place = |file: &str, line: Option<u32>, column: Option<u32>| {
        let number = |number: Option<u32>| number.map(|number| format!(":{number}")).unwrap_or_default();
        format!("{file}{}{}", number(line), number(column))
    };
    let frame = |shown: &SymbolicatedFrame| {
        let (function, at) = match &shown.original {
            Some(at) => (&at.function, place(&at.file, Some(at.line), Some(at.column))),
            None => {
                let frame = &shown.frame;
                (&frame.function, place(frame.file.as_deref().unwrap_or("?"), frame.line, frame.column))
            }
        };
        format!("at {} ({at})", function.as_deref().unwrap_or("(anonymous)"))
    };
    Some(stored.frames.iter().take(MOST_FRAMES).map(frame).collect::<Vec<_>>().join("\n"))
}

/// The lines around the innermost place of the site, with the line itself marked.
fn source_of(frames: &[SymbolicatedFrame]) -> Option<(String, String)> {
    let mut own = frames.iter().filter_map(|shown| shown.original.as_ref()).filter(|at| at.is_own);
    let place = own.find(|at| !at.lines.is_empty())?;
    let line = |(number, text): &(u32, String)| {
        let mark = if *number == place.line { '>' } else { ' ' };
        format!("{mark} {number} {text}")
    };
    Some((place.file.clone(), place.lines.iter().map(line).collect::<Vec<_>>().join("\n")))
}

/// Frames of a stack that is pasted elsewhere.
const MOST_FRAMES: usize = 20;

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
