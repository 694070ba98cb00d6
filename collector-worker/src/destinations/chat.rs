//! Messages as chats show them: Slack's blocks, Discord's embeds, the Adaptive Cards of Microsoft
//! Teams. Each keeps to the limits of its documentation, and no text of an event is markup there.

use corncrake_model::alerts::message::AlertMessage;
use serde_json::{Value, json};

use super::message_text::{clip, heading};

/// Slack: characters of a section, of one of its fields, and how many fields it has.
const SLACK_SECTION: usize = 2_900;
const SLACK_FIELD: usize = 1_900;
const SLACK_FIELDS: usize = 10;
/// Discord: characters of a title, of a description, of the name and the value of a field, and of all
/// of an embed together.
const DISCORD_TITLE: usize = 256;
const DISCORD_DESCRIPTION: usize = 3_000;
const DISCORD_VALUE: usize = 200;
/// Teams: a card has 28 kB at most; characters of a value, and of a line.
const TEAMS_VALUE: usize = 300;
/// Facts of a card or an embed.
const FACTS: usize = 10;

/// A text that is only text for Slack.
fn slack_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A text without the signs that Markdown reads.
fn without_markdown(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '>' | '<' | '[' | ']' | '(' | ')' | '#') {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

/// Lines, as many whole ones as fit.
fn fitting(lines: impl Iterator<Item = String>, most: usize) -> String {
    let mut all = String::new();
    for line in lines {
        if all.chars().count().saturating_add(line.chars().count()) >= most {
            break;
        }
        if !all.is_empty() {
            all.push('\n');
        }
        all.push_str(&line);
    }
    all
}

/// The body of an incoming webhook of Slack.
pub(super) fn slack(message: &AlertMessage) -> Value {
    let text = |text: String| json!({ "type": "mrkdwn", "text": text });
    let escaped = |raw: &str, most: usize| slack_text(&clip(raw, most / 5));
    let link = format!("<{}|Open in Corncrake>", message.link);
    let title = escaped(&heading(message), SLACK_SECTION);
    let mut blocks = vec![json!({ "type": "section", "text": text(format!("{title}\n{link}")) })];
    if !message.facts.is_empty() {
        let facts = message.facts.iter().take(SLACK_FIELDS);
        let fields: Vec<Value> = facts
            .map(|(name, value)| text(format!("{}\n{}", escaped(name, 200), escaped(value, SLACK_FIELD))))
            .collect();
        blocks.push(json!({ "type": "section", "fields": fields }));
    }
    if !message.lines.is_empty() {
        let lines =
            fitting(message.lines.iter().map(|line| format!("• {}", slack_text(line))), SLACK_SECTION);
        blocks.push(json!({ "type": "section", "text": text(lines) }));
    }
    json!({ "text": title, "blocks": blocks, "unfurl_links": false })
}

/// The body of a webhook of Discord.
pub(super) fn discord(message: &AlertMessage) -> Value {
    let fields: Vec<Value> = message
        .facts
        .iter()
        .take(FACTS)
        .map(|(name, value)| {
            json!({ "name": clip(name, DISCORD_VALUE), "value": clip(&without_markdown(value), DISCORD_VALUE), "inline": true })
        })
        .collect();
    let lines = message.lines.iter().map(|line| format!("- {}", without_markdown(&clip(line, 240))));
    let mut embed = json!({
        "title": clip(&without_markdown(&heading(message)), DISCORD_TITLE),
        "url": message.link,
        "description": fitting(lines, DISCORD_DESCRIPTION),
        "fields": fields,
    });
    if message.lines.is_empty()
        && let Some(members) = embed.as_object_mut()
    {
        members.remove("description");
    }
    // No text of an event may call anybody.
    json!({ "embeds": [embed], "allowed_mentions": { "parse": [] } })
}

/// The body of a workflow of Microsoft Teams: a message with an Adaptive Card.
pub(super) fn teams(message: &AlertMessage) -> Value {
    // Runs of a rich text are text alone.
    let run = |text: String, weight: &str| json!({ "type": "RichTextBlock", "inlines": [{ "type": "TextRun", "text": text, "weight": weight }] });
    let mut body = vec![run(clip(&heading(message), TEAMS_VALUE), "Bolder")];
    if !message.facts.is_empty() {
        let facts: Vec<Value> = message
            .facts
            .iter()
            .take(FACTS)
            .map(|(name, value)| json!({ "title": name, "value": without_markdown(&clip(value, TEAMS_VALUE)) }))
            .collect();
        body.push(json!({ "type": "FactSet", "facts": facts }));
    }
    body.extend(message.lines.iter().map(|line| run(clip(line, TEAMS_VALUE), "Default")));
    let card = json!({
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [{ "type": "Action.OpenUrl", "title": "Open in Corncrake", "url": message.link }],
    });
    let attachment = json!({ "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": card });
    json!({ "type": "message", "attachments": [attachment] })
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::destinations::message_text::tests::long;

    fn chars(value: &Value) -> usize {
        value.as_str().map_or(0, |text| text.chars().count())
    }

    #[test]
    fn the_longest_message_is_within_the_limits_of_each_service() {
        let slack = slack(&long());
        for block in slack["blocks"].as_array().unwrap() {
            assert!(chars(&block["text"]["text"]) <= 3_000, "{block}");
            for field in block["fields"].as_array().into_iter().flatten() {
                assert!(chars(&field["text"]) <= 2_000);
            }
            assert!(block["fields"].as_array().map_or(0, Vec::len) <= 10);
        }
        assert!(!slack.to_string().contains("<b>"));
        let discord = discord(&long());
        let embed = &discord["embeds"][0];
        let fields = embed["fields"].as_array().unwrap();
        let all = chars(&embed["title"])
            + chars(&embed["description"])
            + fields.iter().map(|field| chars(&field["name"]) + chars(&field["value"])).sum::<usize>();
        assert!(chars(&embed["title"]) <= 256 && fields.len() <= 25 && all <= 6_000, "{all}");
        assert!(teams(&long()).to_string().len() <= 28_000);
    }

    #[test]
    fn a_digest_of_nothing_long_keeps_all_its_lines() {
        let mut message = long();
        message.lines = (0..21).map(|n| format!("New issue: bug {n}")).collect();
        assert!(slack(&message).to_string().contains("bug 20"));
        assert!(discord(&message).to_string().contains("bug 20"));
        assert!(teams(&message).to_string().contains("bug 20"));
    }
}
