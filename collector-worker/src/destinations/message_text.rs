//! A message as plain text, within a length.

use corncrake_model::alerts::message::AlertMessage;

/// The first line: the project, and what happened.
pub(super) fn heading(message: &AlertMessage) -> String {
    format!("[{}] {}", message.project, message.title)
}

/// All of a message as plain text, with its first line or without it.
pub(super) fn plain(message: &AlertMessage, with_heading: bool) -> String {
    let mut lines = Vec::new();
    if with_heading {
        lines.push(heading(message));
    }
    lines.extend(message.facts.iter().map(|(name, value)| format!("{name}: {value}")));
    lines.extend(message.lines.iter().map(|line| format!("- {line}")));
    if !message.rule.is_empty() {
        lines.push(format!("Rule: {}", message.rule));
    }
    lines.push(message.link.clone());
    lines.join("\n")
}

/// So many characters at most.
pub(super) fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
pub(super) mod tests {

    use corncrake_core::time::UnixMillis;

    use super::*;

    /// A message that is as long as any.
    pub(in crate::destinations) fn long() -> AlertMessage {
        let long = "<b>&*_`[x](y)@everyone é".repeat(60);
        AlertMessage {
            kind: "digest".into(),
            project: long.chars().take(100).collect(),
            key: "abc123def45".parse().unwrap(),
            rule: long.chars().take(100).collect(),
            title: long.chars().take(320).collect(),
            facts: (0..12).map(|n| (format!("fact {n}"), long.clone())).collect(),
            lines: (0..21).map(|_| long.chars().take(260).collect()).collect(),
            link: "https://errors.example/projects/abc123def45/alerts".into(),
            issue: None,
            at: UnixMillis(0),
        }
    }

    #[test]
    fn a_text_is_clipped_between_characters() {
        assert_eq!(clip("\u{e9}\u{e9}\u{e9}", 2), "\u{e9}\u{2026}");
        assert_eq!(clip("ab", 2), "ab");
        assert!(plain(&long(), true).starts_with(&heading(&long())));
    }
}
