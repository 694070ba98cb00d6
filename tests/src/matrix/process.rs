//! Set-ups without a page: processes, runners of tests, and a Worker.

use std::{
    path::Path,
    process::{Command, Output},
};

use anyhow::{Context, Result, ensure};

use crate::{
    http,
    matrix::{
        bench::Bench,
        page::build,
        row::{Row, Trace},
        set_up::{Failure, SetUp},
    },
    package::{
        kept_build::Line,
        node_runner::without_pid,
        tools::{program, runtime},
    },
    root,
    site::worker::Worker,
};

/// The failures of a process, and what each is called in its environment.
const OF_PROCESS: [(Failure, &str); 3] =
    [(Failure::Error, "error"), (Failure::Rejection, "rejection"), (Failure::Server, "server")];

/// A process for each failure: it has to end as without the client.
pub(super) fn process(bench: &Bench, set_up: &SetUp, line: Line) -> Result<Row> {
    let folder = bench.project.folder().join("matrix/processes");
    let (key, endpoint) = bench.endpoint(set_up.name)?;
    let ended = |endpoint: &str| -> Result<Trace> {
        let end = |(_, failure): &(Failure, &str)| {
            let output = run(&folder, line, &[("ENDPOINT", endpoint), ("FAILURE", failure)])?;
            let (printed, errors) = (without_pid(&output.stdout), without_pid(&output.stderr));
            Ok(format!("{failure}: {:?} {printed} {errors}", output.status.code()))
        };
        OF_PROCESS.iter().map(end).collect::<Result<_>>().map(Trace)
    };
    let (with, without) = (ended(&endpoint)?, ended("")?);
    // The processes are over: what is not there never comes.
    let found = bench.issues(&key)?;
    let row = Row::of(set_up, &OF_PROCESS.map(|(failure, _)| failure), &found, (&with, &without));
    // Where a process has not failed as it should, nothing is shown by it.
    let has_failed = OF_PROCESS
        .iter()
        .zip(&without.0)
        .all(|((failure, _), end)| end.contains(failure.message()) || end.contains("answered with"));
    ensure!(has_failed, "a process does not fail by itself: {without:?}");
    Ok(row)
}

/// A test of the application, which has to pass as without the client.
pub(super) fn runner(bench: &Bench, set_up: &SetUp, line: Line) -> Result<Row> {
    let folder = build(set_up.name, "runners", &[])?;
    let (_, endpoint) = bench.endpoint(set_up.name)?;
    let ended = |endpoint: &str| -> Result<Trace> {
        let output = run(&folder, line, &[("ENDPOINT", endpoint)])?;
        ensure!(output.status.success(), "{output:?}");
        Ok(Trace(vec!["passed".to_owned()]))
    };
    let (with, without) = (ended(&endpoint)?, ended("")?);
    Ok(Row::of(set_up, &[], &[], (&with, &without)))
}

fn run(folder: &Path, line: Line, variables: &[(&str, &str)]) -> Result<Output> {
    let (name, args) = line.split_first().context("nothing runs it")?;
    let program = if ["deno", "bun"].contains(name) { runtime(name)? } else { program(name) };
    // Longer than any of them needs; one that goes on would be waited for without end.
    let mut command = Command::new("timeout");
    command
        .arg("60")
        .arg(program)
        .args(args)
        .envs(variables.iter().copied())
        .env("NO_COLOR", "1")
        .current_dir(folder);
    command.output().with_context(|| format!("cannot run {name}"))
}

/// The Worker, whose handler fails: its answer has to be the same.
pub(super) async fn worker(bench: &Bench, set_up: &SetUp) -> Result<Row> {
    let (key, endpoint) = bench.endpoint(set_up.name)?;
    let text = |file: &str| std::fs::read_to_string(root().join(file));
    let entry = text("tests/matrix/processes/worker.mjs")?;
    let client = std::fs::read_to_string(bench.project.folder().join("node_modules/corncrake/workerd.js"))?;
    let modules = [("worker.mjs", entry.as_str()), ("corncrake/workerd", client.as_str())];
    let answered = |endpoint: &str| -> Result<(Worker, Trace)> {
        let worker = Worker::start(&modules, &[("ENDPOINT", endpoint)])?;
        let answer = http::request(worker.port, "GET", "/", &[], b"")?;
        Ok((worker, Trace(vec![answer.status.to_string(), answer.body])))
    };
    let (_running, with) = answered(&endpoint)?;
    bench.wait_for(&key, &[Failure::Server.message()]).await?;
    let (_, without) = answered("")?;
    Ok(Row::of(set_up, &[Failure::Server], &bench.issues(&key)?, (&with, &without)))
}
