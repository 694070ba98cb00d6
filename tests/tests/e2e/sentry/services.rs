//! Sentry's SDKs for Python, Ruby and Go, unmodified and told all that they can be told: an error with causes
//! is one issue with the right frames, wherever the application was deployed, and nothing else is on disk.

use std::{fs, process::Output};

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::Collector,
    inspect::search,
    sentry::{sdk::dsn, unpacked_sdk},
};
use serde_json::Value;

const PYTHON: &str = "
import logging
import sentry_sdk
sentry_sdk.init(dsn='DSN', release='shop@1.4.2', environment='staging', send_default_pii=True, traces_sample_rate=1.0,
    attach_stacktrace=True, max_breadcrumbs=100, server_name='markof-server', request_bodies='always')
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
sentry_sdk.set_user({'id': 'markof-user', 'email': 'markof@example.org', 'username': 'markof-name', 'ip_address': '203.0.113.77'})
sentry_sdk.set_tag('street', 'markof-tag')
sentry_sdk.set_extra('basket', {'owner': 'markof-extra'})
for name in ('order', 'device', 'os', 'app', 'culture', 'trace', 'state'):
    sentry_sdk.set_context(name, {'name': 'markof-context', 'version': 'markof-version', 'type': 'markof-type'})
sentry_sdk.add_breadcrumb(category='auth', message='markof-crumb', data={'user': 'markof-data'})
logging.getLogger('markof.logger').warning('markof-log', extra={'user': 'markof-argument'})
with sentry_sdk.configure_scope() as scope:
    scope.add_attachment(bytes=b'markof-content', filename='markof-file')
with sentry_sdk.start_transaction(name='markof-transaction', op='markof-op'):
    pass
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
  config.background_worker_threads = 0; config.send_default_pii = true; config.traces_sample_rate = 1.0
  config.capture_exception_frame_locals = true; config.server_name = 'markof-server'; config.max_breadcrumbs = 100
  # As its integrations for web servers write it.
  config.before_send = lambda { |event, _| event.to_hash.merge(request: { url: 'http://shop.example/pay', method: 'POST',
    query_string: 'token=markof-query', cookies: 'session=markof-cookie', data: { card: 'markof-body' },
    headers: { 'Authorization' => 'Bearer markof-bearer', 'User-Agent' => 'markof-agent', 'X-Forwarded-For' => '203.0.113.77' },
    env: { 'REMOTE_ADDR' => '203.0.113.77', 'SERVER_NAME' => 'markof-host' } }) } }
class CheckoutError < StandardError; end
def read_cart(carts, key) = carts.fetch(key)
def checkout(key)
  secret = 'markof-local'
  read_cart({}, key)
rescue KeyError
  raise CheckoutError, 'checkout failed'
end
Sentry.set_user(id: 'markof-user', email: 'markof@example.org', username: 'markof-name', ip_address: '203.0.113.77')
Sentry.set_tags(street: 'markof-tag')
Sentry.set_extras(basket: { owner: 'markof-extra' })
%w[order device os app culture state].each do |name|
  Sentry.set_context(name, { name: 'markof-context', version: 'markof-version', type: 'markof-type' })
end
Sentry.add_breadcrumb(Sentry::Breadcrumb.new(category: 'auth', message: 'markof-crumb', data: { user: 'markof-data' }))
Sentry.start_transaction(name: 'markof-transaction', op: 'markof-op')&.finish
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
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
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
	if err := sentry.Init(sentry.ClientOptions{Dsn: "DSN", Release: "shop@1.4.2", Environment: "staging",
		ServerName: "markof-server", Dist: "markof-dist", AttachStacktrace: true, TracesSampleRate: 1, MaxBreadcrumbs: 100}); err != nil {
		panic(err)
	}
	sentry.ConfigureScope(func(scope *sentry.Scope) {
		scope.SetUser(sentry.User{ID: "markof-user", Email: "markof@example.org", IPAddress: "203.0.113.77", Username: "markof-name"})
		scope.SetTag("street", "markof-tag")
		scope.SetExtra("basket", map[string]string{"owner": "markof-extra"})
		for _, name := range []string{"order", "device", "os", "app", "culture", "state"} {
			scope.SetContext(name, map[string]string{"name": "markof-context", "version": "markof-version", "type": "markof-type"})
		}
		request, _ := http.NewRequest("POST", "http://shop.example/pay?token=markof-query", strings.NewReader("card=markof-body"))
		request.Header.Set("Cookie", "session=markof-cookie")
		request.Header.Set("Authorization", "Bearer markof-bearer")
		request.Header.Set("X-Forwarded-For", "203.0.113.77")
		request.Header.Set("User-Agent", "markof-agent")
		request.RemoteAddr = "203.0.113.77:4711"
		scope.SetRequest(request)
		scope.SetRequestBody([]byte("card=markof-body"))
	})
	sentry.AddBreadcrumb(&sentry.Breadcrumb{Category: "auth", Message: "markof-crumb", Data: map[string]interface{}{"user": "markof-data"}})
	sentry.StartSpan(context.Background(), "markof-op", sentry.TransactionName("markof-transaction")).Finish()
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
    let found =
        search::all_holding(&collector.data(), &[&b"markof"[..], b"203.0.113.77", b"checkout failed"])?;
    ensure!(found[..2] == [0, 0] && found[2] > 0, "{found:?}");
    ensure!(!collector.log()?.contains("markof"), "{}", collector.log()?);
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
