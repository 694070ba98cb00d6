//! The shop of `tests/bugs` as others build and deploy it: by Vite or webpack, minified, with
//! maps and hashed names, each build from another constant and with other lines before it.

use std::{fs, path::PathBuf};

use anyhow::{Result, ensure};

use crate::{
    collector::{Collector, TOKEN},
    package::consumer::Consumer,
};

/// A bundler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bundler {
    /// Vite, which builds with Rollup.
    Vite,
    /// webpack.
    Webpack,
}

/// The shop, unbuilt.
pub struct BundledShop {
    project: Consumer,
}

impl BundledShop {
    /// With the packed package, as npm installs it: the command that uploads is in it.
    pub fn install() -> Result<Self> {
        let project = Consumer::install()?;
        project.add("bugs")?;
        project.link(&["webpack", "vite"])?;
        Ok(Self { project })
    }

    /// Builds it and gives the folder.
    pub fn build(&self, bundler: Bundler, name: &str) -> Result<PathBuf> {
        let source = self.project.folder().join("bugs/src");
        fs::write(source.join("constant.js"), format!("export const BUILD = '{name}';\n"))?;
        for file in ["cart.js", "order.js", "page.js"] {
            let text = fs::read_to_string(source.join(file))?;
            let more = format!("// {name}\n\nif (document.title === '{name} {file}') document.title = '';\n");
            fs::write(source.join(file), format!("{more}{text}"))?;
        }
        let out = self.project.folder().join(format!("bugs/out/{bundler:?}-{name}"));
        let of = out.to_string_lossy().into_owned();
        let environment = [("OUT", of.as_str())];
        let args: &[&str] = match bundler {
            Bundler::Vite => &["../node_modules/vite/bin/vite.js", "build", "--logLevel", "error"],
            Bundler::Webpack => &["webpack.build.mjs"],
        };
        let output = self.project.node_in("bugs", &environment, args)?;
        ensure!(output.status.success(), "{bundler:?}: {output:?}");
        Ok(out)
    }

    /// Runs the package's command, and gives its exit code and its output.
    pub fn command(&self, collector: &Collector, key: &str, args: &[&str]) -> Result<(i32, String)> {
        let endpoint = format!("{}/v1/{key}", collector.address());
        let environment = [("CORNCRAKE_TOKEN", TOKEN), ("CORNCRAKE_ENDPOINT", endpoint.as_str())];
        let args = [&["node_modules/.bin/corncrake"], args].concat();
        let output = self.project.node(&environment, &args)?;
        let said = [output.stdout, output.stderr].concat();
        Ok((output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned()))
    }
}
