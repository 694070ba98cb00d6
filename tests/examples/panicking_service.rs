//! A service with Sentry's crate, unmodified, that panics: `tests/tests/e2e/sentry` runs it with a DSN.

#![allow(clippy::expect_used)]

use std::collections::HashMap;

fn read_cart(carts: &HashMap<u32, u32>, id: u32) -> u32 {
    *carts.get(&id).expect("no such cart")
}

fn main() {
    let dsn = std::env::var("DSN").unwrap_or_default();
    let mut options = sentry::ClientOptions::default();
    options.release = Some("shop@1.4.2".into());
    options.environment = Some("staging".into());
    let _guard = sentry::init((dsn, options));
    sentry::configure_scope(|scope| {
        let user = sentry::User { email: Some("markof@example.org".into()), ..Default::default() };
        scope.set_user(Some(user));
    });
    let carts = HashMap::new();
    let id = u32::try_from(std::env::args().count()).unwrap_or(0);
    std::process::exit(i32::try_from(read_cart(&carts, id)).unwrap_or(0));
}
