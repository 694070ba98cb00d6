//! One file of `cases` is one case: two errors that are one bug or are not, or one error and what
//! is said of it. Another case is another file, and nothing else. `judge` says what stands in it.

#![allow(clippy::unwrap_used, reason = "a case that does not read must fail")]

mod judge;

use std::{fs, path::Path};

use judge::judge_all;

#[test]
fn every_case_is_right() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let cases = judge_all(&folder).unwrap();
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| Some(format!("{} ({}): {}", case.name, case.runtime, case.wrong.as_deref()?)))
        .collect();
    assert!(cases.len() > 70, "{}", cases.len());
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_case_that_is_wrong_or_does_not_read_is_found() {
    let folder = own_folder();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    let event =
        r#"{"name":"Error","message":"x","stack":"Error: x\n    at pay (https://a.example/a.js:1:2)"}"#;
    write("a.json", &format!(r#"{{"runtime":"Node","check":"inapp:0","input":{{"event":{event}}}}}"#));
    write("b.json", &format!(r#"{{"runtime":"Node","check":"inapp:1","input":{{"event":{event}}}}}"#));
    write("c.json", &format!(r#"{{"runtime":"Node","check":"apart","input":{{"a":{event},"b":{event}}}}}"#));
    let judged = judge_all(&folder).unwrap();
    let wrong: Vec<&str> =
        judged.iter().filter(|case| case.wrong.is_some()).map(|case| &*case.name).collect();
    assert_eq!(wrong, ["a", "c"]);
    for unread in [r#"{"runtime":"Node","check":"colour","input":{}}"#, r#"{"check":"noise"}"#, "no JSON"] {
        write("d.json", unread);
        assert!(judge_all(&folder).is_err(), "{unread}");
    }
    fs::remove_dir_all(folder).unwrap();
}

/// A folder that this process alone has.
fn own_folder() -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cases-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}
