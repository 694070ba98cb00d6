//! The cost of parsing and grouping one stack of 50 frames: natively, as WebAssembly in Node,
//! and beside the parsers of others, in one run. Only ratios mean anything on a shared machine.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::{
    build::wasm,
    tools::{
        command::{cargo, command, output, say},
        install, paths,
    },
};

/// The crate that is measured: natively a program, for Node a module.
const PACKAGE: &str = "corncrake-parse-bench";
/// How many frames each stack has.
const FRAMES: usize = 50;
/// Rounds, of which the middle one counts.
const ROUNDS: &str = "15";

/// The functions of a shop's stack, plain and minified, as they turn up in life.
const FUNCTIONS: [&str; 10] = [
    "checkout",
    "t",
    "Basket.total",
    "",
    "onClick",
    "n",
    "Object.next",
    "renderWithHooks",
    "e.dispatch",
    "flush",
];

fn v8() -> String {
    let frames = (0..FRAMES).map(|at| {
        let place = place_of(at);
        match FUNCTIONS[at % FUNCTIONS.len()] {
            "" => format!("\n    at {place}"),
            function => format!("\n    at {function} ({place})"),
        }
    });
    format!("TypeError: Cannot read properties of undefined (reading 'price'){}", frames.collect::<String>())
}

fn gecko() -> String {
    let frames = (0..FRAMES).map(|at| format!("{}@{}\n", FUNCTIONS[at % FUNCTIONS.len()], place_of(at)));
    frames.collect()
}

fn place_of(at: usize) -> String {
    let file = ["index-BqT3k9aZ", "vendor-3f2a9c1b", "cart-D1x2y3z4"][at % 3];
    format!("https://shop.example/assets/{file}.js:{}:{}", at % 4 + 1, 731 * (at + 1))
}

/// Prints the table.
pub(crate) fn parse() -> Result<()> {
    install::for_building()?;
    install::npm(&paths::peers())?;
    say("Building, natively and as WebAssembly");
    let folder = paths::build().join("bench-parse");
    fs::create_dir_all(&folder)?;
    let stacks = [("Chromium", folder.join("v8.txt")), ("Firefox", folder.join("gecko.txt"))];
    fs::write(&stacks[0].1, v8())?;
    fs::write(&stacks[1].1, gecko())?;
    let built = wasm::compile(PACKAGE, "collector", &[], &[])?;
    let module = folder.join("parse.wasm");
    fs::copy(built, &module)?;
    wasm::optimise(&module, &["-O1"])?;
    let mut native = cargo();
    native.args(["run", "--release", "--quiet", "--package", PACKAGE, "--", ROUNDS]);
    let native = output(native.args(stacks.iter().map(|(_, file)| file)))?;
    let mut others = command("node");
    others.arg(paths::peers().join("parse.mjs")).arg(&module).arg(ROUNDS);
    let others = output(others.args(stacks.iter().map(|(_, file)| file)))?;
    for (engine, _) in &stacks {
        print(engine, &native, &others, stacks.iter().position(|(name, _)| name == engine).unwrap_or(0))?;
    }
    println!(
        "\nMiddle of {ROUNDS} rounds. Ours reads the 40 innermost frames, by the wire's contract; in WebAssembly \n\
         the text's way there is counted in. The others parse alone and group nothing."
    );
    Ok(())
}

/// One engine's stack: `name|frames|nanoseconds`, ours in WebAssembly first.
fn print(engine: &str, native: &str, others: &str, at: usize) -> Result<()> {
    let mut rows = Vec::new();
    let line = native.lines().nth(at).context("the native benchmark printed too little")?;
    let numbers: Vec<f64> = line.split(' ').filter_map(|number| number.parse().ok()).collect();
    let [frames, parsing, grouping] = numbers[..] else { anyhow::bail!("what is this? {line}") };
    rows.push(("ours, native: parse".to_owned(), frames, parsing));
    rows.push(("ours, native: parse and group".to_owned(), frames, grouping));
    for line in others.lines().filter_map(|line| line.strip_prefix(&format!("{at}|"))) {
        let mut parts = line.split('|');
        let (name, mut number) = (parts.next().unwrap_or_default().to_owned(), || parts.next()?.parse().ok());
        let (frames, nanoseconds) = (number().context("no frames")?, number().context("no time")?);
        rows.push((name, frames, nanoseconds));
    }
    let base = rows.iter().find(|(name, ..)| name.ends_with("WebAssembly: parse and group"));
    let base = base.context("ours did not run in WebAssembly")?.2;
    ensure!(rows.iter().all(|(_, frames, _)| *frames >= 40.0), "somebody parsed nothing: {rows:?}");
    println!("\n{engine}, {FRAMES} frames{:<22}{:>8}{:>12}{:>8}", "", "frames", "us", "times");
    for (name, frames, nanoseconds) in rows {
        println!("{name:<42}{frames:>8}{:>12.1}{:>8.2}", nanoseconds / 1000.0, nanoseconds / base);
    }
    Ok(())
}
