//! Any text as an error's class, message and stack: grouped, titled and judged as noise. The
//! first line is the class, the second the message; what follows is the stack, or the function
//! and the file of a frame that no parser would read.

#![no_main]

use corncrake_core::{
    event::{Event, EventType},
    group, noise,
    stack::{self, Frame},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut lines = text.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default().to_owned();
    let (name, message, stack) = (line(), line(), line());
    let frames = stack::parse_event(&stack, Some(&name), &message);
    let odd = Frame { function: Some(stack.clone()), file: Some(message.clone()), in_app: true, ..Frame::default() };
    let event = Event {
        kind: EventType::UNHANDLED_ERROR,
        name: Some(name).filter(|name| !name.is_empty()),
        message,
        stack: Some(stack),
        ..Event::default()
    };
    for frames in [frames.as_slice(), &[odd]] {
        let print = group::fingerprint(&event, frames);
        assert_eq!(print, group::fingerprint(&event, frames));
        assert!((1..=7).contains(&print.parts.len()));
        noise::of_event(&event, frames);
    }
    let title = group::title(&event);
    assert!(!title.is_empty() && title.chars().count() <= group::MAX_TITLE_CHARS);
});
