//! The metadata of a provider (OpenID Connect Discovery, section 3).

use serde::Deserialize;

/// The metadata of a provider, as far as they are used.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct ProviderMetadata {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    pub(super) jwks_uri: String,
    #[serde(default)]
    pub(super) userinfo_endpoint: Option<String>,
    #[serde(default)]
    pub(super) token_endpoint_auth_methods_supported: Option<Vec<String>>,
}
