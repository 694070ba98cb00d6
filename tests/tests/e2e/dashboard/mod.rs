//! The pages: what they show, what their forms do, and that everybody can use them.

mod accessible;
mod by_keyboard;
mod content;
mod csp_reports;
mod events;
mod keyboard;
mod live;
mod main_path;
mod pages;
mod settings;
mod triage_forms;
mod without_script;
