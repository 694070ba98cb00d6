//! The settings of a project: name, origins, retention, limits, noise rules, tokens, export and
//! import, erasure, deletion.
//!
//! Every form is a POST to an address of its own below the project, and is answered with
//! this page again, or with a redirect to it.

mod erasure;
mod export_import;
mod logins;
mod tokens;

use corncrake_core::{
    ids::ProjectKey,
    project_limits::{MOST_DAYS, MOST_OBJECTS},
    time::UnixMillis,
};
use maud::{Markup, html};

pub(super) use self::tokens::{new_token_notice, scope_fields};
pub use self::{
    erasure::{SpanErasure, SpanMatches, TextErasure, TextMatches},
    export_import::ImportForm,
    tokens::{Token, TokenForm},
};
pub use crate::parts::form_field::FormField;
use crate::{
    format::{links, number::grouped},
    model::{noise::NoiseRuleRow, project::Project},
    parts::{
        form_field::{FieldInput, field},
        noise_rules,
        refusals::{self, RefusalRow},
        role_note,
        storage::{self, StorageUsage},
    },
    shell::{flash, form_context::FormContext, layout::project_page, tabs::Tab},
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// Which project it is.
    pub project: Project,
    /// The form of its settings.
    pub form: SettingsForm,
    /// Its storage.
    pub storage: StorageUsage,
    /// What was refused.
    pub refused: Vec<RefusalRow>,
    /// The noise rules.
    pub rules: Vec<NoiseRuleRow>,
    /// The context of the page's forms.
    pub form_context: FormContext,
    /// The API tokens, the newest first.
    pub tokens: Vec<Token>,
    /// The form of a new one.
    pub token_form: TokenForm,
    /// A token that was just made: it is shown this once.
    pub new_token: Option<String>,
    /// Export and import, where the collector offers them.
    pub import_form: Option<ImportForm>,
    /// The state of an erasure by text, where the collector offers it.
    pub text_erasure: Option<TextErasure>,
    /// The state of an erasure by time, where the collector offers it.
    pub span_erasure: Option<SpanErasure>,
    /// The error of the deletion form.
    pub delete_error: Option<String>,
}

/// The form of the settings; a setting that the collector does not offer is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SettingsForm {
    /// Its name, given by its operator.
    pub name: FormField,
    /// The allowed origins, one a line.
    pub origins: FormField,
    /// The origin that a link added to them, which is not saved yet.
    pub added_origin: Option<String>,
    /// The tags that are kept of events of Sentry's SDKs, one a line.
    pub kept_tags: Option<FormField>,
    /// The address of a new ticket.
    pub ticket_link: Option<FormField>,
    /// Days after which errors are deleted.
    pub retention_days: Option<FormField>,
    /// Days after which counts are deleted.
    pub count_retention_days: Option<FormField>,
    /// The usage that is counted.
    pub usage: Option<UsageFields>,
    /// The sustained rate, in events and pings a second.
    pub events_per_second: Option<FormField>,
    /// The limit of its database, in megabytes.
    pub megabytes: Option<FormField>,
    /// The burst of a session, in events and pings.
    pub session_events: Option<FormField>,
    /// Whether everybody may read the project's privacy page.
    pub has_public_privacy: bool,
    /// The operator limits of these three.
    pub operator_limits: OperatorLimits,
    /// The number of its objects.
    pub objects: FormField,
}

/// The fields of usage counters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UsageFields {
    /// Whether usage is counted.
    pub is_on: bool,
    /// Whether installations are counted.
    pub installations: bool,
    /// Whether response times are counted.
    pub vitals: bool,
    /// The pages and the timings of its own, one a line.
    pub vitals_list: FormField,
    /// The names that are counted, one a line.
    pub list: FormField,
    /// Days after which usage is deleted.
    pub retention_days: FormField,
}

/// The operator limits: the upper bounds of a project's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OperatorLimits {
    /// Events and pings a second.
    pub events_per_second: u32,
    /// Megabytes.
    pub megabytes: u32,
    /// Events and pings of a session at once.
    pub session_events: u32,
}

