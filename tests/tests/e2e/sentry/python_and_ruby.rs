//! Sentry's SDKs for Python and Ruby, unmodified: an error with causes is one issue with the right frames,
//! wherever the application was deployed.

use std::{fs, process::Output};

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::Collector,
    sentry::{sdk::dsn, unpacked_sdk},
};
use serde_json::Value;

const PYTHON: &str = "
import sentry_sdk
sentry_sdk.init(dsn='DSN', release='shop@1.4.2', environment='staging')
class CheckoutError(Exception):
    pass
def read_cart(carts, key):
    secret = 'markof-local'
    return carts[key]
def checkout(key):
    try:
        return read_cart({}, key)
    except KeyError as error:
        raise CheckoutError('checkout failed') from error
sentry_sdk.set_user({'id': 'markof-user', 'email': 'markof@example.org'})
try:
    checkout(7)
except CheckoutError as error:
    sentry_sdk.capture_exception(error)
sentry_sdk.capture_message('stock is low', 'warning')
sentry_sdk.flush(10)
";
const RUBY: &str = "
require 'sentry-ruby'
Sentry.init { |config| config.dsn = 'DSN'; config.release = 'shop@1.4.2'; config.environment = 'staging'
  config.background_worker_threads = 0 }
class CheckoutError < StandardError; end
def read_cart(carts, key) = carts.fetch(key)
def checkout(key)
  read_cart({}, key)
rescue KeyError
  raise CheckoutError, 'checkout failed'
end
Sentry.set_user(id: 'markof-user', email: 'markof@example.org')
begin
  [7].each { |key| checkout(key) }
rescue CheckoutError => error
  Sentry.capture_exception(error)
end
Sentry.capture_message('stock is low', level: :warning)
";

fn deployed_twice(
    program: &str,
    file: &str,
    runtime: &str,
    run: impl Fn(&std::path::Path) -> Result<Output>,
) -> Result<Value> {
    let mut collector = Collector::start()?;
    let key = collector.project("service", &["server"])?;
    let program = program.replace("DSN", &dsn(&collector.address(), &key));
    let folder = tempfile::tempdir()?;
    for deploy in ["20261128", "20261129"] {
        let folder = folder.path().join("releases").join(deploy);
        fs::create_dir_all(&folder)?;
        // Another deploy has other lines.
        let lines = if deploy == "20261129" { "# a line\n\n" } else { "" };
        fs::write(folder.join(file), format!("{lines}{program}"))?;
        let output = run(&folder.join(file))?;
        ensure!(output.status.success(), "{output:?}");
    }
    let issue = collector.wait_for_issue(&key, "CheckoutError: checkout failed")?;
    let event = &issue["event"];
    ensure!(issue["issue"]["events"] == 2, "one bug of two deploys: {issue:#}");
    ensure!(
        event["frames"][0]["function"] == "checkout" && event["frames"][0]["in_app"] == true,
        "{issue:#}"
    );
    ensure!(event["release"] == "shop@1.4.2" && event["environment"] == "staging", "{issue:#}");
    ensure!(event["browser"].as_str().is_some_and(|name| name.starts_with(runtime)), "{issue:#}");
    ensure!(event["meta"]["cause"]["name"] == "KeyError", "{issue:#}");
    let message = collector.wait_for_issue(&key, "stock is low")?;
    ensure!(message["issue"]["events"] == 2 && message["event"]["meta"]["level"] == "warning", "{message:#}");
    ensure!(collector.sessions(&key)? == (0, 0), "a service is no visitor");
    collector.interrupt()?;
    let found = corncrake_tests::inspect::search::holding(&collector.data(), b"markof")?;
    ensure!(found == 0, "it is in {found} files");
    Ok(issue)
}

#[test]
fn an_error_of_python_is_one_issue_in_every_deploy() -> Result<()> {
    let issue = deployed_twice(PYTHON, "shop.py", "CPython 3", unpacked_sdk::python)?;
    ensure!(issue["event"]["frames"][0]["file"] == "shop.py", "{issue:#}");
    Ok(())
}

#[test]
fn an_error_of_ruby_is_one_issue_in_every_deploy() -> Result<()> {
    let issue = deployed_twice(RUBY, "shop.rb", "Ruby 3.1", unpacked_sdk::ruby)?;
    ensure!(issue["event"]["frames"].as_array().is_some_and(|frames| frames.len() > 1), "{issue:#}");
    Ok(())
}
