//! Single sign-on: logins by an account elsewhere, whose provider vouches for it in a signed token. By
//! OpenID Connect (`flow`), or by Cloudflare Access, which stands before the collector.
//!
//! Nothing that a provider sends is logged or stored, but for the issuer and the subject.

pub(crate) mod access;
mod attempt;
mod claims;
mod exchange;
pub(crate) mod flow;
mod keys;
mod metadata;
mod provider;
mod settings;
mod signature;
mod token;

pub(crate) use settings::{provider_name, team_logout};
