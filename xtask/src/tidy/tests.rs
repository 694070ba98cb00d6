//! Each rule finds what breaks it, and nothing else.

use super::{documents, imports, names, sources::Source};

fn file(module: &str, text: &str) -> Source {
    Source {
        place: format!("house/src/{}.rs", if module.is_empty() { "lib" } else { module }),
        text: text.to_owned(),
        syntax: syn::parse_file(text).unwrap(),
        crate_folder: "house/src".to_owned(),
        module: module.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect(),
    }
}

#[test]
fn two_files_that_import_each_other_are_a_circle() {
    let sources =
        [file("attic", "use crate::cellar::Wine;"), file("cellar", "fn up() { crate::attic::open() }")];
    let problems = imports::check(&sources);
    assert!(problems.len() == 1 && problems[0].contains("attic, cellar"), "{problems:?}");
    assert!(imports::check(&sources[..1]).is_empty());
}

#[test]
fn folders_are_a_circle_where_no_two_files_are() {
    let sources = [
        file("attic/roof", "use crate::cellar::wine::Wine;"),
        file("attic/floor", ""),
        file("cellar/stairs", "use crate::attic::floor::Board;"),
        file("cellar/wine", "pub struct Wine;"),
    ];
    let problems = imports::check(&sources);
    assert!(problems.len() == 1 && problems[0].contains("attic, cellar"), "{problems:?}");
}

#[test]
fn a_name_that_is_handed_on_is_an_import_of_the_file_that_defines_it() {
    let sources = [
        file("", "mod attic; mod cellar; pub use cellar::Wine;"),
        file("attic", "use crate::Wine;"),
        file("cellar", "pub struct Wine;"),
    ];
    assert_eq!(imports::check(&sources), Vec::<String>::new());
}

#[test]
fn a_test_may_import_anything() {
    let sources = [
        file("attic", "use crate::cellar::Wine;"),
        file(
            "cellar",
            "#[cfg(test)] mod tests { use crate::attic::Roof; } #[test] fn up() { crate::attic::open() }",
        ),
    ];
    assert_eq!(imports::check(&sources), Vec::<String>::new());
}

#[test]
fn a_name_twice_and_a_word_of_the_dialect_are_found() {
    let sources = [file("attic", "struct Box; fn told() {}"), file("cellar", "enum Box {} struct Told;")];
    let problems = names::check(&sources);
    assert_eq!(problems.len(), 3, "{problems:?}");
}

#[test]
fn a_glossary_of_more_than_40_words_is_too_long() {
    let glossary = |words: usize| {
        format!("| word | meaning |\n|---|---|\n{}", "| **word** | a **thing** |\n".repeat(words))
    };
    assert_eq!(documents::long_glossary(&glossary(40)), None);
    let problem = documents::long_glossary(&glossary(41)).unwrap_or_default();
    assert!(problem.contains("41 words"), "{problem}");
}
