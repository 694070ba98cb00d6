//! Limits of the process, set before the runtime is started, which inherits them: files that
//! nobody else can read, no core dumps, and as many open files as the machine allows.

use rustix::{
    fs::Mode,
    process::{Resource, Rlimit, getrlimit, setrlimit, umask},
};

/// Open files below which a busy collector would run out: a connection takes two, a project's
/// database three.
const ENOUGH_FILES: u64 = 8_192;

/// Sets them; gives a word for the operator where something is too low.
pub(crate) fn set() -> Option<String> {
    umask(Mode::RWXG | Mode::RWXO);
    // A dump would hold the salt of today, and the addresses of the last visitors.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let files = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: files.maximum, ..files });
    let files = getrlimit(Resource::Nofile).current;
    files.filter(|files| *files < ENOUGH_FILES).map(too_few)
}

fn too_few(files: u64) -> String {
    format!(
        "only {files} files may be open at once, so that about {} connections are the most; raise the \
         limit (`ulimit -Hn`, or LimitNOFILE= of a systemd service) to {ENOUGH_FILES} or more",
        files / 2
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_low_is_said_with_what_to_do() {
        let word = too_few(1_024);
        assert!(word.contains("about 512 connections") && word.contains("LimitNOFILE="), "{word}");
    }
}
