//! Where things are: the repository, what is built, and the tools that several checkouts
//! share.

use std::path::{Path, PathBuf};

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// The folder of build outputs, apart from Cargo's own.
pub(crate) fn build() -> PathBuf {
    root().join("build")
}

/// The npm package that is ready to publish.
pub(crate) fn package() -> PathBuf {
    root().join("client-wasm/dist")
}

/// The npm package of the collector and its launcher, which is ready to publish.
pub(crate) fn collector_package() -> PathBuf {
    build().join("package")
}

/// The error trackers of others that ours is measured beside.
pub(crate) fn peers() -> PathBuf {
    root().join("tests/peers")
}

/// Tools that take minutes to compile, kept outside of the checkout so that a second one
/// finds them: `$XDG_CACHE_HOME/corncrake/tools`.
pub(crate) fn tools() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::home_dir().unwrap_or_else(root).join(".cache");
    cache.unwrap_or_else(home).join("corncrake/tools")
}

/// Cargo's home, which must not show in what is built.
pub(crate) fn cargo_home() -> PathBuf {
    let set = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    set.unwrap_or_else(|| std::env::home_dir().unwrap_or_else(root).join(".cargo"))
}
