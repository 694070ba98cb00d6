//! The request that brings a message to each service, within the limits that its documentation names.

use corncrake_core::time::UnixMillis;
use corncrake_model::alerts::{
    destination::{DestinationKind, DestinationSecret},
    message::AlertMessage,
};
use serde_json::{Value, json};

use super::{
    chat,
    message_text::{clip, heading, plain},
    signature,
};
use crate::platform::outbound::OutgoingRequest;

/// Characters of a message to Telegram, and bytes of one to ntfy.
const PLAIN_TEXT: usize = 4_000;
/// Where Telegram's API is, unless the operator runs its own.
pub(crate) const TELEGRAM: &str = "https://api.telegram.org";

/// The request that brings a message. The id is the same whenever it comes again.
pub(crate) fn request_to(
    kind: DestinationKind,
    secret: &DestinationSecret,
    message: &AlertMessage,
    id: &str,
    now: UnixMillis,
) -> Result<OutgoingRequest, String> {
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("user-agent", "Corncrake".to_owned()),
        ("idempotency-key", id.to_owned()),
    ];
    let base = secret.url.trim_end_matches('/');
    let (url, body) = match kind {
        DestinationKind::Webhook => {
            let seconds = now.0.div_euclid(1_000);
            let body = webhook(message, id).to_string();
            let signed = signature::sign(&secret.token, id, seconds, &body);
            let signed = signed.ok_or("Its secret is no base64 behind whsec_.")?;
            headers.push(("webhook-id", id.to_owned()));
            headers.push(("webhook-timestamp", seconds.to_string()));
            headers.push(("webhook-signature", signed));
            return Ok(OutgoingRequest { url: secret.url.clone(), headers, body: Some(body) });
        }
        DestinationKind::Slack => (secret.url.clone(), chat::slack(message)),
        DestinationKind::Discord => (secret.url.clone(), chat::discord(message)),
        DestinationKind::Teams => (secret.url.clone(), chat::teams(message)),
        DestinationKind::Telegram => {
            let preview = json!({ "is_disabled": true });
            let text = clip(&plain(message, true), PLAIN_TEXT);
            let body = json!({ "chat_id": secret.to, "text": text, "link_preview_options": preview });
            let base = if base.is_empty() { TELEGRAM } else { base };
            (format!("{base}/bot{}/sendMessage", secret.token), body)
        }
        DestinationKind::Ntfy => {
            if !secret.token.is_empty() {
                headers.push(("authorization", format!("Bearer {}", secret.token)));
            }
            let body = json!({
                "topic": secret.to,
                "title": clip_bytes(&heading(message), 240),
                "message": clip_bytes(&plain(message, false), PLAIN_TEXT),
                "click": message.link,
            });
            (format!("{base}/"), body)
        }
        DestinationKind::Email => return Err("Mail goes by SMTP.".to_owned()),
    };
    Ok(OutgoingRequest { url, headers, body: Some(body.to_string()) })
}

/// The body of a webhook, which `docs/alerts.md` describes.
fn webhook(message: &AlertMessage, id: &str) -> Value {
    json!({
        "id": id,
        "type": format!("alert.{}", message.kind),
        "timestamp": message.at.rfc3339(),
        "data": {
            "project": { "key": message.key.as_str(), "name": message.project },
            "rule": message.rule,
            "title": message.title,
            "facts": message.facts.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect::<Vec<_>>(),
            "lines": message.lines,
            "issue": message.issue,
            "link": message.link,
        },
    })
}

/// So many bytes at most.
fn clip_bytes(text: &str, most: usize) -> String {
    let mut clipped = text.to_owned();
    while clipped.len() > most {
        clipped.pop();
    }
    clipped
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::destinations::message_text::tests::long;

    #[test]
    fn plain_services_get_plain_text_within_their_limits() {
        let secret = DestinationSecret {
            url: "https://ntfy.example/".into(),
            token: "tk_1".into(),
            to: "errors".into(),
            ..DestinationSecret::default()
        };
        let ntfy = request_to(DestinationKind::Ntfy, &secret, &long(), "msg_1", UnixMillis(0)).unwrap();
        assert_eq!(ntfy.url, "https://ntfy.example/");
        let body: Value = serde_json::from_str(ntfy.body.as_deref().unwrap()).unwrap();
        assert!(
            body["message"].as_str().unwrap().len() <= 4_096 && body["title"].as_str().unwrap().len() <= 250
        );
        let bot = DestinationSecret { url: String::new(), ..secret };
        let sent = request_to(DestinationKind::Telegram, &bot, &long(), "msg_1", UnixMillis(0)).unwrap();
        assert_eq!(sent.url, "https://api.telegram.org/bottk_1/sendMessage");
        let body: Value = serde_json::from_str(sent.body.as_deref().unwrap()).unwrap();
        assert!(body["text"].as_str().unwrap().chars().count() <= 4_096);
        assert!(request_to(DestinationKind::Email, &bot, &long(), "m", UnixMillis(0)).is_err());
    }
}
