//! `installation()` of `corncrake/node` in real processes: nothing leaves without a yes, with a yes nothing but
//! what `preview()` showed, once a day; and a process ends as it would have.

use std::{fs, process::Output};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{Collector, TOKEN},
    inspect::{search, usage::counted_usage},
    package::consumer::Consumer,
    root,
    site::keeper::{Keeper, Reply},
    wait::eventually,
};
use serde_json::{Value, json};

const IMPORT: &str = "import { installation, setup } from 'corncrake/node';\n";

/// What a test says, and what the test's own process may have of it, is not the processes'.
const NEITHER: [(&str, &str); 2] = [("DO_NOT_TRACK", ""), ("CORNCRAKE_NO_INSTALLATIONS", "")];

fn run(project: &Consumer, environment: &[(&str, &str)], script: &str) -> Result<Output> {
    fs::write(project.folder().join("application.mjs"), script)?;
    let environment = [&NEITHER[..], environment].concat();
    project.node(&environment, &["application.mjs"])
}

/// The lines that a script prints, each as JSON.
fn lines(project: &Consumer, environment: &[(&str, &str)], script: &str) -> Result<Vec<Value>> {
    let output = run(project, environment, &format!("{IMPORT}{script}"))?;
    ensure!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout)?;
    text.lines().map(|line| serde_json::from_str(line).with_context(|| format!("no JSON: {line}"))).collect()
}

#[test]
fn the_device_takes_the_same_versions_as_the_collector_and_says_no_in_words() -> Result<()> {
    let cases = fs::read_to_string(root().join("core/tests/installation_words.txt"))?;
    let cases: Vec<(bool, Value)> = cases
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (is, text) = line.split_once(' ').context("no case")?;
            Ok((is == "yes", serde_json::from_str(text)?))
        })
        .collect::<Result<_>>()?;
    ensure!(cases.len() > 30);
    let project = Consumer::copy()?;
    let texts = Value::from(cases.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>());
    let script = format!(
        "for (const version of {texts}) {{
            const one = installation({{ endpoint: 'https://collector.example/v1/KEY', version }});
            console.log(JSON.stringify([one.reason(), one.preview()?.body ?? null]));
        }}"
    );
    let taken = lines(&project, &[], &script)?;
    for ((is, version), answer) in cases.iter().zip(&taken) {
        let reason = answer[0].as_str().context("no reason")?;
        if *is {
            ensure!(reason == "there is no consent", "{version}: {reason}");
            let body: Value = serde_json::from_str(answer[1].as_str().context("no body")?)?;
            ensure!(body["version"] == *version, "{body}");
        } else {
            ensure!(reason.starts_with("the version must be ") && answer[1].is_null(), "{version}: {answer}");
        }
    }
    ensure!(taken.len() == cases.len());

    // Whatever an application passes, nothing throws.
    let odd = "
        const throws = { get version() { throw new Error('a'); } };
        const proxy = new Proxy({}, { get() { throw new Error('b'); } });
        const good = { endpoint: 'https://collector.example/v1/KEY', version: '1' };
        for (const options of [undefined, null, 7, 'text', [], {}, throws, proxy, () => {}, { version: '1' },
            { ...good, endpoint: 'ftp://collector.example' }, { ...good, endpoint: 7 }, { ...good, origin: Symbol('o') }]) {
            const one = installation(options);
            for (const yes of [false, 'yes', 1, {}]) one.consent(yes);
            console.log(JSON.stringify([one.reason(), one.preview() ?? null, await one.flush()]));
        }";
    for answer in lines(&project, &[], odd)? {
        ensure!(answer[0].is_string() && answer[2] == 0, "{answer}");
    }
    Ok(())
}

