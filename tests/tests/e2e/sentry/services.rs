//! Sentry's SDKs for Python, Ruby and Go, unmodified: an error with causes is one issue with the right frames,
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

const GO: &str = r#"
package main
import (
	"errors"
	"os"
	"time"
	"github.com/getsentry/sentry-go"
)
type CheckoutError struct{ cause error }
func (e *CheckoutError) Error() string { return "checkout failed" }
func (e *CheckoutError) Unwrap() error { return e.cause }
func checkout(carts map[int]string, key int) {
	if _, found := carts[key]; !found {
		sentry.CaptureException(&CheckoutError{errors.New("no such cart")})
	}
}
func main() {
	if err := sentry.Init(sentry.ClientOptions{Dsn: "DSN", Release: "shop@1.4.2", Environment: "staging"}); err != nil {
		panic(err)
	}
	sentry.ConfigureScope(func(scope *sentry.Scope) {
		scope.SetUser(sentry.User{ID: "markof-user", Email: "markof@example.org", IPAddress: "203.0.113.77"})
	})
	checkout(map[int]string{}, 7)
	sentry.CaptureMessage("stock is low")
	if !sentry.Flush(10 * time.Second) {
		os.Exit(2)
	}
}
"#;

/// A program, and what its SDK makes of it.
struct Service<'a> {
    program: &'a str,
    file: &'a str,
    /// How a line begins that is no code.
    comment: &'a str,
    runtime: &'a str,
    /// The class of what caused its error.
    cause: &'a str,
    /// The level of its message.
    level: &'a str,
    run: &'a dyn Fn(&std::path::Path) -> Result<Output>,
}

fn deployed_twice(service: &Service<'_>) -> Result<Value> {
    let mut collector = Collector::start()?;
    let key = collector.project("service", &["server"])?;
    let program = service.program.replace("DSN", &dsn(&collector.address(), &key));
    let folder = tempfile::tempdir()?;
    for deploy in ["20261128", "20261129"] {
        let folder = folder.path().join("releases").join(deploy);
        fs::create_dir_all(&folder)?;
        // Another deploy has other lines.
        let lines =
            if deploy == "20261129" { format!("{} a line\n\n", service.comment) } else { String::new() };
        fs::write(folder.join(service.file), format!("{lines}{program}"))?;
        let output = (service.run)(&folder.join(service.file))?;
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
    ensure!(event["browser"].as_str().is_some_and(|name| name.starts_with(service.runtime)), "{issue:#}");
    ensure!(event["meta"]["cause"]["name"] == service.cause, "{issue:#}");
    let message = collector.wait_for_issue(&key, "stock is low")?;
    ensure!(
        message["issue"]["events"] == 2 && message["event"]["meta"]["level"] == service.level,
        "{message:#}"
    );
    ensure!(collector.sessions(&key)? == (0, 0), "a service is no visitor");
    collector.interrupt()?;
    let found = corncrake_tests::inspect::search::holding(&collector.data(), b"markof")?;
    ensure!(found == 0, "it is in {found} files");
    Ok(issue)
}

#[test]
fn an_error_of_python_is_one_issue_in_every_deploy() -> Result<()> {
    let issue = deployed_twice(&Service {
        program: PYTHON,
        file: "shop.py",
        comment: "#",
        runtime: "CPython 3",
        cause: "KeyError",
        level: "warning",
        run: &unpacked_sdk::python,
    })?;
    ensure!(issue["event"]["frames"][0]["file"] == "shop.py", "{issue:#}");
    Ok(())
}

#[test]
fn an_error_of_ruby_is_one_issue_in_every_deploy() -> Result<()> {
    let issue = deployed_twice(&Service {
        program: RUBY,
        file: "shop.rb",
        comment: "#",
        runtime: "Ruby 3.1",
        cause: "KeyError",
        level: "warning",
        run: &unpacked_sdk::ruby,
    })?;
    ensure!(issue["event"]["frames"].as_array().is_some_and(|frames| frames.len() > 1), "{issue:#}");
    Ok(())
}

#[test]
fn an_error_of_go_is_one_issue_in_every_deploy() -> Result<()> {
    deployed_twice(&Service {
        program: GO,
        file: "shop.go",
        comment: "//",
        runtime: "Go 1.19",
        cause: "*errors.errorString",
        level: "info",
        run: &unpacked_sdk::go,
    })?;
    Ok(())
}
