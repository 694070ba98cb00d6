//! Which modules of its own crate a file names: by `use`, and by paths in its code.
//! Code that only tests compile is left out, since a test may import anything.

use syn::{
    Attribute, ItemMod, ItemUse, UseTree, Visibility,
    visit::{self, Visit},
};

/// A path as it is written, with the module that it is written in.
pub(super) struct Named {
    /// From the root of the crate, as far as `crate`, `self` and `super` say it.
    pub(super) path: Vec<String>,
}

/// A name that a file hands on from elsewhere (`pub use`).
pub(super) struct Reexport {
    /// `None` for a glob.
    pub(super) name: Option<String>,
    pub(super) path: Vec<String>,
}

/// What a file names and hands on.
#[derive(Default)]
pub(super) struct Paths {
    pub(super) named: Vec<Named>,
    pub(super) reexports: Vec<Reexport>,
}

/// What the file at `module` names.
pub(super) fn of(file: &syn::File, module: &[String]) -> Paths {
    let children: Vec<String> = file
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Mod(child) => Some(child.ident.to_string()),
            _ => None,
        })
        .collect();
    let mut walk = Walk { module: module.to_vec(), children, paths: Paths::default() };
    walk.visit_file(file);
    walk.paths
}

struct Walk {
    module: Vec<String>,
    children: Vec<String>,
    paths: Paths,
}

impl Walk {
    /// The path from the root of the crate; `None` for a path of another crate or a local name.
    fn absolute(&self, segments: &[String]) -> Option<Vec<String>> {
        let (first, rest) = segments.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([self.module.as_slice(), rest].concat()),
            "super" => {
                let mut base = self.module.clone();
                base.pop();
                let mut rest = rest;
                while let Some((next, after)) = rest.split_first() {
                    if next != "super" {
                        break;
                    }
                    base.pop();
                    rest = after;
                }
                Some([base.as_slice(), rest].concat())
            }
            name if self.children.iter().any(|child| child == name) => {
                Some([self.module.as_slice(), segments].concat())
            }
            _ => None,
        }
    }

    fn flatten(tree: &UseTree, before: &[String], found: &mut Vec<(Vec<String>, Option<String>)>) {
        match tree {
            UseTree::Path(path) => {
                let next = [before, &[path.ident.to_string()]].concat();
                Self::flatten(&path.tree, &next, found);
            }
            UseTree::Name(name) if name.ident == "self" => {
                found.push((before.to_vec(), before.last().cloned()));
            }
            UseTree::Name(name) => {
                found.push(([before, &[name.ident.to_string()]].concat(), Some(name.ident.to_string())));
            }
            UseTree::Rename(name) => {
                found.push(([before, &[name.ident.to_string()]].concat(), Some(name.rename.to_string())));
            }
            UseTree::Glob(_) => found.push((before.to_vec(), None)),
            UseTree::Group(group) => {
                for tree in &group.items {
                    Self::flatten(tree, before, found);
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Walk {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if is_for_tests(&item.attrs) || item.content.is_none() {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if is_for_tests(&item.attrs) {
            return;
        }
        let mut found = Vec::new();
        Self::flatten(&item.tree, &[], &mut found);
        for (segments, name) in found {
            let Some(path) = self.absolute(&segments) else { continue };
            if matches!(item.vis, Visibility::Inherited) {
                self.paths.named.push(Named { path });
            } else {
                self.paths.reexports.push(Reexport { name, path });
            }
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.len() > 1
            && let Some(path) = self.absolute(&segments)
        {
            self.paths.named.push(Named { path });
        }
        visit::visit_path(self, path);
    }
}

/// The modules of a file that only tests compile.
pub(super) fn test_modules(file: &syn::File) -> Vec<String> {
    let modules = file.items.iter().filter_map(|item| match item {
        syn::Item::Mod(child) if is_for_tests(&child.attrs) => Some(child.ident.to_string()),
        _ => None,
    });
    modules.collect()
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test")))
    })
}
