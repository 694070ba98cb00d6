//! The place of an event in the code, in a line for a list: the innermost frame of the site, or
//! else the page. An address is cut to its path: neither an origin nor a query is kept here.

use corncrake_core::stack::Frame;

/// Characters of a place: a line of a list.
const PLACE_CHARS: usize = 160;
/// Frames whose names are found by a search.
const FRAMES: usize = 20;

/// The place of an error.
pub(super) fn of_event(frames: &[Frame], uri: Option<&str>) -> String {
    let own = frames.iter().find(|frame| frame.in_app && frame.file.is_some());
    let place = own.map(|frame| {
        let file = frame.file.as_deref().map(path).unwrap_or_default();
        let line = frame.line.map(|line| format!(":{line}")).unwrap_or_default();
        match frame.function.as_deref().filter(|name| !name.is_empty()) {
            Some(function) => format!("{function} · {file}{line}"),
            None => format!("{file}{line}"),
        }
    });
    clip(place.unwrap_or_else(|| of_report(uri)))
}

/// The place of a browser's report: its page.
pub(super) fn of_report(uri: Option<&str>) -> String {
    clip(uri.map(path).unwrap_or_default().to_owned())
}

/// The functions and files of frames.
pub(super) fn symbols(frames: &[Frame]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for frame in frames.iter().filter(|frame| frame.in_app).take(FRAMES) {
        let file = frame.file.as_deref().map(|file| path(file).to_owned());
        for name in frame.function.clone().into_iter().chain(file) {
            if !name.is_empty() && !all.contains(&name) {
                all.push(clip(name));
            }
        }
    }
    all
}

/// The path of an address or of a file of a source map, without the steps up from the bundle.
fn path(address: &str) -> &str {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/"),
        None => address,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_start_matches("../").trim_start_matches("./");
    if path.is_empty() { "/" } else { path }
}

fn clip(text: String) -> String {
    if text.chars().count() <= PLACE_CHARS { text } else { text.chars().take(PLACE_CHARS).collect() }
}

#[cfg(test)]
mod tests {

    use super::*;

    fn frame(function: &str, file: &str, in_app: bool) -> Frame {
        let function = Some(function.to_owned()).filter(|name| !name.is_empty());
        Frame { function, file: Some(file.to_owned()), line: Some(16), column: Some(3), in_app }
    }

    #[test]
    fn a_place_is_the_innermost_frame_of_the_site_or_its_page() {
        let page = Some("https://shop.example/checkout.html?token=1#a");
        let frames = [
            frame("raf", "https://cdn.example/lib.js", false),
            frame("submitPayment", "../../src/pages/checkout.js", true),
            frame("onclick", "https://shop.example/app.js?v=1", true),
        ];
        assert_eq!(of_event(&frames, page), "submitPayment · src/pages/checkout.js:16");
        assert_eq!(of_event(&frames[2..], page), "onclick · /app.js:16");
        assert_eq!(of_event(&[frame("", "a.js", true)], page), "a.js:16");
        assert_eq!(of_event(&frames[..1], page), "/checkout.html");
        assert_eq!(of_event(&[], Some("https://shop.example")), "/");
        assert_eq!(of_event(&[], None), "");
        assert_eq!(symbols(&frames), ["submitPayment", "src/pages/checkout.js", "onclick", "/app.js"]);
        assert_eq!(of_event(&[frame(&"x".repeat(999), "a.js", true)], page).chars().count(), 160);
    }
}
