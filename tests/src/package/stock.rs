//! Applications of `tests/stock`, built as the documents of their bundler or framework say, maps
//! on, and with the packed package beside them. A test gets a copy, since the command for source maps
//! writes into it.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{
    collector::Collector,
    package::{
        kept_build::{KeptBuild, Line},
        stock_server::{AppServer, ServedStock},
        tools::output_text,
    },
    root,
    site::folder::Folder,
};

/// One application.
pub struct StockBuild {
    /// The name that no other one has.
    pub name: &'static str,
    /// Its folder in `tests/stock`.
    pub app: &'static str,
    /// What builds it.
    pub lines: &'static [Line],
    /// The folder that the command for source maps is given.
    pub maps: &'static str,
    /// The folder that a static host serves; none where Next.js is its own server.
    pub served: Option<&'static str>,
    /// The end of the path of the file that fails.
    pub file: &'static str,
}

impl StockBuild {
    /// Builds it unless that is done, and gives a copy in a folder of its own.
    pub fn deploy(&self) -> Result<StockDeploy> {
        let sources = vec![(format!("stock/{}", self.app), ""), ("stock/shop".to_owned(), "shop")];
        let build = KeptBuild { name: self.name.to_owned(), sources, lines: self.lines };
        Ok(StockDeploy { folder: build.copy()?, maps: self.maps, served: self.served })
    }

    /// The line of the file that fails, counted from one, and its text.
    pub fn failing_line(&self) -> Result<(u64, String)> {
        let own = self.source().join(self.file);
        let file = if own.is_file() { own } else { root().join("tests/stock").join(self.file) };
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let found = text.lines().zip(1..).find(|(line, _)| line.contains("item.price.amount"));
        let (line, number) = found.context("nothing fails there")?;
        Ok((number, line.to_owned()))
    }

    fn source(&self) -> PathBuf {
        root().join("tests/stock").join(self.app)
    }
}

/// A built application, ready to be deployed.
pub struct StockDeploy {
    folder: PathBuf,
    maps: &'static str,
    served: Option<&'static str>,
}

impl StockDeploy {
    /// Uploads its maps as `docs/source-maps.md` says, and gives exit code and output.
    pub fn upload_maps(&self, collector: &Collector, key: &str) -> Result<(i32, String)> {
        let command = root().join("build/stock/node_modules/corncrake/command.js");
        let mut node = Command::new("node");
        node.arg(command).args(["sourcemaps", self.maps, "--release", "stock@1", "--delete"]);
        node.env("CORNCRAKE_TOKEN", collector.upload_token(key)?);
        node.env("CORNCRAKE_ENDPOINT", format!("{}/v1/{key}", collector.address()));
        let output = node.current_dir(&self.folder).output()?;
        Ok((output.status.code().unwrap_or(-1), output_text(&output)))
    }

    /// Serves it; until what this gives goes out of scope.
    pub fn serve(&self) -> Result<ServedStock> {
        match self.served {
            Some(folder) => Ok(ServedStock::Static(Folder::serve(&self.folder.join(folder))?)),
            None => {
                let line = ["next", "start", "--hostname", "127.0.0.1"];
                Ok(ServedStock::Own(AppServer::start(&self.folder, &line, "Ready in")?))
            }
        }
    }
}
