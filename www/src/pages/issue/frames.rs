//! A stack as a list: in-app frames in sight, the others folded between them. A symbolicated
//! frame is shown as it was written, with its source lines.

use corncrake_core::stack::Frame;
use maud::{Markup, html};

use super::source;
use crate::format::number::counted;

/// A frame of the stack, and its original position by a source map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SymbolicatedFrame {
    /// The frame of the bundle.
    pub frame: Frame,
    /// Its original position, where a source map has it.
    pub original: Option<OriginalPosition>,
    /// The reason why it has none, where a source map was looked for.
    pub unmapped_reason: Option<String>,
}

/// The original position of a frame: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OriginalPosition {
    /// The function.
    pub function: Option<String>,
    /// The source file.
    pub file: String,
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// Whether it is in-app.
    pub is_own: bool,
    /// The source lines around it, each with its number.
    pub lines: Vec<(u32, String)>,
}

impl From<Frame> for SymbolicatedFrame {
    fn from(frame: Frame) -> Self {
        Self { frame, original: None, unmapped_reason: None }
    }
}

impl SymbolicatedFrame {
    fn is_own(&self) -> bool {
        self.original.as_ref().map_or(self.frame.in_app, |original| original.is_own)
    }
}

/// The frames, innermost first. Where none is in-app, none is folded. The first in-app frame
/// with source lines shows them.
pub(crate) fn list(frames: &[SymbolicatedFrame]) -> Markup {
    let any_of_ours = frames.iter().any(SymbolicatedFrame::is_own);
    let first = frames.iter().find(|shown| shown.is_own() && has_lines(shown));
    let is_open = |shown: &SymbolicatedFrame| first.is_some_and(|first| std::ptr::eq(first, shown));
    html! {
        ol.frames {
            @for run in frames.chunk_by(|one, next| one.is_own() == next.is_own()) {
                @if any_of_ours && run.iter().all(|shown| !shown.is_own()) {
                    li.folded {
                        details {
                            summary {
                                (counted(run.len() as u64, "frame", "frames")) " of libraries and the browser"
                            }
                            ol.frames { @for shown in run { (item(shown, false)) } }
                        }
                    }
                } @else {
                    @for shown in run { (item(shown, is_open(shown))) }
                }
            }
        }
        (unmapped(frames))
    }
}

fn has_lines(shown: &SymbolicatedFrame) -> bool {
    shown.original.as_ref().is_some_and(|original| !original.lines.is_empty())
}

