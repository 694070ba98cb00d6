//! `npm test`: every test there is. Native ones first, since they are quick to fail; then
//! the client in three engines; then real browsers against the real collector.

use std::{process::Command, time::Instant};

use anyhow::{Result, bail};

use crate::{
    build,
    check::{end_to_end, instructions, selection::ensure_selected},
    tools::{
        command::{cargo, command, run, run_and_read, say},
        install::{self, TestTools},
        paths,
    },
};

/// One engine: its name, its wasm-pack flags, and what has to stand before the command.
const ENGINES: [(&str, &[&str], Option<&str>); 3] = [
    ("Chromium", &["--chrome", "--chromedriver", "/usr/bin/chromedriver"], None),
    ("Firefox", &["--firefox", "--geckodriver"], None),
    // WebKitGTK has no headless mode of its own.
    ("WebKit", &["--safari", "--safaridriver", "/usr/bin/WebKitWebDriver"], Some("xvfb-run")),
];

/// How long one engine may take for all of its tests: on a busy machine the runner's own 20
/// seconds are not enough.
const PATIENCE_SECONDS: &str = "300";

/// Runs all of it, or only `native`, `client` or `e2e`; of the last, perhaps only those tests with
/// a word in their paths. `privacy` runs the tests that show the claims of docs/privacy.md.
pub(crate) fn test(only: Option<&str>, word: Option<&str>) -> Result<()> {
    if let Some(unknown) = only.filter(|only| !["native", "client", "e2e", "privacy"].contains(only)) {
        bail!("no tests are called {unknown}: native, client, e2e or privacy");
    }
    let wanted = |name| only.is_none_or(|only| only == name);
    let mut took = Vec::new();
    let mut part = |name: &str, part: &dyn Fn() -> Result<()>| -> Result<()> {
        let began = Instant::now();
        part()?;
        took.push(format!("{name} {} s", began.elapsed().as_secs()));
        Ok(())
    };
    if wanted("native") {
        part("native", &native)?;
    }
    if wanted("client") || wanted("e2e") {
        let tools = install::for_testing()?;
        if wanted("client") {
            part("client", &|| client(&tools))?;
        }
        if wanted("e2e") {
            part("build", &build::all)?;
            part("e2e", &|| end_to_end::run_tests(&tools, word))?;
        }
    }
    if only == Some("privacy") {
        part("native privacy", &privacy)?;
        let tools = install::for_testing()?;
        part("build", &build::all)?;
        // The folder of that name, and nothing else that has the word in it.
        part("e2e privacy", &|| end_to_end::run_tests(&tools, Some("privacy::")))?;
    }
    say(&format!("Every test passed: {}", took.join(", ")));
    Ok(())
}

/// The native tests that hold what is claimed of privacy, by the modules that they are in.
fn privacy() -> Result<()> {
    say("Native tests of privacy");
    const OF_CORE: [&str; 9] = [
        "session::",
        "laplace::",
        "histogram::",
        "installation_noise::",
        "usage_noise::",
        "vitals::",
        "wire::installation",
        "wire::usage",
        "wire::vitals",
    ];
    const OF_MODEL: [&str; 1] = ["moment::"];
    const OF_STORE: [&str; 8] = [
        "counts::coarsen",
        "counts::countries",
        "counts::installations",
        "counts::usage",
        "counts::vitals",
        "issues::merge",
        "transfer::import",
        "write::limits",
    ];
    const OF_COLLECTOR: [&str; 1] = ["shards::event_names"];
    for (package, modules) in [
        ("corncrake-core", &OF_CORE[..]),
        ("corncrake-model", &OF_MODEL[..]),
        ("corncrake-store", &OF_STORE[..]),
        ("corncrake-collector", &OF_COLLECTOR[..]),
    ] {
        for module in modules {
            ensure_selected(&["-p", package, "--lib"], module)?;
        }
        run(cargo().args(["test", "-p", package, "--lib", "--quiet", "--"]).args(modules))?;
    }
    Ok(())
}

fn native() -> Result<()> {
    say("Native tests: core, store, views, tooling");
    run(cargo().args(["test", "--workspace", "--exclude", "corncrake-tests", "--quiet"]))?;
    instructions::check()
}

fn client(tools: &TestTools) -> Result<()> {
    install::for_building()?;
    for (engine, flags, before) in ENGINES {
        say(&format!("The client in {engine}"));
        let mut test = match before {
            Some(program) => {
                let mut test = command(program);
                test.args(["-a", "wasm-pack"]);
                test
            }
            None => command("wasm-pack"),
        };
        test.arg("test").arg("--headless").args(flags);
        if engine == "Firefox" {
            let found = std::env::split_paths(&tools.path).map(|folder| folder.join("geckodriver"));
            test.args(found.filter(|path| path.is_file()).take(1));
        }
        test.args(["--mode", "no-install"]).arg(paths::root().join("client-wasm"));
        test.env("PATH", &tools.path).env("WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION", "1");
        let_it_crash(test.env("WASM_BINDGEN_TEST_TIMEOUT", PATIENCE_SECONDS))?;
    }
    Ok(())
}

/// The message of WebKit's driver about a web process that died.
const CRASHED: &str = "WebProcess CRASHED";
/// How often it may: GLib ends a process where a signal of its garbage collector comes
/// between two instructions (`getauxval () failed: Interrupted system call`).
const CRASHES: usize = 3;

/// Runs tests in an engine; again where the engine itself died of its own fault. A test that
/// fails fails at once.
fn let_it_crash(test: &mut Command) -> Result<()> {
    for _ in 0..CRASHES {
        let (is_well, said) = run_and_read(test)?;
        if is_well {
            return Ok(());
        }
        if !said.contains(CRASHED) {
            bail!("a test failed, see above");
        }
        say("The engine's own process died; once more");
    }
    bail!("the engine's own process died {CRASHES} times")
}
