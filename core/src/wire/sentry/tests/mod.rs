//! Tests of the decoder: the grammar, requests of real SDKs, every field that may not be kept, and
//! bodies that nobody would write.

mod breadcrumbs;
mod grammar;
mod languages;
mod laws;
mod marked;
mod recorded;
