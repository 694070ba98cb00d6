//! @sentry/node 7, 8, 9 and 11, unmodified: an error with causes is the right issue with the right frames,
//! whichever version sends it, and the SDKs keep back what they are told to.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::Collector,
    sentry,
    sentry::sdk::{SdkFolder, dsn},
};

const VERSIONS: [&str; 4] = ["7", "8", "9", "11"];

fn service(version: &str, dsn: &str) -> String {
    format!(
        "const Sentry = require('sentry-node-{version}')
Sentry.init({{ dsn: '{dsn}', release: 'shop@1.4.2', environment: 'staging', tracesSampleRate: 1 }})
class CheckoutError extends Error {{ constructor(text, options) {{ super(text, options); this.name = 'CheckoutError' }} }}
function readCart(carts, id) {{ return carts[id].items }}
function checkout(id) {{
  try {{ return readCart({{}}, id) }} catch (error) {{ throw new CheckoutError('checkout failed', {{ cause: error }}) }}
}}
try {{ checkout(7) }} catch (error) {{ Sentry.captureException(error) }}
Sentry.captureMessage('stock is low', 'warning')
Sentry.flush(10000).then(() => {{ setTimeout(() => readCart({{}}, 9), 1) }})
"
    )
}

#[test]
fn every_version_makes_the_same_issues() -> Result<()> {
    let collector = Collector::start()?;
    let folder = SdkFolder::new()?;
    let key = collector.project("service", &["server"])?;
    for version in VERSIONS {
        let output = folder.node("service.cjs", &service(version, &dsn(&collector.address(), &key)))?;
        ensure!(!output.status.success(), "an uncaught error ends a process: {output:?}");
        ensure!(!String::from_utf8_lossy(&output.stderr).contains("Invalid Sentry Dsn"), "{output:?}");
    }
    let issue = collector.wait_for_issue(&key, "CheckoutError: checkout failed")?;
    let event = &issue["event"];
    ensure!(issue["issue"]["events"] == VERSIONS.len(), "{issue:#}");
    ensure!(
        event["frames"][0]["function"] == "checkout" && event["frames"][0]["in_app"] == true,
        "{issue:#}"
    );
    ensure!(event["release"] == "shop@1.4.2" && event["environment"] == "staging", "{issue:#}");
    ensure!(event["browser"].as_str().is_some_and(|runtime| runtime.starts_with("Node.js ")), "{issue:#}");
    ensure!(event["os"] == "Linux" && event["type"] == 4, "{issue:#}");
    let cause = &event["meta"]["cause"];
    ensure!(
        cause["name"] == "TypeError" && cause["message"].as_str().is_some_and(|m| m.contains("items")),
        "{issue:#}"
    );
    ensure!(cause["stack"].as_str().is_some_and(|stack| stack.contains("readCart")), "{issue:#}");
    let uncaught =
        collector.wait_for_issue(&key, "TypeError: Cannot read properties of undefined (reading 'items')")?;
    ensure!(uncaught["issue"]["events"] == VERSIONS.len() && uncaught["event"]["type"] == 1, "{uncaught:#}");
    ensure!(uncaught["event"]["frames"][0]["function"] == "readCart", "{uncaught:#}");
    let message = collector.wait_for_issue(&key, "stock is low")?;
    ensure!(message["event"]["meta"]["level"] == "warning", "{message:#}");
    ensure!(collector.sessions(&key)? == (0, 0), "a service is no visitor");
    Ok(())
}

#[test]
fn an_sdk_keeps_back_what_the_answer_limits() -> Result<()> {
    let collector = Collector::start()?;
    let folder = SdkFolder::new()?;
    let key = collector.project("service", &["server"])?;
    let script = format!(
        "const Sentry = require('sentry-node-11')
Sentry.init({{ dsn: '{}', tracesSampleRate: 1, traceLifecycle: 'static' }})
const trace = name => Sentry.startSpan({{ name, forceTransaction: true }}, () => 1)
const file = n => Sentry.withScope(scope => {{
  scope.addAttachment({{ filename: 'a.txt', data: 'x' }})
  Sentry.captureException(new Error('with a file ' + n))
}})
;(async () => {{
  trace('before')
  await Sentry.flush(10000)
  for (let n = 0; n < 5; n++) {{ trace('after ' + n); file(n) }}
  await Sentry.flush(10000)
  await Sentry.close(10000)
}})()",
        dsn(&collector.address(), &key)
    );
    let output = folder.node("service.cjs", &script)?;
    ensure!(output.status.success(), "{output:?}");
    let issue = collector.wait_for_issue(&key, "with a file")?;
    ensure!(issue["issue"]["events"] == 5, "errors go on: {issue:#}");
    ensure!(sentry::items(&collector, &key, "transaction", "dropped")? == 1, "only the first was sent");
    ensure!(sentry::items(&collector, &key, "attachment", "dropped")? == 0, "no file left the machine");
    ensure!(sentry::items(&collector, &key, "transaction", "withheld")? == 5, "and it tells how many");
    Ok(())
}
