//! Writes every page with sample data to a folder, to be looked at in a browser:
//!
//! ```sh
//! cargo run -p corncrake-www --example gallery -- gallery
//! python3 -m http.server --directory gallery
//! ```

mod alerts;
mod issue;
mod project;
mod reports;
mod sample;
mod sessions_and_settings;
mod standalone;
mod usage;

use std::{fs, path::Path};

use sample::GalleryResult;

fn main() -> GalleryResult<()> {
    let to = std::env::args().nth(1).ok_or("which folder?")?;
    let to = Path::new(&to);
    let from = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(to.join("assets"))?;
    for asset in ["assets/style.css", "assets/data.css", "assets/logo.svg", "demo/demo.js"] {
        let name = asset.rsplit('/').next().unwrap_or(asset);
        fs::copy(from.join(asset), to.join("assets").join(name))?;
    }
    for (path, markup) in [
        standalone::pages()?,
        project::pages()?,
        issue::pages()?,
        reports::pages()?,
        sessions_and_settings::pages()?,
        usage::pages()?,
        alerts::pages()?,
    ]
    .concat()
    {
        let folder = to.join(&path);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("index.html"), markup.into_string())?;
        println!("/{path}");
    }
    Ok(())
}
