//! Inside a crate: no circle of files, and no circle of folders, so that each can be read after
//! those that it builds on. An import up would close such a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::{paths, problems::Problems, sources::Source};

/// Which place imports which.
type Graph = BTreeMap<String, BTreeSet<String>>;

pub(super) fn check(sources: &[Source]) -> Problems {
    let mut crates: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in sources {
        crates.entry(&source.crate_folder).or_default().push(source);
    }
    let mut problems = Vec::new();
    for (folder, sources) in crates {
        let files = imports_of(&sources);
        let of_files = circles(&files);
        for circle in &of_files {
            problems.push(format!(
                "{folder}: these files import each other: {}; move what they share into a file below them",
                circle.join(", ")
            ));
        }
        for circle in circles(&between_folders(&files)).iter().filter(|circle| !of_files.contains(circle)) {
            problems.push(format!(
                "{folder}: these folders import each other: {}; move what they share down",
                circle.join(", ")
            ));
        }
    }
    problems
}

/// Which file imports which, by their paths of modules. A file that only hands a name on is no
/// import of it: the file that defines the name is.
fn imports_of(sources: &[&Source]) -> Graph {
    let test_modules = |source: &&Source| {
        let children = paths::test_modules(&source.syntax);
        let module = source.module.clone();
        children.into_iter().map(move |child| [module.as_slice(), &[child]].concat())
    };
    let for_tests: Vec<Vec<String>> = sources.iter().flat_map(test_modules).collect();
    let known: BTreeMap<&[String], paths::Paths> = sources
        .iter()
        .filter(|source| !for_tests.iter().any(|module| source.module.starts_with(module)))
        .map(|source| (source.module.as_slice(), paths::of(&source.syntax, &source.module)))
        .collect();
    let mut graph = Graph::new();
    for (module, found) in &known {
        let name = module.join("::");
        let targets = graph.entry(name.clone()).or_default();
        for named in &found.named {
            if let Some(target) = resolve(&named.path, &known, 0)
                && target != *module
            {
                targets.insert(target.join("::"));
            }
        }
        targets.remove(&name);
    }
    graph
}

/// The module that defines what a path names, through what others hand on.
fn resolve<'known>(
    path: &[String],
    known: &BTreeMap<&'known [String], paths::Paths>,
    depth: usize,
) -> Option<&'known [String]> {
    const MOST_STEPS: usize = 8;
    let (module, found) = (0..=path.len()).rev().find_map(|end| known.get_key_value(path.get(..end)?))?;
    let Some(name) = path.get(module.len()) else { return Some(module) };
    if depth < MOST_STEPS {
        for reexport in &found.reexports {
            let onward = match &reexport.name {
                Some(handed_on) if handed_on == name => reexport.path.clone(),
                Some(_) => continue,
                None => [reexport.path.as_slice(), std::slice::from_ref(name)].concat(),
            };
            if onward != path {
                return resolve(&onward, known, depth + 1).or(Some(module));
            }
        }
    }
    Some(module)
}

/// The same imports between siblings: for each folder, what is in it, folders as wholes.
fn between_folders(files: &Graph) -> Graph {
    let mut graph = Graph::new();
    for (from, targets) in files {
        for to in targets {
            let from: Vec<&str> = from.split("::").collect();
            let to: Vec<&str> = to.split("::").collect();
            let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
            if shared < from.len() && shared < to.len() {
                let end = |path: &[&str]| path.get(..=shared).unwrap_or_default().join("::");
                graph.entry(end(&from)).or_default().insert(end(&to));
            }
        }
    }
    graph
}

/// The sets of places that all reach each other, as each place's reach says.
fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let reach: BTreeMap<&String, BTreeSet<&String>> =
        graph.keys().map(|place| (place, reached_from(place, graph))).collect();
    let mut seen = BTreeSet::new();
    let mut circles = Vec::new();
    for (place, reached) in &reach {
        if seen.contains(place) {
            continue;
        }
        let circle: Vec<String> = reached
            .iter()
            .filter(|other| reach.get(*other).is_some_and(|back| back.contains(place)))
            .map(|other| (*other).clone())
            .collect();
        if circle.len() > 1 {
            seen.extend(reach.keys().copied().filter(|other| circle.contains(other)));
            circles.push(circle);
        }
    }
    circles
}

fn reached_from<'graph>(place: &String, graph: &'graph Graph) -> BTreeSet<&'graph String> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&String> = graph.get(place).into_iter().flatten().collect();
    while let Some(next) = waiting.pop() {
        if reached.insert(next) {
            waiting.extend(graph.get(next).into_iter().flatten());
        }
    }
    reached
}
