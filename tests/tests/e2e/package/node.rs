//! `corncrake/node`: what ends a process arrives, and the process ends as it would have.

use std::fs;

use anyhow::{Result, ensure};
use corncrake_tests::package::{
    consumer::Consumer,
    node_runner::{BEGIN, NodeRunner},
};
use serde_json::Value;

const THROWN: &str =
    "setTimeout(function charge() { throw new TypeError('no card for ann.lee@example.com'); });";
const REJECTED: &str =
    "setTimeout(async function charge() { throw new RangeError('no card for ann.lee@example.com'); });";

#[test]
fn a_crash_arrives_and_is_the_same_crash() -> Result<()> {
    let bench = NodeRunner::start()?;
    let (key, output) = bench.runs_alike("thrown", &[], THROWN)?;
    ensure!(output.status.code() == Some(1) && output.stdout == b"exit 1\n", "{output:?}");
    let event = bench.event(&key)?;
    ensure!(event["type"] == 1 && event["name"] == "TypeError", "{event:#}");
    ensure!(event["message"] == "no card for [email]", "{event:#}");
    ensure!(event["release"] == "7" && event["environment"] == "test", "{event:#}");
    ensure!(event["meta"]["job"] == "billing" && event["uri"] == Value::Null, "{event:#}");
    ensure!(event["browser"].as_str().is_some_and(|name| name.starts_with("Node.js ")), "{event:#}");
    ensure!(event["os"] == "Linux", "{event:#}");
    let frame = &event["frames"][0];
    ensure!(frame["function"].as_str().is_some_and(|name| name.contains("charge")), "{event:#}");
    ensure!(frame["file"].as_str().is_some_and(|file| file.ends_with("/thrown.mjs")), "{event:#}");

    // The application decides, and ours only looks.
    for (name, script, code) in [
        ("exits", "process.on('uncaughtException', (error) => process.exit(error.message.length));", 31),
        ("lives", "process.on('uncaughtException', () => console.log('goes on'));", 0),
        ("captured", "process.setUncaughtExceptionCaptureCallback(() => process.exit(4));", 4),
    ] {
        let (key, output) = bench.runs_alike(name, &[], &format!("{script}{THROWN}"))?;
        ensure!(output.status.code() == Some(code), "{name}: {output:?}");
        ensure!(bench.event(&key)?["type"] == 1, "{name}");
    }
    Ok(())
}

#[test]
fn a_rejection_arrives_once_in_every_mode() -> Result<()> {
    let bench = NodeRunner::start()?;
    let listeners = [
        ("none", ""),
        ("listens", "process.on('unhandledRejection', (error) => console.log('own', error.name));"),
        ("once", "process.once('unhandledRejection', (error) => console.log('own', error.name));"),
        ("throws", "process.on('unhandledRejection', (error) => { throw error; });"),
    ];
    for mode in ["throw", "strict", "warn", "none", "warn-with-error-code"] {
        for (name, script) in listeners {
            let name = format!("{mode}-{name}");
            let flag = format!("--unhandled-rejections={mode}");
            let (key, _) = bench.runs_alike(&name, &[&flag], &format!("{script}{REJECTED}"))?;
            let event = bench.event(&key)?;
            ensure!(event["type"] == 2 && event["name"] == "RangeError", "{name}: {event:#}");
            ensure!(event["message"] == "no card for [email]", "{name}: {event:#}");
        }
    }
    // The mode may also come from the environment; the command line has the last word.
    let key = bench.collector.project("environment", &["node"])?;
    let endpoint = format!("{}/v1/{key}", bench.collector.address());
    let environment = [("ENDPOINT", endpoint.as_str()), ("NODE_OPTIONS", "--unhandled-rejections=none")];
    let output = bench.project.node(&environment, &["throw-none.mjs"])?;
    ensure!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    ensure!(bench.event(&key)?["type"] == 2);
    // A listener that comes and goes leaves Node's default as it was.
    let script = format!(
        "const listen = () => {{}}; process.on('unhandledRejection', listen);
        process.off('unhandledRejection', listen);
        console.log(process.listenerCount('unhandledRejection'));{REJECTED}"
    );
    let (key, output) = bench.runs_alike("gone", &[], &script)?;
    ensure!(output.status.code() == Some(1), "{output:?}");
    ensure!(bench.event(&key)?["type"] == 2);
    Ok(())
}

