//! A project's data in its owner's hands: `export` writes all of it as lines, `import` brings
//! them into an empty project. `check` judges each line, `lines` cuts a body into them.
//!
//! Both stream: what is in memory at a time is a page of an object, or a chunk of lines.

mod check;
mod export;
mod export_piece;
mod import;
pub(crate) mod line_reader;
mod merged_shards;

pub(crate) use export::export;
pub(crate) use import::{ImportSummary, import, of_body, of_form};
