//! One bug is one issue in every language, whatever the machine, the deploy and the line.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Value, json};

use super::super::decode;
use crate::{group, stack};

fn parts(platform: &str, sdk: &str, frames: &Value) -> Vec<String> {
    let event = json!({ "platform": platform, "sdk": { "name": sdk, "version": "1" },
        "exception": { "values": [{ "type": "CartError", "value": "v", "stacktrace": { "frames": frames } }] } });
    let event = decode(event.to_string().as_bytes(), &[]).unwrap().event;
    let frames =
        stack::parse_event(event.stack.as_deref().unwrap_or_default(), event.name.as_deref(), &event.message);
    group::fingerprint(&event, &frames).parts
}

#[test]
fn a_deploy_is_not_another_bug() {
    let cases: &[(&str, &str, Value, Value, &[&str])] = &[
        (
            "python",
            "sentry.python",
            json!([{"filename":"shop/views.py","abs_path":"/srv/a/shop/views.py","function":"pay","lineno":9,"in_app":true},
                   {"filename":"shop/cart.py","abs_path":"/srv/a/shop/cart.py","function":"go","lineno":3,"in_app":true}]),
            json!([{"filename":"shop/views.py","abs_path":"/opt/b/shop/views.py","function":"pay","lineno":19,"in_app":true},
                   {"filename":"shop/cart.py","abs_path":"/opt/b/shop/cart.py","function":"go","lineno":13,"in_app":true}]),
            &["in: go (shop/cart.py)", "in: pay (shop/views.py)"],
        ),
        (
            "ruby",
            "sentry.ruby",
            json!([{"abs_path":"/srv/releases/20261128/app/models/cart.rb","filename":"/srv/releases/20261128/app/models/cart.rb","function":"block (2 levels) in total","lineno":3,"in_app":true}]),
            json!([{"abs_path":"/srv/releases/20261129/app/models/cart.rb","project_root":"/srv/releases/20261129","filename":"/srv/releases/20261129/app/models/cart.rb","function":"Cart#total","lineno":4,"in_app":true}]),
            &["in: total (app/models/cart.rb)"],
        ),
        (
            "go",
            "sentry.go",
            json!([{"abs_path":"/home/runner/work/shop/cart/cart.go","filename":"cart.go","module":"example.com/shop/cart","function":"(*Cart).Total.func1","lineno":3,"in_app":true},
                   {"abs_path":"/usr/local/go/src/runtime/panic.go","filename":"panic.go","module":"runtime","function":"gopanic","lineno":3,"in_app":false}]),
            json!([{"abs_path":"/build/cart/cart.go","filename":"cart.go","module":"example.com/shop/cart","function":"(*Cart).Total","lineno":30,"in_app":true}]),
            &["in: Cart.Total (shop/cart/cart.go)"],
        ),
        (
            "native",
            "sentry.rust",
            json!([{"abs_path":"/builds/1/shop/src/cart.rs","filename":"cart.rs","function":"shop::cart::total::{{closure}}","lineno":3,"in_app":true},
                   {"abs_path":"/rustc/598/library/core/src/option.rs","function":"core::option::expect_failed","lineno":3,"in_app":true}]),
            json!([{"abs_path":"/builds/2/shop/src/cart.rs","filename":"cart.rs","function":"shop::cart::total::h0123456789abcdef","lineno":4,"in_app":true}]),
            &["in: shop::cart::total (src/cart.rs)"],
        ),
        (
            "php",
            "sentry.php",
            json!([{"abs_path":"/var/www/html/src/Cart.php","filename":"/src/Cart.php","function":"App\\Cart::total","lineno":3,"in_app":true},
                   {"abs_path":"/var/www/html/vendor/x/y.php","filename":"/vendor/x/y.php","function":"X\\y","lineno":3,"in_app":true}]),
            json!([{"abs_path":"/srv/2/src/Cart.php","filename":"/srv/2/src/Cart.php","function":"App\\Cart::total","lineno":4,"in_app":true}]),
            &["in: App\\Cart::total (src/Cart.php)"],
        ),
        (
            "java",
            "sentry.java",
            json!([{"module":"org.springframework.web.X","filename":"X.java","function":"invoke","lineno":1,"in_app":false},
                   {"module":"com.shop.Cart","filename":"Cart.java","function":"lambda$total$0","lineno":3,"in_app":true}]),
            json!([{"module":"com.shop.Cart$Line","filename":"Cart.java","function":"total","lineno":4,"in_app":true}]),
            &["in: total (com/shop/Cart.java)"],
        ),
        (
            "csharp",
            "sentry.dotnet",
            json!([{"module":"Shop.Cart+<TotalAsync>d__5","function":"MoveNext","in_app":true},
                   {"module":"System.Linq.Enumerable","function":"First","in_app":false}]),
            json!([{"module":"Shop.Cart","function":"<TotalAsync>b__0_1","in_app":true}]),
            &["in: TotalAsync (Shop/Cart.cs)"],
        ),
    ];
    for (platform, sdk, before, after, expected) in cases {
        let all: Vec<String> =
            ["type: CartError"].iter().chain(*expected).map(|part| String::from(*part)).collect();
        let found = parts(platform, sdk, before);
        let found: Vec<String> = found.into_iter().filter(|part| !part.starts_with("code")).collect();
        assert_eq!(found, all, "{platform}");
        assert_eq!(parts(platform, sdk, after), all, "{platform}, another deploy");
    }
}