#[test]
fn what_is_sent_is_there_after_flush_and_consent_is_live() -> Result<()> {
    let bench = NodeRunner::start()?;
    let sends = "
        ping();
        sendEvent(new RangeError('first'), { step: 'pay' });
        await flush();
        console.log('flushed');
        consent(false);
        ping();
        sendEvent(new RangeError('while nobody agrees'));
        consent(true);
        await flush();";
    let (key, output) = bench.runs_alike("sends", &[], sends)?;
    ensure!(output.status.success(), "{output:?}");
    let event = bench.event(&key)?;
    ensure!(event["type"] == 4 && event["meta"]["step"] == "pay", "{event:#}");
    ensure!(event["meta"]["job"] == "billing", "{event:#}");
    ensure!(bench.collector.sessions(&key)? == (1, 1), "{:?}", bench.collector.sessions(&key)?);

    // Whether it is under way, answered or not begun when the process ends: it counts once.
    for delay in [0, 95, 100, 105, 110] {
        let script = format!("sendEvent(new Error('x')); setTimeout(() => process.exit(5), {delay});");
        let (key, output) = bench.runs_alike(&format!("ends-{delay}"), &[], &script)?;
        ensure!(output.status.code() == Some(5), "{output:?}");
        ensure!(bench.event(&key)?["count"] == 1, "{delay}");
    }

    // Nothing of the host or its user is sent: not even their names.
    let (key, _) = bench.runs_alike("host", &[], "sendEvent(new Error('x'));")?;
    let event = bench.event(&key)?.to_string();
    let said = String::from_utf8(std::process::Command::new("uname").arg("-n").output()?.stdout)?;
    ensure!(!event.contains(said.trim()) && !event.contains("ENDPOINT"), "{event}");
    Ok(())
}

#[test]
fn a_collector_that_is_gone_or_hangs_changes_no_ending() -> Result<()> {
    let project = Consumer::copy()?;
    fs::write(project.folder().join("gone.mjs"), format!("{BEGIN}{THROWN}"))?;
    // It takes connections and never answers: the kernel does that by itself.
    let hangs = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    let hangs = format!("http://{}/v1/KEY", hangs.local_addr()?);
    let plain = project.node(&[("ENDPOINT", "")], &["gone.mjs"])?;
    for endpoint in
        [hangs.as_str(), "http://127.0.0.1:1/v1/KEY", "ftp://nobody", "nonsense", "https://[", " "]
    {
        let watched = project.node(&[("ENDPOINT", endpoint)], &["gone.mjs"])?;
        ensure!(plain == watched, "{endpoint}: {plain:?} {watched:?}");
    }
    Ok(())
}

#[test]
fn threads_and_required_modules_and_deep_stacks_are_heard() -> Result<()> {
    let bench = NodeRunner::start()?;
    let threads = "
        const { Worker } = await import('node:worker_threads');
        if (process.env.ENDPOINT) consent(false);
        const code = `
            const { setup } = require('corncrake/node');
            if (process.env.ENDPOINT) setup(process.env.ENDPOINT);
            throw new TypeError('in a thread');`;
        new Worker(code, { eval: true }).on('error', (error) => console.log('heard', error.message));";
    let (key, output) = bench.runs_alike("thread", &[], threads)?;
    ensure!(output.stdout == b"heard in a thread\nexit 0\n", "{output:?}");
    ensure!(bench.event(&key)?["message"] == "in a thread");

    let (key, _) = bench.runs_alike("deep", &[], "(function deeper() { return 1 + deeper(); })();")?;
    ensure!(bench.event(&key)?["name"] == "RangeError");
    for (name, thrown) in [("text", "'a text'"), ("null", "null"), ("symbol", "Symbol('s')")] {
        let (key, output) =
            bench.runs_alike(name, &[], &format!("setTimeout(() => {{ throw {thrown}; }});"))?;
        ensure!(output.status.code() == Some(1), "{output:?}");
        ensure!(bench.event(&key)?["type"] == 1, "{name}");
    }
    Ok(())
}

#[test]
fn a_dying_process_asks_the_applications_own_function() -> Result<()> {
    let bench = NodeRunner::start()?;
    let key = bench.collector.project("asks", &["billing"])?;
    let script = "
        import { sendEvent, setup } from 'corncrake/node';
        setup(process.env.ENDPOINT, {
            origin: 'billing',
            uri: 'https://api.example/v2?user=ann',
            onEvent(event, original) {
                if (original.message === 'unwanted') return false;
                event.message += ', seen by bob@example.com';
            },
        });
        sendEvent(new Error('unwanted'));
        setTimeout(() => { throw new RangeError('wanted'); });";
    fs::write(bench.project.folder().join("asks.mjs"), script)?;
    let endpoint = format!("{}/v1/{key}", bench.collector.address());
    let output = bench.project.node(&[("ENDPOINT", &endpoint)], &["asks.mjs"])?;
    ensure!(output.status.code() == Some(1), "{output:?}");
    let event = bench.event(&key)?;
    ensure!(event["message"] == "wanted, seen by [email]", "{event:#}");
    ensure!(event["uri"] == "https://api.example/v2", "{event:#}");
    Ok(())
}