#[test]
fn nothing_leaves_without_a_yes_or_where_the_environment_says_no() -> Result<()> {
    let project = Consumer::copy()?;
    let keeper = Keeper::start()?;
    let endpoint = format!("{}/v1/KEY", keeper.address());
    let script = |consent: &str| {
        format!(
            "const one = installation({{ endpoint: '{endpoint}', version: '1.4.2', {consent} }});
            one.preview();
            console.log(JSON.stringify([await one.flush(), one.reason() ?? null]));"
        )
    };
    for no in ["", "consent: false", "consent: 'yes'", "consent: 1", "consent: undefined", "consent: {}"] {
        let said = lines(&project, &[], &script(no))?;
        ensure!(said == [json!([0, "there is no consent"])], "{no}: {said:?}");
    }
    for name in ["DO_NOT_TRACK", "CORNCRAKE_NO_INSTALLATIONS"] {
        for value in ["1", "true", "yes", " 1 ", "anything"] {
            let said = lines(&project, &[(name, value)], &script("consent: true"))?;
            ensure!(said == [json!([0, format!("{name} is set")])], "{value}: {said:?}");
        }
    }
    // A yes that was taken back at once, and one that came late under such a variable.
    let late = format!("{}one.consent(true); console.log(await one.flush());", script(""));
    ensure!(lines(&project, &[("DO_NOT_TRACK", "1")], &late)?.last() == Some(&json!(0)));
    ensure!(keeper.arrived()?.is_empty(), "{:?}", keeper.arrived()?);

    for environment in [&[][..], &[("DO_NOT_TRACK", "0")], &[("CORNCRAKE_NO_INSTALLATIONS", "false")]] {
        let said = lines(&project, environment, &script("consent: true"))?;
        ensure!(said == [json!([200, null])], "{environment:?}: {said:?}");
    }
    ensure!(lines(&project, &[], &late)?.last() == Some(&json!(200)));
    ensure!(keeper.arrived()?.len() == 4);
    Ok(())
}

#[test]
fn a_preview_is_what_a_server_receives_byte_for_byte() -> Result<()> {
    let project = Consumer::copy()?;
    let keeper = Keeper::start()?;
    // Of `setup` the endpoint and the origin are known; the preview is there before the yes.
    let script = format!(
        "setup('{}/v1/KEY/event', {{ origin: 'warehouse', consent: 'required' }});
        const one = installation({{ version: '1.4.2-beta.1+7' }});
        const before = one.preview();
        before.headers.origin = before.body = 'changed by its reader';
        console.log(JSON.stringify(one.preview()));
        one.consent(true);
        console.log(await one.flush());
        console.log(JSON.stringify(one.preview()));",
        keeper.address()
    );
    let said = lines(&project, &[], &script)?;
    let [preview, status, again] = said.as_slice() else { anyhow::bail!("{said:?}") };
    ensure!(*status == 200 && preview == again, "{said:?}");
    let arrived = keeper.arrived()?;
    let [one] = arrived.as_slice() else { anyhow::bail!("{arrived:?}") };
    ensure!(preview["body"] == *one.body, "{preview} {one:?}");
    ensure!(preview["url"] == format!("{}{}", keeper.address(), one.path), "{preview} {one:?}");
    // Node adds what the connection needs, and nothing of the machine.
    let mut expected: Vec<(String, String)> = preview["headers"]
        .as_object()
        .context("no headers")?
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
        .chain([
            ("host".to_owned(), keeper.address().replace("http://", "")),
            ("connection".to_owned(), "close".to_owned()),
        ])
        .collect();
    let mut headers = one.headers.clone();
    expected.sort();
    headers.sort();
    ensure!(headers == expected, "{headers:?} {expected:?}");
    let major = "console.log(JSON.stringify(process.versions.node.split('.')[0]));";
    let runtime = format!("node {}", lines(&project, &[], major)?[0].as_str().unwrap_or_default());
    let body: Value = serde_json::from_str(&one.body)?;
    ensure!(
        body == json!({ "version": "1.4.2-beta.1+7", "platform": "linux", "runtime": runtime }),
        "{body}"
    );
    Ok(())
}

