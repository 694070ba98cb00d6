//! Builds what is served and shipped: the client, the collector, the pages' module.

pub(crate) mod assets;
pub(crate) mod bots;
pub(crate) mod client;
pub(crate) mod collector;
pub(crate) mod glue;
pub(crate) mod hosts;
pub(crate) mod integrity;
pub(crate) mod live;
pub(crate) mod package;
pub(crate) mod panic_texts;
pub(crate) mod peers;
pub(crate) mod stamp;
pub(crate) mod tag;
pub(crate) mod wasm;

use anyhow::Result;

use crate::tools::{command::say, install};

/// Installs what building needs, and builds what is not up to date.
pub(crate) fn all() -> Result<()> {
    install::for_building()?;
    say("Building the client");
    client::build()?;
    say("Building the collector");
    collector::build()?;
    package::assemble()
}
