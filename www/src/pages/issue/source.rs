//! An excerpt of a source file with line numbers, one line marked.

use maud::{Markup, html};

/// The lines; `marked` is a line's number.
pub(crate) fn table(lines: &[(u32, String)], marked: u32) -> Markup {
    html! {
        table.lines {
            tbody {
                @for (number, line) in lines {
                    tr.here[*number == marked] {
                        th scope="row" { (number) }
                        td { code { (line) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hostile;

    #[test]
    fn one_line_is_marked_and_all_are_escaped() {
        let lines = [(9, hostile::text(1)), (10, String::new()), (11, hostile::text(2))];
        let html = super::table(&lines, 10).into_string();
        hostile::assert_harmless(&html, 1..=2);
        assert_eq!(html.matches("class=\"here\"").count(), 1);
        assert!(html.contains("<tr class=\"here\"><th scope=\"row\">10</th>"), "{html}");
    }
}
