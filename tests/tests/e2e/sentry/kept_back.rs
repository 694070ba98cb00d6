//! What SDKs keep back once an answer told them to, counted where it leaves the machine: the same program
//! twice, with the answers as they are and without the limits in them. Errors go on in both.

use std::collections::BTreeSet;

use ItemKind::{Attachment, Error, Log, Metric, Monitor, Replay, Transaction};
use anyhow::{Context, Result, ensure};
use corncrake_core::wire::sentry::item::{ItemKind, NOT_TAKEN};
use corncrake_tests::{
    browser::Browser,
    collector::Collector,
    sentry::{
        recorder::Recorder,
        sdk::{SdkFolder, dsn},
        unpacked_sdk,
    },
    site::Site,
};

/// The text of an event behind which an SDK knows the limits: it was sent after an answer. No program has it
/// in one piece, since SDKs send lines of the source.
const BORDER: &str = "here the limits are known";

/// Runs of a program until nothing of it was lost: an SDK does not send again what a busy browser did not let out.
const RUNS: usize = 4;

/// Runs a program with and without the limits. Without them each of the kinds leaves behind the border,
/// with them none; `ran` waits until all of it has left.
fn is_kept_back(
    what: &str,
    origins: &[&str],
    kinds: &[ItemKind],
    ran: impl Fn(&str) -> Result<()>,
) -> Result<()> {
    let not_taken: BTreeSet<ItemKind> = NOT_TAKEN.split(';').map(ItemKind::of).collect();
    let collector = Collector::start()?;
    for has_limits in [false, true] {
        let key = collector.project(what, origins)?;
        let (mut passed, mut found) = (Vec::new(), None);
        for _ in 0..RUNS {
            // Each has a stand of its own: what a new start sends before it knows the limits is behind no border.
            let recorder = Recorder::start(collector.port, has_limits)?;
            ran(&dsn(&recorder.address(), &key))?;
            let left = recorder.behind(BORDER)?.unwrap_or_default();
            passed.push(recorder.all()?);
            if left.contains(&Error) && (has_limits || kinds.iter().all(|kind| left.contains(kind))) {
                found = Some(left);
                break;
            }
        }
        let left = found.with_context(|| format!("{what}, with limits: {has_limits}: {passed:?} passed"))?;
        for kind in kinds {
            ensure!(left.contains(kind) != has_limits, "{what}: {kind:?}, limits {has_limits}: {left:?}");
        }
        let is_held = left.iter().all(|kind| !not_taken.contains(kind));
        ensure!(is_held == has_limits, "{what}: limits {has_limits}: {left:?}");
    }
    Ok(())
}

/// Everything that an SDK for JavaScript sends, as far as the version has it.
const OF_JAVASCRIPT: &str = "
const all = (when) => {
  Sentry.startSpan({ name: when, forceTransaction: true }, () => 1)
  Sentry.withScope((scope) => {
    scope.addAttachment({ filename: 'a.txt', data: 'x' })
    Sentry.captureException(new Error('with a file ' + when))
  })
  Sentry.captureCheckIn?.({ monitorSlug: 'backup', status: 'ok' })
  Sentry.logger?.info?.('a line')
  Sentry.metrics?.count?.('cart.opened', 1)
}
const run = async () => {
  all('first')
  await Sentry.flush(10000)
  Sentry.captureMessage('here the limits ' + 'are known')
  await Sentry.flush(10000)
  for (let n = 0; n < 3; n++) all('then ' + n)
  await Sentry.flush(10000)
}";

#[test]
fn a_service_keeps_it_back() -> Result<()> {
    let folder = SdkFolder::new()?;
    for (version, kinds) in [
        ("7", &[Transaction, Attachment, Monitor][..]),
        ("8", &[Transaction, Attachment, Monitor]),
        ("9", &[Transaction, Attachment, Monitor, Log]),
        ("11", &[Transaction, Attachment, Monitor, Log, Metric]),
    ] {
        is_kept_back(version, &["server"], kinds, |dsn| {
            let script = format!(
                "const Sentry = require('sentry-node-{version}')
Sentry.init({{ dsn: '{dsn}', tracesSampleRate: 1, traceLifecycle: 'static', enableLogs: true, _experiments: {{ enableLogs: true }} }})
{OF_JAVASCRIPT}
run().then(() => process.exit(0))"
            );
            let output = folder.node("service.cjs", &script)?;
            ensure!(output.status.success(), "{output:?}");
            Ok(())
        })?;
    }
    Ok(())
}

const PYTHON: &str = "
import sentry_sdk
sentry_sdk.init(dsn='DSN', traces_sample_rate=1.0)
def all(when):
    with sentry_sdk.start_transaction(name=when):
        pass
    with sentry_sdk.push_scope() as scope:
        scope.add_attachment(bytes=b'x', filename='a.txt')
        sentry_sdk.capture_message('with a file ' + when)
all('first')
sentry_sdk.flush(10)
sentry_sdk.capture_message('here the limits ' + 'are known')
sentry_sdk.flush(10)
for n in range(3):
    all('then %d' % n)
sentry_sdk.flush(10)
";

#[test]
fn a_service_in_python_keeps_it_back() -> Result<()> {
    let folder = tempfile::tempdir()?;
    is_kept_back("python", &["server"], &[Transaction, Attachment], |dsn| {
        let script = folder.path().join("service.py");
        std::fs::write(&script, PYTHON.replace("DSN", dsn))?;
        let output = unpacked_sdk::python(&script)?;
        ensure!(output.status.success(), "{output:?}");
        Ok(())
    })
}

const HTML: &str =
    "<!doctype html><title>a shop</title><p id='basket'>empty</p><script src='/app.js'></script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_keeps_it_back() -> Result<()> {
    let (folder, browser) = (SdkFolder::new()?, Browser::open().await?);
    for (version, kinds) in [
        ("7", &[Transaction, Attachment, Replay][..]),
        ("8", &[Transaction, Attachment, Replay]),
        ("9", &[Transaction, Attachment, Replay, Log]),
        ("10", &[Transaction, Attachment, Replay, Log, Metric]),
        ("11", &[Transaction, Attachment, Replay, Log, Metric]),
    ] {
        let visit = async |dsn: &str| -> Result<()> {
            let script = format!(
                "import * as Sentry from 'sentry-browser-{version}'
const replay = Sentry.replayIntegration({{ flushMinDelay: 100, flushMaxDelay: 200, minReplayDuration: 0 }})
Sentry.addTracingExtensions?.()
Sentry.init({{ dsn: '{dsn}', tracesSampleRate: 1, traceLifecycle: 'static', enableLogs: true, _experiments: {{ enableLogs: true }},
  replaysSessionSampleRate: 1, integrations: (usual) => [...usual, replay] }})
{OF_JAVASCRIPT}
const change = async (text) => {{
  document.querySelector('#basket').textContent = text
  await new Promise(requestAnimationFrame)
  await replay.flush()
}}
change('first').then(run).then(() => change('then')).then(() => {{ document.title = 'ready' }})"
            );
            let site = Site::serve(&[("/", HTML), ("/app.js", &folder.bundle("page.js", &script)?)])?;
            browser.goto(&site.origin()).await?;
            browser.until("return document.title === 'ready'").await
        };
        let now = tokio::runtime::Handle::current();
        is_kept_back(version, &["http://127.0.0.1"], kinds, |dsn| {
            tokio::task::block_in_place(|| now.block_on(visit(dsn)))
        })?;
    }
    Ok(())
}
