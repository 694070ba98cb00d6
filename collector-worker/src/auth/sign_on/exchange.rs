//! The collector's own requests to a provider: what it publishes, a code for tokens, what it knows of its
//! user. No answer is believed by where it came from alone but for those of the addresses that the
//! issuer's own configuration names.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use worker::Env;

use super::{claims::EmailClaims, metadata::ProviderMetadata, settings::OidcSettings};
use crate::platform::{
    outbound::{self, OutgoingRequest},
    private_hosts::network_of,
};

/// Bytes of an answer: keys, tokens and configurations have some thousand.
const MOST_BYTES: usize = 128 * 1024;
/// Characters of an error's code that is shown.
const CODE_CHARS: usize = 60;

/// The tokens behind a code.
#[derive(Debug, Deserialize)]
pub(super) struct Tokens {
    pub(super) id_token: String,
    #[serde(default)]
    pub(super) access_token: Option<String>,
}

/// Why there are no tokens behind a code.
#[derive(Debug)]
pub(super) enum TokenFailure {
    /// The provider did not take it, as it takes no made-up one.
    Refused(String),
    /// The provider cannot be used.
    Broken(String),
}

/// An answer of a provider about its user.
#[derive(Debug, Deserialize)]
struct UserInfo {
    sub: String,
    #[serde(flatten)]
    address: EmailClaims,
}

async fn send(outgoing: OutgoingRequest, env: &Env) -> Result<(u16, Vec<u8>), String> {
    let network = network_of(env, &outgoing.url)?;
    let answer = outbound::send(env, outgoing, network).await?;
    let status = answer.status();
    Ok((status, answer.read(MOST_BYTES).await?))
}

/// Reads an address, by a token where one is given.
pub(super) async fn get(address: &str, bearer: Option<&str>, env: &Env) -> Result<Vec<u8>, String> {
    let mut headers = vec![("accept", "application/json".to_owned()), ("user-agent", "Corncrake".to_owned())];
    headers.extend(bearer.map(|token| ("authorization", format!("Bearer {token}"))));
    match send(OutgoingRequest { url: address.to_owned(), headers, body: None }, env).await? {
        (200, body) => Ok(body),
        (status, _) => Err(format!("It answered {status}.")),
    }
}

/// Exchanges a code for tokens (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
pub(super) async fn tokens(
    settings: &OidcSettings,
    provider: &ProviderMetadata,
    (code, verifier, redirect): (&str, &str, &str),
    env: &Env,
) -> Result<Tokens, TokenFailure> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code").append_pair("code", code);
    form.append_pair("redirect_uri", redirect).append_pair("code_verifier", verifier);
    let mut headers = vec![
        ("accept", "application/json".to_owned()),
        ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ("user-agent", "Corncrake".to_owned()),
    ];
    // Without a word of the provider's, it takes the login in the header (Discovery, section 3).
    let methods = provider.token_endpoint_auth_methods_supported.as_ref();
    let takes_header = methods.is_none_or(|methods| methods.iter().any(|one| one == "client_secret_basic"));
    match &settings.client_secret {
        Some(secret) if takes_header => {
            // As a form has them (RFC 6749, section 2.3.1).
            let [id, secret] = [&settings.client_id, secret]
                .map(|text| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>());
            headers.push(("authorization", format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))));
        }
        secret => {
            form.append_pair("client_id", &settings.client_id);
            if let Some(secret) = secret {
                form.append_pair("client_secret", secret);
            }
        }
    }
    let outgoing =
        OutgoingRequest { url: provider.token_endpoint.clone(), headers, body: Some(form.finish()) };
    match send(outgoing, env).await.map_err(TokenFailure::Broken)? {
        (200, body) => {
            let read = serde_json::from_slice(&body);
            read.map_err(|_| TokenFailure::Broken("It gave no ID token.".to_owned()))
        }
        (status, body) => {
            let (why, is_made_up) = refusal(status, &body);
            Err(if is_made_up { TokenFailure::Refused(why) } else { TokenFailure::Broken(why) })
        }
    }
}

/// Why a code was not taken: the provider's code of the error, never its text. Beside it whether the code itself is
/// to blame (RFC 6749, section 5.2); anything else, such as a wrong secret of the collector's, is the operator's.
fn refusal(status: u16, body: &[u8]) -> (String, bool) {
    #[derive(Deserialize)]
    struct ErrorAnswer {
        error: String,
    }
    match serde_json::from_slice::<ErrorAnswer>(body) {
        Ok(answer) => {
            let why = format!("It answered {status}, {}.", error_code(&answer.error));
            (why, answer.error == "invalid_grant")
        }
        Err(_) => (format!("It answered {status}."), false),
    }
}

/// A code of an error that may be shown: letters and underscores.
pub(super) fn error_code(text: &str) -> &str {
    let is_code = text.len() <= CODE_CHARS && text.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    if is_code && !text.is_empty() { text } else { "an error without a name" }
}

/// The verified address of a user, by the provider's own answer; nothing where it has none, or the
/// answer is about somebody else (Core, section 5.3.2).
pub(super) async fn verified_address(
    provider: &ProviderMetadata,
    tokens: &Tokens,
    subject: &str,
    env: &Env,
) -> Result<Option<String>, String> {
    let (Some(address), Some(token)) = (&provider.userinfo_endpoint, &tokens.access_token) else {
        return Ok(None);
    };
    let body = get(address, Some(token), env).await?;
    let Ok(info) = serde_json::from_slice::<UserInfo>(&body) else { return Ok(None) };
    Ok(info.address.verified().filter(|_| info.sub == subject))
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn an_error_is_shown_by_its_code_alone() {
        assert_eq!(
            refusal(400, br#"{"error":"invalid_grant","error_description":"secret"}"#),
            ("It answered 400, invalid_grant.".to_owned(), true)
        );
        // The collector's own secret is wrong: nobody guessed anything.
        assert!(!refusal(401, br#"{"error":"invalid_client"}"#).1);
        for body in [r#"{"error":"<b>secret</b>"}"#, r#"{"error":"ann@team.example"}"#, "secret", ""] {
            let (said, _) = refusal(500, body.as_bytes());
            assert!(
                said.starts_with("It answered 500") && !said.contains("secret") && !said.contains('@'),
                "{said}"
            );
        }
    }
}
