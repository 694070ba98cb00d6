//! Requests, texts and pages that mean harm, and what they do not get.

mod access;
mod access_table;
mod addresses;
mod foreign_projects;
mod forged_tickets;
mod forms;
mod hostile;
mod logins;
mod named_addresses;
mod project_names;
mod project_tokens;
mod text;
mod text_around;
