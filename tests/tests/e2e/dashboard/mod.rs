//! The pages: what they show, what their forms do, and that everybody can use them.

mod accessible;
mod base_path;
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
mod rules;
mod settings;
mod triage_forms;
mod without_script;