/// The whole page.
pub fn page(view: &SettingsView) -> Markup {
    let permissions = view.project.permissions;
    let main = html! {
        (flash::banner(&view.form_context))
        h1 { "Settings" }
        @if view.storage.is_full { (storage::full_notice()) }
        div.settings {
        (form(view))
        (refusals::section(&view.project, &view.refused, view.now))
        section.part {
            h2 { "Storage" }
            div.card.storage { (storage::meter(view.storage)) }
        }
        @if !view.rules.is_empty() {
            section.part {
                h2 { "Noise" }
                (noise_rules::form(&view.form_context, &view.rules))
            }
        }
        (tokens::section(&view.project, &view.tokens, &view.token_form, view.new_token.as_deref()))
        @if permissions.is_owner() { (logins::section()) }
        @if let Some(own) = &view.import_form { (export_import::section(view.project.key, own)) }
        @if let Some(erasure) = &view.text_erasure { (erasure::text_section(view.project.key, erasure)) }
        @if let Some(erasure) = &view.span_erasure { (erasure::span_section(view.project.key, erasure)) }
        @if permissions.is_owner() { (delete(view)) }
        (role_note::for_owners(permissions, "end all logins and delete this project"))
        }
    };
    project_page(&view.project, Tab::Settings, "Settings", &main)
}

fn form(view: &SettingsView) -> Markup {
    let form = &view.form;
    let own = [&form.events_per_second, &form.megabytes, &form.session_events];
    let limits = own.map(Option::as_ref).into_iter().chain([Some(&form.objects)]);
    let is_wrong = limits.flatten().any(|field| field.error.is_some());
    let most = form.operator_limits;
    html! {
        section.part {
            h2 { "Project" }
            form.card.sheet method="post" action=(links::below(view.project.key, "settings")) {
            @if let Some(origin) = &form.added_origin {
                p.notice role="status" { code { (origin) } " was added to the allowed origins below. Save to allow it." }
            }
            (field("name", "Name", &form.name, &FieldInput::Line, &html! { "As it stands on every page." }))
            (field("origins", "Allowed origins", &form.origins, &FieldInput::Lines, &html! {
                "One a line: " code { "https://app.example" } ", " code { "*.app.example" } " for its subdomains, "
                code { "*" } " for every origin, " code { "server" } " for servers with Sentry’s SDKs. Reports and events of others are refused."
            }))
            @if let Some(tags) = &form.kept_tags {
                (field("kept_tags", "Tags to keep", tags, &FieldInput::OptionalLines, &html! {
                    "Of events of Sentry’s SDKs, one a line: names of tags and of members of " code { "extra" }
                    ". All others are dropped unread. A tag must not hold anything personal."
                }))
            }
            @if let Some(link) = &form.ticket_link {
                (field("ticket_link", "Link to a new ticket", link, &FieldInput::OptionalLine, &html! {
                    "On the page of an issue, such as " code { "https://github.com/OWNER/REPO/issues/new?title={title}&body={details}" }
                    ". The issue is filled in for " code { "{title}" } ", " code { "{details}" } " and " code { "{link}" } "."
                }))
            }
            @if let Some(days) = &form.retention_days {
                (field("retention_days", "Days to keep", days, &FieldInput::Number(MOST_DAYS.into()), &html! {
                    "Errors older than this are deleted every day: events, issues and what can be searched of them."
                }))
            }
            @if let Some(days) = &form.count_retention_days {
                (field("count_retention_days", "Days to keep counts", days, &FieldInput::Number(MOST_DAYS.into()), &html! {
                    "Sessions, visits, countries and outcomes older than this are deleted every day."
                }))
            }
            @if let Some(usage) = &form.usage { (usage_fields(view.project.key, usage)) }
            div.field {
                input type="hidden" name="privacy_page" value="";
                label {
                    input #privacy_page type="checkbox" name="privacy_page" value="public"
                        checked[form.has_public_privacy] aria-describedby="privacy_page-hint";
                    " Publish the privacy page"
                }
                p.hint #privacy_page-hint {
                    "Everybody can then read at " a href={ "/privacy/" (view.project.key) } { "/privacy/" (view.project.key) }
                    " what this project collects and for how long. A text for your own privacy policy is there, too."
                }
            }
            details open[is_wrong] {
                summary { "Limits" }
                @if let Some(rate) = &form.events_per_second {
                    (field("events_per_second", "Events a second", rate, &FieldInput::Number(most.events_per_second), &html! {
                        "Sustained rate; bursts up to 20 times. Above it, clients get 429 and retry. "
                        "The operator allows " (grouped(most.events_per_second.into())) "."
                    }))
                }
                @if let Some(megabytes) = &form.megabytes {
                    (field("megabytes", "Storage in MB", megabytes, &FieldInput::Number(most.megabytes), &html! {
                        "When it is full, counting goes on, but only new issues are kept. "
                        "The operator allows " (grouped(most.megabytes.into())) "."
                    }))
                }
                @if let Some(session) = &form.session_events {
                    (field("session_events", "Events of a session", session, &FieldInput::Number(most.session_events), &html! {
                        "Bursts of one session; the limit refills within minutes. A page that fails in a loop is limited "
                        "without limiting other visitors. The operator allows " (grouped(most.session_events.into())) "."
                    }))
                }
                (field("objects", "Objects", &form.objects, &FieldInput::Number(MOST_OBJECTS.into()), &html! {
                    "How many databases share the work: more take more events a second, and cost more per query. "
                    "One is enough below a thousand events a second."
                    @if let Some(jurisdiction) = view.project.key.jurisdiction() {
                        " They are in " (jurisdiction.name()) ", for good."
                    }
                }))
            }
            button.main { "Save" }
            }
        }
    }
}