#[test]
fn a_rejection_of_any_value_says_what_it_is() -> Result<()> {
    let bench = NodeRunner::start()?;
    for mode in ["throw", "warn", "none", "warn-with-error-code"] {
        let flag = format!("--unhandled-rejections={mode}");
        for (name, value, said) in [
            ("object", "{ code: 5 }", r#"{"code":5}"#),
            ("text", "'database down'", "database down"),
            ("nothing", "undefined", "undefined"),
            ("symbol", "Symbol('tea')", "Symbol(tea)"),
            ("map", "new Map([['tea', 2]])", r#"{"tea":2}"#),
        ] {
            let name = format!("{mode}-{name}");
            let script = format!("setTimeout(() => Promise.reject({value}));");
            let (key, _) = bench.runs_alike(&name, &[&flag], &script)?;
            let event = bench.event(&key)?;
            ensure!(event["type"] == 2 && event["message"] == said, "{name}: {event:#}");
        }
    }
    // Where Node ends before it reports the rejection, its own words are all there is.
    let strict = ["--unhandled-rejections=strict"];
    let (key, _) =
        bench.runs_alike("strict", &strict, "setTimeout(() => Promise.reject('database down'));")?;
    ensure!(bench.event(&key)?["message"] == "database down");
    Ok(())
}

#[test]
fn what_rewrites_functions_or_knows_no_modules_loses_nothing() -> Result<()> {
    let bench = NodeRunner::start()?;
    let folder = bench.project.folder();
    let script = |load: &str| format!("{load}\nsetup(process.env.ENDPOINT);\n{THROWN}");
    fs::write(folder.join("source.mjs"), script("import { setup } from 'corncrake/node';"))?;
    fs::write(folder.join("required.cjs"), script("const { setup } = require('corncrake/node');"))?;
    let bundle = ["source.mjs", "--bundle", "--platform=node", "--log-level=warning"];
    bench
        .project
        .tool("esbuild", &[&bundle[..], &["--format=cjs", "--keep-names", "--outfile=kept.cjs"]].concat())?;
    bench
        .project
        .tool("esbuild", &[&bundle[..], &["--format=esm", "--minify", "--outfile=small.mjs"]].concat())?;
    for args in [
        &["kept.cjs"][..],
        &["small.mjs"],
        &["required.cjs"],
        // As Node before 20.19: it cannot require a module.
        &["--no-experimental-require-module", "required.cjs"],
    ] {
        let key = bench.collector.project(args[0], &["node"])?;
        let endpoint = format!("{}/v1/{key}", bench.collector.address());
        let output = bench.project.node(&[("ENDPOINT", &endpoint)], args)?;
        ensure!(output.status.code() == Some(1), "{args:?}: {output:?}");
        ensure!(bench.event(&key)?["name"] == "TypeError", "{args:?}");
    }
    Ok(())
}

#[test]
fn any_word_for_consent_sends_nothing_before_a_yes() -> Result<()> {
    let bench = NodeRunner::start()?;
    for (number, (consent, events)) in [
        ("'required'", 1),
        ("'Required'", 1),
        ("'no'", 1),
        ("true", 1),
        ("undefined", 2),
        ("''", 2),
        ("false", 2),
    ]
    .into_iter()
    .enumerate()
    {
        let key = bench.collector.project(&format!("consent {number}"), &["node"])?;
        let endpoint = format!("{}/v1/{key}", bench.collector.address());
        let script = format!(
            "import {{ consent, flush, sendEvent, setup }} from 'corncrake/node';
            setup(process.env.ENDPOINT, {{ consent: {consent} }});
            sendEvent(new TypeError('before anybody agreed'));
            await flush();
            consent(true);
            sendEvent(new RangeError('after the yes'));
            await flush();"
        );
        let file = format!("consent{number}.mjs");
        fs::write(bench.project.folder().join(&file), script)?;
        let ended = bench.project.node(&[("ENDPOINT", &endpoint)], &[&file])?;
        ensure!(ended.status.success(), "{consent}: {ended:?}");
        let issues = bench.collector.issues(&key)?;
        ensure!(issues.len() == events, "{consent}: {issues:#?}");
        ensure!(
            issues.iter().any(|issue| issue["title"].to_string().contains("after the yes")),
            "{issues:#?}"
        );
    }
    Ok(())
}
