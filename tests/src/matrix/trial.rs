//! The trial of a set-up, whatever its kind.

use anyhow::Result;

use crate::matrix::{
    bench::Bench,
    page, process,
    row::Row,
    server,
    set_up::{Kind, SetUp},
};

/// Tries a set-up; what could not even be started is a row as well.
pub async fn try_out(bench: &Bench, set_up: &SetUp) -> Result<Row> {
    let versions = bench.versions(set_up)?;
    let tried = match &set_up.kind {
        Kind::Tag { page } => page::tag(bench, set_up, page).await,
        Kind::Built { app, lines, served, page } => {
            page::built(bench, set_up, (app, lines), (served, page)).await
        }
        Kind::Served { app, lines, server } => server::own(bench, set_up, (app, lines), server).await,
        Kind::Framework { app, server } => server::framework(bench, set_up, app, server).await,
        Kind::Process { line } => process::process(bench, set_up, line),
        Kind::Runner { line } => process::runner(bench, set_up, line),
        Kind::Worker => process::worker(bench, set_up).await,
    };
    let row = tried.unwrap_or_else(|problem| Row::untried(set_up, format!("{problem:#}")));
    Ok(Row { versions, ..row })
}
