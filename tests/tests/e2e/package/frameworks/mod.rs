//! The package in applications of frameworks: the helpers, the entries for pages and servers, and routes of
//! the site's own.

mod builds;
mod errors_of_components;
mod routes;