/// The reasons why frames are not symbolicated, each once for a file.
fn unmapped(frames: &[SymbolicatedFrame]) -> Markup {
    let mut reasons: Vec<(&str, &str)> = Vec::new();
    for shown in frames {
        if let (Some(reason), Some(file)) = (&shown.unmapped_reason, &shown.frame.file) {
            let reason = (split(file).1, reason.as_str());
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    html! {
        @if !reasons.is_empty() {
            ul.unmapped { @for (file, reason) in reasons { li { code { (file) } ": " (reason) "." } } }
        }
    }
}

fn item(shown: &SymbolicatedFrame, open: bool) -> Markup {
    let frame = &shown.frame;
    html! {
        li.frame.ours[shown.is_own()] {
            @if let Some(original) = &shown.original {
                (function(original.function.as_deref()))
                (file_position(&original.file, Some(original.line), Some(original.column)))
                @if let Some(file) = &frame.file {
                    p.built { "in the bundle: " (file_position(file, frame.line, frame.column)) }
                }
                @if !original.lines.is_empty() {
                    details.source open[open] {
                        summary { "Source" }
                        (source::table(&original.lines, original.line))
                    }
                }
            } @else {
                (function(frame.function.as_deref()))
                @if let Some(file) = &frame.file {
                    (file_position(file, frame.line, frame.column))
                }
            }
        }
    }
}

fn function(name: Option<&str>) -> Markup {
    html! {
        @match name {
            // Gecko's name of an anonymous function in a named one.
            Some(name) if name.ends_with("/<") => {
                span.function.unnamed { "(anonymous in " code { (name.trim_end_matches(['/', '<'])) } ")" }
            },
            Some(name) => code.function { (name) },
            None => span.function.unnamed { "(anonymous)" },
        }
    }
}

/// A file and a position in it; the file's name is more prominent than its folder.
fn file_position(file: &str, line: Option<u32>, column: Option<u32>) -> Markup {
    // The steps up from the bundle are no part of a source's name.
    let (folder, name) = split(file.trim_start_matches("../"));
    html! {
        code.file {
            (folder) b { (name) }
            @if let Some(line) = line {
                span.at { ":" (line) @if let Some(column) = column { ":" (column) } }
            }
        }
    }
}

fn split(file: &str) -> (&str, &str) {
    let name = file.rfind(['/', '\\']).map_or(0, |slash| slash + 1);
    file.split_at_checked(name).unwrap_or(("", file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn frame(function: &str, in_app: bool) -> SymbolicatedFrame {
        let file = Some("https://shop.example/js/cart.js".to_owned());
        Frame { function: Some(function.to_owned()), file, line: Some(41), column: Some(13), in_app }.into()
    }

    fn written(function: Option<&str>, is_own: bool) -> SymbolicatedFrame {
        let original = OriginalPosition {
            function: function.map(str::to_owned),
            file: "../../src/cart.js".to_owned(),
            line: 7,
            column: 3,
            is_own,
            lines: vec![(6, "function total() {".to_owned()), (7, "  <b>x</b>".to_owned())],
        };
        SymbolicatedFrame { original: Some(original), ..frame("t", true) }
    }

    #[test]
    fn frames_of_others_are_folded_where_they_stand() {
        let frames =
            [frame("a", true), frame("b", false), frame("c", false), frame("d", true), frame("e", false)];
        let html = list(&frames).into_string();
        assert_eq!(html.matches("<details>").count(), 2);
        assert!(html.contains("2 frames of libraries and the browser"));
        assert!(html.contains("1 frame of libraries and the browser"));
        let order: Vec<_> = ["a", "b", "c", "d", "e"]
            .map(|name| html.find(&format!("<code class=\"function\">{name}</code>")))
            .into();
        assert!(order.is_sorted() && order.iter().all(Option::is_some), "{html}");
    }

    #[test]
    fn a_stack_without_own_frames_is_not_folded() {
        assert!(!list(&[frame("a", false), frame("b", false)]).into_string().contains("<details>"));
    }

    #[test]
    fn a_frame_says_what_is_known() {
        let html = list(&[frame("pay", true)]).into_string();
        assert!(html.contains(
            "<code class=\"file\">https://shop.example/js/<b>cart.js</b><span class=\"at\">:41:13</span></code>"
        ));
        let bare =
            list(&[Frame { line: Some(3), file: Some("é".into()), ..Frame::default() }.into()]).into_string();
        assert!(
            bare.contains("(anonymous)") && bare.contains("<b>é</b><span class=\"at\">:3</span>"),
            "{bare}"
        );
        assert!(!list(&[SymbolicatedFrame::default()]).into_string().contains("class=\"file\""));
    }

    #[test]
    fn functions_and_files_are_escaped() {
        let hostile = Frame {
            function: Some(hostile::text(1)),
            file: Some("a<script>/".to_owned()),
            ..Frame::default()
        };
        let html = list(&[hostile.into()]).into_string();
        hostile::assert_harmless(&html, 1..=1);
        assert!(html.contains("a&lt;script&gt;/"));
    }

    #[test]
    fn a_frame_that_was_traced_back_shows_its_source_and_where_it_was_built() {
        let html = list(&[written(Some("total"), true), written(None, true)]).into_string();
        assert!(
            html.contains("<code class=\"function\">total</code>") && html.contains("(anonymous)"),
            "{html}"
        );
        assert!(html.contains("src/<b>cart.js</b><span class=\"at\">:7:3</span>"), "{html}");
        assert!(
            html.contains("in the bundle: <code class=\"file\">https://shop.example/js/<b>cart.js</b>"),
            "{html}"
        );
        assert_eq!(
            html.matches("<details class=\"source\" open>").count(),
            1,
            "the first alone is open: {html}"
        );
        assert!(html.contains("&lt;b&gt;x&lt;/b&gt;") && !html.contains(">t<"), "{html}");
    }

    #[test]
    fn a_function_without_a_name_is_told_by_the_one_around_it() {
        let html = list(&[frame("openDialog/<", true)]).into_string();
        assert!(html.contains("(anonymous in <code>openDialog</code>)"), "{html}");
    }

    #[test]
    fn what_a_map_says_of_a_frame_counts_for_folding() {
        let html = list(&[frame("a", true), written(Some("lib"), false)]).into_string();
        assert!(html.contains("1 frame of libraries"), "{html}");
    }

    #[test]
    fn a_reason_is_told_once_for_a_file() {
        let why =
            |text: &str| SymbolicatedFrame { unmapped_reason: Some(text.to_owned()), ..frame("t", true) };
        let html = list(&[why("no map"), why("no map"), why(&hostile::text(2))]).into_string();
        assert_eq!(html.matches("<code>cart.js</code>").count(), 2, "{html}");
        hostile::assert_harmless(&html, 2..=2);
        assert!(!list(&[frame("a", true)]).into_string().contains("unmapped"));
    }
}
