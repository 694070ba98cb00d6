//! Every set-up of the matrix, in the order of the table. Another one is an entry in one of these lists, and
//! where nothing there builds it yet, a file in the folder of `tests/matrix` that the entry names.

mod bundlers;
mod frameworks;
mod processes;
mod tags;

use crate::matrix::set_up::SetUp;

/// All of them.
pub fn all() -> impl Iterator<Item = &'static SetUp> {
    let lists =
        [tags::TAGS, bundlers::BUNDLERS, bundlers::WORKERS, frameworks::FRAMEWORKS, processes::PROCESSES];
    lists.into_iter().flatten()
}

/// The one of this name.
pub fn named(name: &str) -> Option<&'static SetUp> {
    all().find(|set_up| set_up.name == name)
}
