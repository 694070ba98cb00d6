//! Alerts: the rules of a project or of all projects, where their alerts go, and how each delivery went.
//!
//! Every form is a POST below the page's own address. A secret is entered, and never shown.

mod deliveries;
mod destinations;
mod rules;

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

pub use self::{
    deliveries::AlertDelivery,
    destinations::{AlertDestination, DestinationForm, DestinationKindChoice},
    rules::{AlertRuleForm, AlertRuleRow},
};
pub use crate::parts::form_field::FormField;
use crate::{
    format::links,
    model::{permissions::Permissions, project::Project},
    parts::role_note,
    shell::{
        flash,
        form_context::FlashMessage,
        layout::{collector_page, project_page},
        tabs::Tab,
    },
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertsView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project; none on the page of all projects.
    pub project: Option<Project>,
    /// What the reader may do: in the project, or in all.
    pub permissions: Permissions,
    /// The outcome of the last form.
    pub flash: Option<FlashMessage>,
    /// The rules.
    pub rules: Vec<AlertRuleRow>,
    /// Of a project: the rules of all projects, and whether they count here.
    pub defaults: Option<(Vec<AlertRuleRow>, bool)>,
    /// The destinations.
    pub destinations: Vec<AlertDestination>,
    /// The form of a rule: a new one, or the one that is changed.
    pub rule_form: AlertRuleForm,
    /// The form of a destination.
    pub destination_form: DestinationForm,
    /// Of a project: its newest deliveries.
    pub deliveries: Vec<AlertDelivery>,
}

impl AlertsView {
    /// The address of the page.
    fn path(&self) -> String {
        self.project.as_ref().map_or_else(|| "/alerts".to_owned(), |one| links::below(one.key, "alerts"))
    }
}

/// The whole page.
pub fn page(view: &AlertsView) -> Markup {
    let path = view.path();
    let is_change = view.rule_form.id.is_some();
    let is_new_destination = view.destination_form.id.is_none();
    let main = html! {
        (flash::notice(view.flash.as_ref(), &html! {}))
        h1 { @if is_change { "Change a rule" } @else if !is_new_destination { "Change a destination" } @else { "Alerts" } }
        div.settings {
            @if is_change {
                (rules::form(&path, &view.rule_form, &view.destinations))
                p { a href=(path) { "Back to the alerts" } }
            } @else if !is_new_destination {
                (destinations::form(&path, &view.destination_form))
                p { a href=(path) { "Back to the alerts" } }
            } @else {
                (role_note::for_members(view.permissions, "change rules and destinations, and send tests"))
                (rules::section(&path, view))
                (destinations::section(&path, view))
                @if let Some((defaults, are_on)) = &view.defaults {
                    (rules::defaults(&path, defaults, *are_on, view.permissions))
                }
                @if view.project.is_some() { (deliveries::section(&path, view)) }
            }
        }
    };
    match &view.project {
        Some(project) => project_page(project, Tab::Alerts, "Alerts", &main),
        None => collector_page("Alerts of all projects", &[], &main),
    }
}

#[cfg(test)]
mod tests;