fn usage_fields(key: ProjectKey, usage: &UsageFields) -> Markup {
    html! {
        div.field {
            input type="hidden" name="usage" value="";
            label {
                input #usage type="checkbox" name="usage" value="on" checked[usage.is_on] aria-describedby="usage-hint";
                " Count usage"
            }
            p.hint #usage-hint {
                "What visitors use, by " code { "track()" } " of " code { "corncrake/usage" } ", as "
                a href=(links::below(key, "usage")) { "numbers of past days" } " with noise. Off, nothing of it is taken."
            }
        }
        (field("usage_list", "Names to count", &usage.list, &FieldInput::OptionalLines, &html! {
            "One a line, with its keys and their values: " code { "export format=pdf,csv coupon" }
            " has two keys, of which the second is yes or no. What is not listed is refused. A name must not be about a person."
        }))
        div.field {
            input type="hidden" name="installations" value="";
            label {
                input #installations type="checkbox" name="installations" value="on" checked[usage.installations]
                    aria-describedby="installations-hint";
                " Count installations"
            }
            p.hint #installations-hint {
                "Of an application that people install, by " code { "installation()" } " of " code { "corncrake/node" } ": "
                a href=(links::below(key, "installations")) { "versions, platforms and runtimes" }
                " of past days, with noise. Off, nothing of it is taken."
            }
        }
        div.field {
            input type="hidden" name="vitals" value="";
            label {
                input #vitals type="checkbox" name="vitals" value="on" checked[usage.vitals]
                    aria-describedby="vitals-hint";
                " Count response times"
            }
            p.hint #vitals-hint {
                "How long visitors wait, by " code { "corncrake/vitals" } ": "
                a href=(links::below(key, "vitals")) { "shares of good, fair and poor" }
                " of past days, with noise. Off, nothing of it is taken."
            }
        }
        (field("vitals_list", "Pages and timings to tell apart", &usage.vitals_list, &FieldInput::OptionalLines, &html! {
            "One a line: a page such as " code { "/orders/:id" } " or " code { "/docs/*" }
            ", or the name of a timing of your own. Other pages are one; another name is refused. "
            "The first line that fits a page counts."
        }))
        (field("usage_retention_days", "Days to keep usage", &usage.retention_days, &FieldInput::Number(MOST_DAYS.into()), &html! {
            "Usage, installations and response times older than this are deleted every day."
        }))
    }
}

fn delete(view: &SettingsView) -> Markup {
    let wrong = view.delete_error.is_some();
    html! {
        section.part {
            h2 { "Delete this project" }
            form.card.sheet.danger method="post" action=(links::below(view.project.key, "delete")) {
                p {
                    "All its issues, events and counts are destroyed, for good. The key is never reused. "
                    "Clients that still send get 410."
                }
                div.field {
                    label for="confirm" { "Type " b { (view.project.name) } " to confirm" }
                    input #confirm name="confirm" required autocomplete="off" spellcheck="false" autocapitalize="none"
                        aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("confirm-error")];
                    @if let Some(error) = &view.delete_error { p.error #confirm-error role="alert" { (error) } }
                }
                button.bad { "Delete the project" }
            }
        }
    }
}

#[cfg(test)]
mod tests;
