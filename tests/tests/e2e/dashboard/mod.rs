//! The pages: what they show, what their forms do, and that everybody can use them.

mod accessible;
mod content;
mod csp_reports;
mod events;
mod jobs;
mod keyboard_only;
mod keyboard_shortcuts;
mod links;
mod live;
mod main_path;
mod pages;
mod refused;
mod rules;
mod settings;
mod tickets;
mod time_zone;
mod triage_forms;
mod weight;
mod without_script;
