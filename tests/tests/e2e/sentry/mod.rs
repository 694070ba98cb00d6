//! Sentry's wire format: SDKs of which only the DSN was changed, recorded requests of more of them, and
//! what nobody would send.

mod answers;
mod bodies;
mod browsers;
mod counts;
mod kept_back;
mod marked;
mod moving;
mod mutations;
mod node;
mod python_web;
mod recorded;
mod rust;
mod services;
mod source_maps;