/// A process with an unref'd timer prints `late` only if something else keeps it alive for so long.
#[test]
fn a_process_ends_as_it_would_have_whatever_the_collector_does() -> Result<()> {
    let project = Consumer::copy()?;
    let keeper = Keeper::start()?;
    keeper.reply_next(&[Reply::Nothing; 4])?;
    let hangs = format!("{}/v1/KEY", keeper.address());
    for endpoint in [&*hangs, "http://127.0.0.1:1/v1/KEY", "https://[", "nonsense"] {
        let script = format!(
            "{IMPORT}setTimeout(() => console.log('late'), 1_800).unref();
            process.on('exit', (code) => console.log('exit', code));
            const one = installation({{ endpoint: '{endpoint}', version: '1', consent: true, onSent() {{ throw 1; }} }});
            one.consent(true);"
        );
        let output = run(&project, &[], &script)?;
        ensure!(output.status.success() && output.stderr.is_empty(), "{endpoint}: {output:?}");
        ensure!(output.stdout == b"exit 0\n", "{endpoint}: {output:?}");
    }
    // Somebody may wait for an answer; two seconds at most, so that a process that waits ends as well.
    let waits = format!(
        "const one = installation({{ endpoint: '{hangs}', version: '1', consent: true }});
        console.log(await one.flush());
        console.log(await one.flush());"
    );
    ensure!(lines(&project, &[], &waits)? == [json!(0), json!(0)]);
    // What fails is not tried again; what the application does when told is its own.
    keeper.reply_next(&[Reply::Status(503), Reply::BreaksOff])?;
    let before = keeper.arrived()?.len();
    for expected in [503, 0] {
        let fails = format!(
            "const one = installation({{ endpoint: '{hangs}', version: '1', consent: true, onSent: () => console.log('\"sent\"') }});
            console.log(await one.flush());
            one.consent(true);
            console.log(await one.flush());"
        );
        ensure!(lines(&project, &[], &fails)? == [json!(expected), json!(expected)]);
    }
    ensure!(keeper.arrived()?.len() == before + 2, "{:?}", keeper.arrived()?);
    let rejects = format!(
        "const one = installation({{ endpoint: '{hangs}', version: '1', consent: true, onSent: async () => {{ throw new Error('own'); }} }});
        console.log(await one.flush());
        await new Promise((go) => setTimeout(go, 20));"
    );
    ensure!(lines(&project, &[], &rejects)? == [json!(200)]);
    Ok(())
}

/// Three weeks of a process, whose clock and timer the script moves.
#[test]
fn a_process_that_runs_for_weeks_sends_once_a_day() -> Result<()> {
    let project = Consumer::copy()?;
    let keeper = Keeper::start()?;
    let script = format!(
        "import timers from 'node:timers';
        import {{ syncBuiltinESMExports }} from 'node:module';
        let look;
        let now = Date.UTC(2030, 0, 1, 12);
        Date.now = () => now;
        timers.setInterval = (act) => {{ look = act; return {{ unref() {{}} }}; }};
        syncBuiltinESMExports();
        const {{ installation }} = await import('corncrake/node');
        const days = [];
        const open = () => installation({{ endpoint: '{}/v1/KEY', version: '1', consent: true, lastSent: days.at(-1),
            onSent: (day) => days.push(day) }});
        let one = open();
        for (let hour = 0; hour < 21 * 24; hour += 1) {{
            await one.flush();
            now += 3_600_000;
            look();
            if (hour % 50 === 0) one = open();
        }}
        await one.flush();
        one.consent(false);
        now += 86_400_000;
        look();
        console.log(JSON.stringify(days));",
        keeper.address()
    );
    let output = run(&project, &[], &script)?;
    ensure!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let days: Vec<String> = serde_json::from_slice(&output.stdout)?;
    let expected: Vec<String> = (1..=22).map(|day| format!("2030-01-{day:02}")).collect();
    ensure!(days == expected, "{days:?}");
    ensure!(keeper.arrived()?.len() == expected.len(), "{}", keeper.arrived()?.len());
    Ok(())
}

