//! A table with more columns than a phone is wide: its region scrolls sideways, by keyboard too, and the
//! page does not.

use maud::{Markup, html};

/// The head of a column.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ColumnHead<'a> {
    /// Of texts.
    Text(&'a str),
    /// Of numbers, which are aligned at the right.
    Count(&'a str),
    /// Of forms that say themselves what they do: for screen readers alone.
    Hidden(&'a str),
}

/// The table of these rows.
pub(crate) fn wide_table(label: &str, heads: &[ColumnHead<'_>], rows: &Markup) -> Markup {
    html! {
        div.wide-table role="region" aria-label=(label) tabindex="0" {
            table.plain {
                thead {
                    tr {
                        @for head in heads {
                            @match head {
                                ColumnHead::Text(name) => th scope="col" { (name) },
                                ColumnHead::Count(name) => th.count scope="col" { (name) },
                                ColumnHead::Hidden(name) => th scope="col" { span.said { (name) } },
                            }
                        }
                    }
                }
                tbody { (rows) }
            }
        }
    }
}
