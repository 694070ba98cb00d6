//! Sentry's SDK in Flask and in Django, unmodified and with personal data switched on: an error of a view
//! is an issue of the view, with the pattern of its path, and nothing of the request or of its sender is
//! on disk.

use std::fs;

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::Collector,
    inspect::search,
    sentry::{sdk::dsn, unpacked_sdk},
};

/// What both have: the SDK with everything on, a view that fails, and requests with marked values.
const BOTH: &str = "
import logging, sys, threading, urllib.error, urllib.request
import sentry_sdk
sentry_sdk.init(dsn='DSN', release='shop@1.4.2', environment='staging', send_default_pii=True,
    request_bodies='always', max_breadcrumbs=100, traces_sample_rate=1.0)
class CheckoutError(Exception):
    pass
def pay(cart):
    secret = 'markof-local'
    raise CheckoutError('checkout failed')
def visit(cart):
    logging.getLogger('shop').warning('markof-logged by mary')
    sentry_sdk.set_user({'id': 'markof-user', 'email': 'mary@markof.example', 'ip_address': '203.0.113.77'})
    pay(cart)
def ask(server):
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for cart in (4711, 4712):
        address = 'http://127.0.0.1:%d/carts/%d/pay?token=markof-query' % (server.server_port, cart)
        request = urllib.request.Request(address, data=b'card=markof-body', headers={
            'Cookie': 'session=markof-cookie', 'Authorization': 'Bearer markof-bearer', 'Referer': 'http://markof.example/',
            'X-Forwarded-For': '203.0.113.77', 'User-Agent': 'markof-agent'})
        try:
            urllib.request.urlopen(request)
            sys.exit(3)
        except urllib.error.HTTPError as error:
            assert error.code == 500, error.code
    sentry_sdk.flush(10)
";
const FLASK: &str = "
from flask import Flask
from werkzeug.serving import make_server
app = Flask('shop')
@app.route('/carts/<int:cart>/pay', methods=['POST'])
def pay_cart(cart):
    visit(cart)
ask(make_server('127.0.0.1', 0, app))
";
const DJANGO: &str = "
from wsgiref.simple_server import make_server
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import path
def pay_cart(request, cart):
    visit(cart)
urlpatterns = [path('carts/<int:cart>/pay', pay_cart)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=['*'], SECRET_KEY='markof-secret')
ask(make_server('127.0.0.1', 0, get_wsgi_application()))
";

fn a_failing_view(framework: &str) -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("service", &["server"])?;
    let folder = tempfile::tempdir()?;
    let script = folder.path().join("shop.py");
    fs::write(&script, format!("{BOTH}{framework}").replace("DSN", &dsn(&collector.address(), &key)))?;
    let output = unpacked_sdk::python(&script)?;
    ensure!(output.status.success(), "{output:?}");
    let issue = collector.wait_for_issue(&key, "CheckoutError: checkout failed")?;
    let event = &issue["event"];
    ensure!(issue["issue"]["events"] == 2, "two requests, one bug: {issue:#}");
    ensure!(event["type"] == 1 && event["meta"]["handled"] == false, "nothing caught it: {issue:#}");
    let functions: Vec<&str> = ["pay", "visit", "pay_cart"].into();
    for (index, function) in functions.iter().enumerate() {
        let frame = &event["frames"][index];
        ensure!(frame["function"] == *function && frame["in_app"] == true, "{index}: {issue:#}");
    }
    let frames = event["frames"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of_libraries = frames.iter().skip(functions.len());
    ensure!(of_libraries.clone().count() > 0, "the framework is on the stack: {issue:#}");
    ensure!(
        of_libraries.clone().all(|frame| frame["in_app"] == false),
        "it is no code of the site: {issue:#}"
    );
    let uri = event["uri"].as_str().unwrap_or_default();
    ensure!(uri.starts_with("http://") && uri.ends_with("/carts/[digits]/pay"), "{issue:#}");
    ensure!(event["release"] == "shop@1.4.2" && event["environment"] == "staging", "{issue:#}");
    ensure!(event["browser"].as_str().is_some_and(|name| name.starts_with("CPython 3")), "{issue:#}");
    let crumbs = event["meta"]["breadcrumbs"].as_array().map(Vec::as_slice).unwrap_or_default();
    ensure!(
        crumbs
            .iter()
            .any(|crumb| crumb["kind"] == "log" && crumb["level"] == "warn" && crumb["text"].is_null()),
        "{issue:#}"
    );
    ensure!(collector.sessions(&key)? == (0, 0), "a service is no visitor");
    collector.interrupt()?;
    let marks = [&b"markof"[..], b"203.0.113.77", b"checkout failed"];
    let found = search::all_holding(&collector.data(), &marks)?;
    ensure!(found[..2] == [0, 0] && found[2] > 0, "{found:?}");
    ensure!(!collector.log()?.contains("markof"), "{}", collector.log()?);
    Ok(())
}

#[test]
fn an_error_of_a_view_of_flask_is_an_issue_of_the_view() -> Result<()> {
    a_failing_view(FLASK)
}

#[test]
fn an_error_of_a_view_of_django_is_an_issue_of_the_view() -> Result<()> {
    a_failing_view(DJANGO)
}
