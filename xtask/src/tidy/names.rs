//! DefinedNames: a type's name stands for one thing in a crate, and no name is a word of the dialect
//! that this code was first written in.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};

use super::{problems::Problems, sources::Source};

/// Words that stood for technical things, as names of types, functions and files.
/// `docs/glossary.md` has the field's words.
const DIALECT: [&str; 33] = [
    "asked",
    "asks",
    "belongings",
    "brought",
    "courier",
    "desk",
    "does",
    "few",
    "fits",
    "found",
    "gain",
    "gather",
    "hand",
    "heard",
    "inside",
    "kept",
    "kin",
    "looks",
    "lost",
    "place",
    "putting",
    "reach",
    "said",
    "stands",
    "telling",
    "told",
    "took",
    "twin",
    "untold",
    "way",
    "who",
    "whom",
    "whose",
];
/// Words that a function may be called by, and no type.
const NO_TYPE: [&str; 6] = ["after", "has", "known", "seen", "sent", "taken"];

pub(super) fn check(sources: &[Source]) -> Problems {
    let mut defined: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    let mut problems = Vec::new();
    for source in sources {
        let mut names = DefinedNames::default();
        names.visit_file(&source.syntax);
        for name in names.types {
            if is_dialect(&name) || NO_TYPE.contains(&name.to_lowercase().as_str()) {
                problems.push(format!("{}: name the type {name} by the field's word", source.place));
            }
            defined.entry((&source.crate_folder, name)).or_default().push(&source.place);
        }
        for name in names.functions.iter().filter(|name| is_dialect(name)) {
            problems.push(format!("{}: name the function {name} by what it does", source.place));
        }
        if source.module.last().is_some_and(|name| is_dialect(name)) {
            problems.push(format!("{}: name the file by the field's word", source.place));
        }
    }
    for ((_, name), places) in defined.iter().filter(|(_, places)| places.len() > 1) {
        problems.push(format!("{name} is {} types: {}", places.len(), places.join(", ")));
    }
    problems
}

fn is_dialect(name: &str) -> bool {
    DIALECT.contains(&name.to_lowercase().as_str())
}

#[derive(Default)]
struct DefinedNames {
    types: Vec<String>,
    functions: Vec<String>,
}

impl<'ast> Visit<'ast> for DefinedNames {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.types.push(item.ident.to_string());
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.types.push(item.ident.to_string());
        visit::visit_item_enum(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.types.push(item.ident.to_string());
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.types.push(item.ident.to_string());
        visit::visit_item_type(self, item);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.functions.push(item.sig.ident.to_string());
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.functions.push(item.sig.ident.to_string());
        visit::visit_impl_item_fn(self, item);
    }
}
