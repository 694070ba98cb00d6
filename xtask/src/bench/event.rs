//! What benchmarks send: an error as a page's client sends it, and names that group apart.

use serde_json::{Value, json};

/// An event of the issue of this name.
pub(crate) fn event(name: &str) -> Value {
    let frames = "    at checkout (https://shop.example/assets/app-4f1c2d.js:1:24817)\n".repeat(12);
    json!({
        "name": format!("{name}Error"), "message": "cart is undefined", "type": 1,
        "stack": format!("TypeError: cart is undefined\n{frames}"),
        "uri": "https://shop.example/checkout", "meta": { "step": "pay", "theme": "dark" },
        "release": "1.4.2", "environment": "production",
    })
}

/// One of a thousand names, in letters, since numbers in a name are no part of what groups.
pub(crate) fn letters(number: usize) -> String {
    let letter = |place: usize| char::from(b'a' + (number / place % 10) as u8);
    [100, 10, 1].map(letter).iter().collect()
}
