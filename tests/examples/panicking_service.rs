//! A service with Sentry's crate, unmodified, that knows all of its visitor and panics, or with the argument
//! `caught` reports an error with its causes: `tests/tests/e2e/sentry` runs it with a DSN.

#![allow(clippy::expect_used)]

use std::{collections::HashMap, fmt, num::ParseIntError};

use sentry::protocol::{Attachment, Context, Map, Request};

/// An error with a cause.
#[derive(Debug)]
struct CheckoutError {
    cause: ParseIntError,
}

impl fmt::Display for CheckoutError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("checkout failed")
    }
}

impl std::error::Error for CheckoutError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

fn read_cart(carts: &HashMap<u32, u32>, id: u32) -> u32 {
    *carts.get(&id).expect("no such cart")
}

fn checkout(cart: &str) -> Result<u32, CheckoutError> {
    cart.parse().map_err(|cause| CheckoutError { cause })
}

/// Tells the SDK all that it takes.
fn tell_everything() {
    let map = |value: &str| -> Map<String, sentry::protocol::Value> {
        [("name".to_owned(), value.into()), ("version".to_owned(), value.into())].into_iter().collect()
    };
    sentry::configure_scope(|scope| {
        scope.set_user(Some(sentry::User {
            id: Some("markof-id".into()),
            email: Some("markof@example.org".into()),
            username: Some("markof-name".into()),
            ip_address: "203.0.113.77".parse().ok(),
            other: map("markof-user"),
        }));
        scope.set_tag("street", "markof-tag");
        scope.set_extra("basket", "markof-extra".into());
        scope.set_transaction(Some("markof-transaction"));
        for name in ["order", "device", "app", "culture", "state"] {
            scope.set_context(name, Context::Other(map("markof-context")));
        }
        scope.add_attachment(Attachment {
            buffer: b"markof-content".to_vec(),
            filename: "markof-file".to_owned(),
            ..Attachment::default()
        });
        scope.add_event_processor(|mut event| {
            let text = |text: &str| Some(text.to_owned());
            event.request = Some(Request {
                method: text("POST"),
                data: text("card=markof-body"),
                query_string: text("token=markof-query"),
                cookies: text("session=markof-cookie"),
                headers: [("authorization".to_owned(), "markof-bearer".to_owned())].into_iter().collect(),
                env: [("REMOTE_ADDR".to_owned(), "203.0.113.77".to_owned())].into_iter().collect(),
                ..Request::default()
            });
            Some(event)
        });
    });
    sentry::add_breadcrumb(sentry::Breadcrumb {
        category: Some("auth".into()),
        message: Some("markof-crumb".into()),
        data: map("markof-data"),
        ..sentry::Breadcrumb::default()
    });
}

fn main() {
    let dsn = std::env::var("DSN").unwrap_or_default();
    let mut options = sentry::ClientOptions::default();
    options.release = Some("shop@1.4.2".into());
    options.environment = Some("staging".into());
    options.send_default_pii = true;
    options.attach_stacktrace = true;
    options.server_name = Some("markof-server".into());
    let _guard = sentry::init((dsn, options));
    tell_everything();
    if std::env::args().nth(1).as_deref() == Some("caught") {
        if let Err(error) = checkout("seven") {
            sentry::capture_error(&error);
        }
        return;
    }
    let carts = HashMap::new();
    let id = u32::try_from(std::env::args().count()).unwrap_or(0);
    std::process::exit(i32::try_from(read_cart(&carts, id)).unwrap_or(0));
}
