//! Destinations of alerts. Their addresses and secrets are sealed: what is here can be shown.

use serde::{Deserialize, Serialize};

/// A destination as it is stored and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// Its name in addresses: 12 hexadecimal digits.
    pub id: String,
    /// The name that a person gave it.
    pub name: String,
    /// The service.
    pub kind: DestinationKind,
    /// Whether only the title of an alert goes there.
    pub is_title_only: bool,
    /// The host that it leads to, for people to tell two apart.
    pub host: String,
    /// Its address and its secrets, sealed; empty where they have to be entered again.
    pub sealed: String,
}

/// A service that alerts can go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DestinationKind {
    /// A signed JSON body to any address.
    Webhook,
    /// Slack, or what takes its incoming webhooks.
    Slack,
    /// Discord.
    Discord,
    /// Microsoft Teams, by a workflow.
    Teams,
    /// Telegram, by a bot.
    Telegram,
    /// A topic of ntfy.
    Ntfy,
    /// E-mail by SMTP.
    Email,
}

impl DestinationKind {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 7] =
        [Self::Webhook, Self::Slack, Self::Discord, Self::Teams, Self::Telegram, Self::Ntfy, Self::Email];

    /// Its name in the API and in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Slack => "slack",
            Self::Discord => "discord",
            Self::Teams => "teams",
            Self::Telegram => "telegram",
            Self::Ntfy => "ntfy",
            Self::Email => "email",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Webhook => "Webhook",
            Self::Slack => "Slack",
            Self::Discord => "Discord",
            Self::Teams => "Microsoft Teams",
            Self::Telegram => "Telegram",
            Self::Ntfy => "ntfy",
            Self::Email => "E-mail",
        }
    }

    /// The kind of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What is sealed of a destination.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DestinationSecret {
    /// The address: of the webhook, of the API of Telegram, of the ntfy server; `smtp://` or
    /// `smtps://` and the host of a mail server.
    pub url: String,
    /// The secret that webhooks are signed with, the bot's token, the token of ntfy, or the password.
    pub token: String,
    /// The chat, the topic, or the address that mail goes to.
    pub to: String,
    /// The address that mail comes from.
    pub from: String,
    /// The login at the mail server.
    pub login: String,
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_kind_has_one_name() {
        for kind in DestinationKind::ALL {
            assert_eq!(DestinationKind::parse(kind.name()), Some(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.name()));
        }
        assert_eq!(DestinationKind::parse("pager"), None);
    }
}
