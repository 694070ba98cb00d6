//! A stack as each engine writes it, of the same frames.

/// An engine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum StackFormat {
    V8,
    SpiderMonkey,
    JavaScriptCore,
}

/// A frame: function, path on the shop's own host or a whole address, line, column.
pub(super) type Frame = (&'static str, &'static str, u32, u32);

/// The stack of an error.
pub(super) fn written(engine: StackFormat, name: &str, message: &str, frames: &[Frame]) -> String {
    let line = |(function, file, line, column): &Frame| {
        let at =
            if file.contains("://") { (*file).to_owned() } else { format!("https://shop.example/{file}") };
        match engine {
            StackFormat::V8 => format!("    at {function} ({at}:{line}:{column})"),
            StackFormat::SpiderMonkey | StackFormat::JavaScriptCore => {
                format!("{function}@{at}:{line}:{column}")
            }
        }
    };
    let head = (engine == StackFormat::V8).then(|| format!("{name}: {message}"));
    head.into_iter().chain(frames.iter().map(line)).collect::<Vec<_>>().join("\n")
}