fn change(collector: &Collector, method: &str, path: &str, body: &Value) -> Result<Value> {
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("authorization", &*authorization), ("content-type", "application/json")];
    let changed = collector.request(method, path, &headers, body.to_string().as_bytes())?;
    ensure!(matches!(changed.status, 200 | 201), "{changed:?}");
    Ok(changed.json())
}

#[test]
fn thirty_starts_of_a_machine_are_one_installation_and_nothing_else_is_on_the_disk() -> Result<()> {
    let project = Consumer::copy()?;
    let mut collector = Collector::start()?;
    let key = collector.project("installed", &["node"])?;
    let endpoint = format!("{}/v1/{key}", collector.address());
    let start = |options: &str| {
        let script = format!(
            "let day = null;
            const one = installation({{ endpoint: '{endpoint}', version: '3.1.4-markofversion', consent: true,
                onSent: (sent) => (day = sent), {options} }});
            const status = await one.flush();
            console.log(JSON.stringify([status, day]));"
        );
        lines(&project, &[], &script)?.first().cloned().context("nothing was printed")
    };
    // Off: it is refused, and counted as that.
    ensure!(start("")? == json!([403, null]));
    let elsewhere = collector.project("elsewhere", &["https://shop.example"])?;
    change(&collector, "PATCH", &format!("/api/projects/{elsewhere}"), &json!({ "installations": true }))?;
    let foreign = format!("endpoint: '{}/v1/{elsewhere}'", collector.address());
    ensure!(start(&foreign)?[0] == 403, "the project does not allow `node`");

    let on = change(&collector, "PATCH", &format!("/api/projects/{key}"), &json!({ "installations": true }))?;
    ensure!(on["installations"] == true, "{on}");
    change(&collector, "POST", &format!("/api/projects/{key}/releases/2.7.1/deploys"), &json!({}))?;
    let mut day = Value::Null;
    for turn in 0..30 {
        // Most are of no known release: what a sender makes up has no name.
        let answer = start(if turn == 0 { "version: '2.7.1'" } else { "" })?;
        ensure!(answer[0] == 200 && answer[1].is_string(), "{answer}");
        day = answer[1].clone();
    }
    // With a place for the day, it is not even sent again.
    let not_again = start(&format!("lastSent: {day}"))?;
    ensure!(not_again == json!([0, null]) || not_again[1] != day, "{not_again}");
    eventually("the refused one", || Ok((collector.outcome(&key, "refused")? >= 1).then_some(())))?;
    let data = collector.data();
    let counts = eventually("the installation", || {
        let counts = counted_usage(&data)?;
        Ok((counts.get("i///2.7.1") == Some(&1)).then_some(counts))
    })?;
    let runtime = "console.log(JSON.stringify('node ' + process.versions.node.split('.')[0]));";
    let runtime = lines(&project, &[], runtime)?[0].as_str().unwrap_or_default().to_owned();
    let cells = ["i///2.7.1".to_owned(), "s///linux".to_owned(), format!("t///{runtime}")];
    ensure!(counts.keys().eq(cells.iter()) && counts.values().all(|count| *count == 1), "{counts:?}");
    // It is no visit and no session, and its answer was no event.
    ensure!(collector.sessions(&key)? == (0, 0) && collector.issues(&key)?.is_empty());
    let log = collector.log()?;
    collector.interrupt()?;
    for mark in ["markofversion", "corncrake-installation"] {
        ensure!(!log.contains(mark), "{mark} is in the log");
        ensure!(search::holding(&data, mark.as_bytes())? == 0, "{mark} is on the disk");
    }
    Ok(())
}
