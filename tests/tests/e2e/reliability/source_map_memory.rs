//! A map of more than 20 MB, of a real program by a real bundler, in the real runtime: what
//! its memory grows to, and that a place in it is found.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        TOKEN,
        wired::{Salt, WiredCollector, sender},
    },
    package::consumer::Consumer,
};
use serde_json::json;

const MEGABYTE: u64 = 1024 * 1024;
/// The memory of an isolate at the edge.
const ISOLATE: u64 = 128 * MEGABYTE;
/// TypeScript's compiler, twice: as a library and as the command.
const PROGRAM: &str = "import * as one from 'typescript/lib/typescript.js';
import * as two from 'typescript/lib/_tsc.js';
globalThis.all = [one, two];";

/// A figure of a process, in bytes.
fn memory(pid: i32, name: &str) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with(name)).context("no figure")?;
    let kilobytes: u64 = line.split_whitespace().nth(1).context("no figure")?.parse()?;
    Ok(kilobytes * 1024)
}

#[test]
fn a_map_of_20_mb_fits_an_isolate_with_room_to_spare() -> Result<()> {
    let project = Consumer::copy()?;
    project.link(&["typescript"])?;
    fs::write(project.folder().join("program.js"), PROGRAM)?;
    let built = project.esbuild(&["program.js", "--platform=node", "--sourcemap"], &[], "out/big")?;
    let bytes = fs::metadata(built.join("program.js.map"))?.len();
    ensure!(bytes > 20_000_000, "a map of {bytes} bytes proves nothing");

    let collector = WiredCollector::start(Salt::Memory)?;
    let key = collector.project()?;
    let pid = collector.pid()?.as_raw_nonzero().get();
    let wasm = || -> Result<u64> { collector.doors(&json!({}))?["memory"].as_u64().context("no memory") };
    let (wasm_before, before) = (wasm()?, memory(pid, "VmRSS")?);
    let endpoint = format!("http://127.0.0.1:{}/v1/{key}", collector.port);
    let environment = [("CORNCRAKE_TOKEN", TOKEN), ("CORNCRAKE_ENDPOINT", endpoint.as_str())];
    let command = "node_modules/corncrake/command.js";
    for release in ["1.0", "2.0"] {
        let began = std::time::Instant::now();
        let output = project.node(&environment, &[command, "sourcemaps", "out/big", "--release", release])?;
        ensure!(output.status.success(), "{output:?}");
        println!("release {release}: {} ms with all of the command", began.elapsed().as_millis());
    }
    let (wasm_after, peak) = (wasm()?, memory(pid, "VmHWM")?);
    println!(
        "a map of {} MB: wasm memory {} -> {} MB; the whole process {} MB, at its peak {} MB more",
        bytes / 1_000_000,
        wasm_before / MEGABYTE,
        wasm_after / MEGABYTE,
        before / MEGABYTE,
        (peak - before) / MEGABYTE
    );
    ensure!(wasm_after < ISOLATE / 2, "wasm memory grew to {wasm_after} bytes");

    // A place far into the script.
    let script = fs::read_to_string(built.join("program.js"))?;
    let half = script.ceil_char_boundary(script.len() / 2);
    let place = half + script[half..].find("throw new Error(").context("it throws nowhere")?;
    let line = script[..place].matches('\n').count();
    let column = script[..place].rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    let stack = format!("Error: x\n    at a (https://shop.example/program.js:{}:{})\n", line + 1, column + 1);
    let event = json!({ "type": 1, "name": "Error", "message": "x", "stack": stack, "release": "2.0" });
    let sent =
        collector.request("POST", &format!("/v1/{key}/event"), &sender("v"), event.to_string().as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    let issues = collector.get(&format!("/api/projects/{key}/issues"))?;
    let id = issues["issues"][0]["id"].as_str().context("no issue")?;
    let issue = collector.get(&format!("/api/projects/{key}/issues/{id}"))?;
    let original = &issue["event"]["frames"][0]["original"];
    let shown = original["source"][5]["text"].as_str().unwrap_or_default();
    ensure!(shown.contains("throw new Error") && original["function"].is_string(), "{issue:#}");
    Ok(())
}
