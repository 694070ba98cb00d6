//! Export of all data of a project as a file, and import of such a file.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::format::links;

/// The form of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportForm {
    /// The error of the last import.
    pub import_error: Option<String>,
}

pub(crate) fn section(key: ProjectKey, own: &ImportForm) -> Markup {
    let error = own.import_error.as_deref();
    html! {
        section.part {
            h2 { "Your data" }
            div.cards {
                div.card.sheet {
                    h3 { "Export" }
                    p.hint {
                        "Everything of this project, one JSON object a line: issues with what was decided, events, "
                        "counts, releases. Sessions are counts: there is nothing else of them."
                    }
                    p { a.button href=(links::below(key, "export")) download { "Download" } }
                }
                form.card.sheet method="post" action=(links::below(key, "import")) enctype="multipart/form-data" {
                    h3 { "Import" }
                    div.field {
                        label for="import" { "An exported file" }
                        input #import type="file" name="file" required accept=".ndjson,application/x-ndjson"
                            aria-invalid=[error.map(|_| "true")]
                            aria-describedby={ @if error.is_some() { "import-error " } "import-hint" };
                        @if let Some(error) = error { p.error #import-error role="alert" { (error) } }
                        p.hint #import-hint { "What is here already is not counted twice." }
                    }
                    button { "Import" }
                }
            }
        }
    }
}
