//! A field of a form: label, value, error and hint.

use maud::{Markup, html};

/// The value of a field, entered or current, and its error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormField {
    /// The text.
    pub value: String,
    /// The error, as a sentence.
    pub error: Option<String>,
}

impl FormField {
    /// A field with its current value and no error.
    pub fn of(value: impl ToString) -> Self {
        Self { value: value.to_string(), error: None }
    }
}

/// The control of a field.
pub(crate) enum FieldInput {
    /// A line of text.
    Line,
    /// A line of text, or nothing.
    OptionalLine,
    /// Several lines.
    Lines,
    /// Several lines, or none.
    OptionalLines,
    /// A whole number from 1 to this one.
    Number(u32),
}

/// The field. `name` is its id too, and is our own word.
pub(crate) fn field(name: &str, label: &str, field: &FormField, input: &FieldInput, hint: &Markup) -> Markup {
    let wrong = field.error.is_some().then_some("true");
    let lead = if wrong.is_some() { format!("{name}-error ") } else { String::new() };
    let described = format!("{lead}{name}-hint");
    html! {
        div.field {
            label for=(name) { (label) }
            @match input {
                FieldInput::Lines | FieldInput::OptionalLines => textarea id=(name) name=(name) rows="3"
                    required[matches!(input, FieldInput::Lines)] spellcheck="false" autocapitalize="none"
                    aria-invalid=[wrong] aria-describedby=(described) { (field.value) },
                FieldInput::Line | FieldInput::OptionalLine => input id=(name) name=(name) value=(field.value)
                    required[matches!(input, FieldInput::Line)] autocomplete="off"
                    aria-invalid=[wrong] aria-describedby=(described);,
                FieldInput::Number(most) => input id=(name) name=(name) value=(field.value) required type="number"
                    min="1" max=(most) aria-invalid=[wrong] aria-describedby=(described);,
            }
            @if let Some(error) = &field.error { p.error id={ (name) "-error" } role="alert" { (error) } }
            p.hint id={ (name) "-hint" } { (hint) }
        }
    }
}
