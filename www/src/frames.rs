//! A stack as a list: the site's own frames in sight, the others folded between them.

use corncrake_core::stack::Frame;
use maud::{Markup, html};

use crate::number::counted;

/// The frames, innermost first. Where none is the site's own, none is folded.
pub(crate) fn list(frames: &[Frame]) -> Markup {
    let any_of_ours = frames.iter().any(|frame| frame.in_app);
    html! {
        ol.frames {
            @for run in frames.chunk_by(|one, next| one.in_app == next.in_app) {
                @if any_of_ours && run.iter().all(|frame| !frame.in_app) {
                    li.folded {
                        details {
                            summary {
                                (counted(run.len() as u64, "frame", "frames")) " of libraries and the browser"
                            }
                            ol.frames { @for frame in run { (item(frame)) } }
                        }
                    }
                } @else {
                    @for frame in run { (item(frame)) }
                }
            }
        }
    }
}

fn item(frame: &Frame) -> Markup {
    html! {
        li.frame.ours[frame.in_app] {
            @match &frame.function {
                Some(function) => code.function { (function) },
                None => span.function.unnamed { "(anonymous)" },
            }
            @if let Some(file) = &frame.file {
                (place(file, frame))
            }
        }
    }
}

/// The folder is quieter than the file's name, which is what the eye looks for.
fn place(file: &str, frame: &Frame) -> Markup {
    let name = file.rfind(['/', '\\']).map_or(0, |slash| slash + 1);
    let (folder, name) = file.split_at_checked(name).unwrap_or(("", file));
    html! {
        code.file {
            (folder) b { (name) }
            @if let Some(line) = frame.line {
                span.at { ":" (line) @if let Some(column) = frame.column { ":" (column) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn frame(function: &str, in_app: bool) -> Frame {
        let file = Some("https://shop.example/js/cart.js".to_owned());
        Frame { function: Some(function.to_owned()), file, line: Some(41), column: Some(13), in_app }
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
        let bare = list(&[Frame { line: Some(3), file: Some("é".into()), ..Frame::default() }]).into_string();
        assert!(
            bare.contains("(anonymous)") && bare.contains("<b>é</b><span class=\"at\">:3</span>"),
            "{bare}"
        );
        assert!(!list(&[Frame::default()]).into_string().contains("class=\"file\""));
    }

    #[test]
    fn functions_and_files_are_escaped() {
        let hostile = Frame {
            function: Some(hostile::text(1)),
            file: Some("a<script>/".to_owned()),
            ..Frame::default()
        };
        let html = list(&[hostile]).into_string();
        hostile::assert_harmless(&html, 1..=1);
        assert!(html.contains("a&lt;script&gt;/"));
    }
}
