//! The kinds of personal data that a review of the collector found kept, each with neighbours: what
//! has to go, and what has to stay readable beside it. An event goes through as it does at the edge.

use alloc::{string::String, string::ToString, vec::Vec};

use serde_json::{Value, json};

use super::beside::NAMES;
use crate::json::Json;
use crate::scrub::{text, url, value};

/// What goes, and what stays beside it: the text, and what has to be left of it. Every kind of a
/// review's has its line and neighbours.
const TEXTS: &[(&str, &str)] = &[
    // Command lines, headers.
    ("curl -u admin:hunter2secret https://app.example", "curl -u [redacted] https://app.example"),
    ("curl --user 'admin:hunter2secret' x", "curl --user '[redacted]' x"),
    ("curl --proxy-user a.b:c x", "curl --proxy-user [redacted] x"),
    ("curl -u admin https://app.example", "curl -u admin https://app.example"),
    ("sort -u a.txt, date -u", "sort -u a.txt, date -u"),
    ("Cookie: sid=abcdefsecret; theme=dark", "Cookie: [redacted]"),
    ("Set-Cookie: sid=abc; Path=/; HttpOnly", "Set-Cookie: [redacted]"),
    ("{ headers: { Cookie: 'sid=abc; a=b', n: 1 } }", "{ headers: { Cookie: '[redacted]', n: 1 } }"),
    (
        "Authorization: Digest username=\"Mufasa\", response=\"66\"",
        "Authorization: [redacted]\"Mufasa\", response=\"66\"",
    ),
    ("-H 'Authorization: Token abc def' -v", "-H 'Authorization: [redacted]' -v"),
    (
        "request failed {\"data\":\"{\\\"user\\\":\\\"u\\\",\\\"password\\\":\\\"hunter2secret\\\"}\"}",
        "request failed {\"data\":\"{\\\"user\\\":\\\"u\\\",\\\"password\\\":\\\"[redacted]\\\"}\"}",
    ),
    // A colon and digits are a place in a script only behind the parameter of a path.
    ("pin:12:34", "pin:[redacted]"),
    ("password\":1:2\\", "password\":[redacted]\\"),
    ("otp=:10:5 x", "otp=[redacted] x"),
    ("otp: 12:34:56", "otp: [redacted]"),
    ("password=hunter2:12:34", "password=[redacted]"),
    ("https://a.example/b.js?token=abc:10:5", "https://a.example/b.js:10:5"),
    (
        "    at f (https://a.example/b.js;sid=x1:10:5)",
        "    at f (https://a.example/b.js;sid=[redacted]:10:5)",
    ),
    (";jsessionid=1:10:5", ";jsessionid=[redacted]:10:5"),
    ("{\"token\":null,\"session\":true}", "{\"token\":null,\"session\":true}"),
    // What is no secret.
    (
        "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
        "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
    ),
    ("token: unexpected }", "token: unexpected }"),
    ("Unexpected token: punc (()", "Unexpected token: punc (()"),
    ("tests pass: 3, fail: 1", "tests pass: 3, fail: 1"),
    (
        "author: Jane, authored: by, passed: 5, compass: N, pinned: yes, spin=3",
        "author: Jane, authored: by, passed: 5, compass: N, pinned: yes, spin=3",
    ),
    ("session: expired", "session: expired"),
    ("password: required; token=undefined", "password: required; token=undefined"),
    ("on 'DOMTokenList': The token provided ('a b')", "on 'DOMTokenList': The token provided ('a b')"),
    ("Failed to load /api/token: Not Found", "Failed to load /api/token: Not Found"),
    ("auth::token::verify panicked", "auth::token::verify panicked"),
    (
        "passing: 3, keyboard: qwerty, cardinal: 4, discard=x",
        "passing: 3, keyboard: qwerty, cardinal: 4, discard=x",
    ),
    ("    at session (https://a.example/token:10:5)", "    at session (https://a.example/token:10:5)"),
    ("a => b, x.map(cart => cart.id)", "a => b, x.map(cart => cart.id)"),
    // Keys of services.
    ("key ASIAY34FZKBOKMUTVV7A used", "key [token] used"),
    ("key sk-proj-AbCd1234EfGh5678IjKl9012 refused", "key [token] refused"),
    ("sk-ant-api03-AbCd1234EfGh", "[token]"),
    ("ya29.a0AfH6SMBx1234567890 expired", "[token] expired"),
    ("SG.ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc", "[token]"),
    ("npm_AbCd1234EfGh5678IjKl9012 npm_config_registry", "[token] npm_config_registry"),
    ("pypi-AgEIcHlwaS5vcmcCJD and shpat_0123456789abcdef", "[token] and [token]"),
    ("xoxe-1-My0xLTEyMzQ1 xapp-1-A0123456 hf_AbCdEfGhIjKlMnOp", "[token] [token] [token]"),
    ("dop_v1_0123456789abcdef github_pat_11ABCDEFG0", "[token] [token]"),
    ("AIzaSyA1234567890abcdefg and GOCSPX-abcdefghijkl12", "[token] and [token]"),
    ("gldt-abcdefghij12 glrt-t1_abcdefghij", "[token] [token]"),
    // Numbers of persons.
    ("IBAN GB29NWBK60161331926819 refused", "IBAN [digits] refused"),
    ("GB29 NWBK 6016 1331 9268 19 refused", "[digits] refused"),
    ("FR1420041010050500013M02606", "[digits]"),
    ("FR14 2004 1010 0505 0001 3M02 606.", "[digits]."),
    ("NO9386011117947 and MT84MALT011000012345MTLCAST001S", "[digits] and [digits]"),
    ("nl91abna0417164300", "[digits]"),
    ("card 4111.1111.1111.1111", "card [digits]"),
    ("card 4111–1111–1111–1111", "card [digits]"),
    ("card 4111\u{a0}1111\u{a0}1111\u{a0}1111", "card [digits]"),
    ("card 4111\u{202f}1111\u{202f}1111\u{202f}1111", "card [digits]"),
    ("card 4111‑1111‑1111‑1111", "card [digits]"),
    ("ssn 078.05.1123", "ssn [digits]"),
    ("no 078 05 1123", "no [digits]"),
    ("call +30 21 0 1234567", "call +[digits]"),
    ("call +49 (0)170 1234567", "call +[digits]"),
    ("call 555.123.4567 or +1.555.123.4567", "call [digits] or +1.[digits]"),
    ("call 06.12.34.56.78", "call [digits]"),
    ("took 12345.678901 ms, at 52.520008, 13.404954", "took 12345.678901 ms, at 52.520008, 13.404954"),
    ("15.01.2024 10:30:45", "15.01.2024 10:30:45"),
    // Addresses and homes.
    ("to jane.doe＠shop.example", "to [email]"),
    ("to jane.doe\\u0040shop.example", "to [email]"),
    ("to jane.doe&#64;shop.example and joe&#x40;b.example", "to [email] and [email]"),
    ("to jane.doe\\x40shop.example", "to [email]"),
    ("to jane%252540shop.example", "to [email]"),
    ("at (file:///C:/Users/Anna Schmidt/app/a.js:1:2)", "at (file:///C:/Users/[user]/app/a.js:1:2)"),
    ("open C:/Users/Anna Maria Schmidt/x", "open C:/Users/[user]/x"),
    ("open /Users/anna failed for /tmp/x", "open /Users/[user] failed for /tmp/x"),
    ("open /var/home/annaschmidt/x failed", "open /var/home/[user]/x failed"),
    ("/export/home/anna/x and /usr/home/anna/x", "/export/home/[user]/x and /usr/home/[user]/x"),
    ("/mnt/c/Users/anna/x and /data/user/0/com.app", "/mnt/c/Users/[user]/x and /data/user/[user]/com.app"),
    (r"\\?\C:\Users\Anna Schmidt\x", r"\\?\C:\Users\[user]\x"),
    (r"C:\\\\Users\\\\Anna\\\\x c:/users/anna/x", r"C:\\\\Users\\\\[user]\\\\x c:/users/[user]/x"),
    ("GET //anna:pw@intranet.example/x failed", "GET //intranet.example/x failed"),
    ("url(//anna@cdn.example/a.png)", "url(//cdn.example/a.png)"),
    ("https://a.example/x//vue@3.4.1/dist", "https://a.example/x//vue@3.4.1/dist"),
    // Versions.
    ("Chrome/120.0.0.0 is not supported", "Chrome/120.0.0.0 is not supported"),
    ("needs v2.31.4.7 or later", "needs v2.31.4.7 or later"),
    (
        "foo-1.2.3.4.tgz, python-requests/2.31.0.1, version 1.2.3.4",
        "foo-1.2.3.4.tgz, python-requests/2.31.0.1, version 1.2.3.4",
    ),
    ("Windows NT 10.0.22621.2715", "Windows NT 10.0.22621.2715"),
    ("https://a.example/u/203.0.113.9 and /u/203.0.113.9", "https://a.example/u/[ip] and /u/[ip]"),
    ("peer 203.0.113.9 left", "peer [ip] left"),
    // Hosts.
    ("https://1234567890.rsc.cdn77.example/a.png", "https://1234567890.rsc.cdn77.example/a.png"),
    (
        "https://550e8400-e29b-41d4-a716-446655440000.evil.example/x",
        "https://550e8400-e29b-41d4-a716-446655440000.evil.example/x",
    ),
    (
        "wss://d41d8cd98f00b204e9800998ecf8427e.ws.example/x",
        "wss://d41d8cd98f00b204e9800998ecf8427e.ws.example/x",
    ),
    ("https://a1b2c3d4e5f6a7b8c9d0.web.example:8443", "https://a1b2c3d4e5f6a7b8c9d0.web.example:8443"),
    ("//1234567890.cdn.example/x", "//1234567890.cdn.example/x"),
    ("https://shop.example/1234567890", "https://shop.example/[digits]"),
    // Addresses with content.
    (
        "img failed to load: data:image/svg+xml,%3Csvg xmlns='u'%3E%3Ctext%3EJane Roe 12 High Street%3C/text%3E",
        "img failed to load: data:[cut]",
    ),
    ("<img src=\"data:image/svg+xml,%3Csvg xmlns='u' %3EJane\"> broke", "<img src=\"data:[cut]\"> broke"),
    ("go javascript:alert('Jane Roe', 1) now", "go javascript:[cut]"),
    ("see javascript:void(0)", "see javascript:[cut]"),
    ("f@blob:https://a.example/550e8400-e29b-41d4-a716-446655440000:1:2", "f@blob:[cut]:1:2"),
    ("blob:null/x failed", "blob:[cut] failed"),
    (
        "JavaScript: the language; data: none; a blob: big",
        "JavaScript: the language; data: none; a blob: big",
    ),
    // Names of scripts, of builds and of functions.
    (
        "https://app.example/assets/app-908e25f4bf641868d8683022a5b62f54.js:1:45",
        "https://app.example/assets/app-908e25f4bf641868d8683022a5b62f54.js:1:45",
    ),
    (
        "https://app.example/4e5f6a7b8c908e25f4bf641868d8683022a5b62f.js:1:45",
        "https://app.example/4e5f6a7b8c908e25f4bf641868d8683022a5b62f.js:1:45",
    ),
    (
        "https://app.example/550e8400-e29b-41d4-a716-446655440000/app.js:1:45",
        "https://app.example/550e8400-e29b-41d4-a716-446655440000/app.js:1:45",
    ),
    (
        "https://app.example/_next/static/Xq3vR7tYp2Lk9sWd4fGh6/pages/a.js:1:45",
        "https://app.example/_next/static/Xq3vR7tYp2Lk9sWd4fGh6/pages/a.js:1:45",
    ),
    ("https://app.example/1700000000000/app.mjs:1:45", "https://app.example/1700000000000/app.mjs:1:45"),
    ("https://app.example/reset/Xq3vR7tYp2Lk9sWd4fGh6j:10:5", "https://app.example/reset/[token]:10:5"),
    (
        "    at createWebGL2RendererWithMSAA4xAndHDR10 (https://a.example/a.js:1:2)",
        "    at createWebGL2RendererWithMSAA4xAndHDR10 (https://a.example/a.js:1:2)",
    ),
    (
        "    at new _RNvNtCs8kSuTwLqFzB_4shop4cart5total (https://a.example/a.js:1:2)",
        "    at new _RNvNtCs8kSuTwLqFzB_4shop4cart5total (https://a.example/a.js:1:2)",
    ),
    (
        "    at async Cart_Total_mF2D3B5A1C4E6978012345678901234567890ABCD [as x] (a.js:1:2)",
        "    at async Cart_Total_mF2D3B5A1C4E6978012345678901234567890ABCD [as x] (a.js:1:2)",
    ),
    (
        "createWebGL2RendererWithMSAA4xAndHDR10@https://a.example/a.js:1:2",
        "createWebGL2RendererWithMSAA4xAndHDR10@https://a.example/a.js:1:2",
    ),
    (
        "Cart.a4d41d8cd98f00b204e9800998ecf8427e@https://a.example/a.js:1:2",
        "Cart.a4d41d8cd98f00b204e9800998ecf8427e@https://a.example/a.js:1:2",
    ),
];

/// Addresses of pages.
const PAGES: &[(&str, &str)] = &[
    ("https://app.example/reset/Xq3vR7tYp2Lk9sWd4fGh6j", "https://app.example/reset/[token]"),
    ("https://app.example/magic/01ARZ3NDEKTSV4RRFFQ69G5FAV", "https://app.example/magic/[token]"),
    ("https://app.example/users/507f1f77bcf86cd799439011/edit", "https://app.example/users/[token]/edit"),
    ("https://app.example/app;sid=Q1w2E3r4T5y6/home", "https://app.example/app;sid=[redacted]/home"),
    ("https://app.example/app;jsessionid=1A2b3C/home", "https://app.example/app;jsessionid=[redacted]/home"),
    ("https://app.example/i/V1StGXR8_Z5jdHi6B-myT", "https://app.example/i/[token]"),
    ("https://app.example/i/0ujsswThIGTUYm2K8FjOOfXtY1K/x", "https://app.example/i/[token]/x"),
    ("https://app.example/i/pX27zsMN2ViQKta1bGfLmVJE", "https://app.example/i/[token]"),
    ("https://app.example/i/d41d8cd98f00b204e9800998ecf8427e", "https://app.example/i/[token]"),
    ("https://app.example/i/clh3x2kq80000qw8z4m1b9r7t", "https://app.example/i/[token]"),
    ("https://app.example/i/-KuRWrL9f2zMrGvO9Lxy", "https://app.example/i/-[token]"),
    ("https://app.example/i;v=Xq3vR7tYp2Lk9sWd4fGh6j/x", "https://app.example/i;v=[token]/x"),
    ("/reset/Xq3vR7tYp2Lk9sWd4fGh6j", "/reset/[token]"),
    // Words, versions and dates of routes.
    (
        "https://app.example/blog/2024-11-28-ten-ways-to-make-tea",
        "https://app.example/blog/2024-11-28-ten-ways-to-make-tea",
    ),
    (
        "https://app.example/docs/v1.2.3/getStartedWithTheClient",
        "https://app.example/docs/v1.2.3/getStartedWithTheClient",
    ),
    (
        "https://app.example/p/sony-wh-1000xm5-headphones-black",
        "https://app.example/p/sony-wh-1000xm5-headphones-black",
    ),
    (
        "https://app.example/p/iphone-15-pro-max-256gb-blue-titanium",
        "https://app.example/p/iphone-15-pro-max-256gb-blue-titanium",
    ),
    (
        "https://app.example/settings/notificationPreferences/email2fa",
        "https://app.example/settings/notificationPreferences/email2fa",
    ),
    (
        "https://app.example/wiki/List_of_countries_by_GDP_(nominal)",
        "https://app.example/wiki/List_of_countries_by_GDP_(nominal)",
    ),
    ("https://app.example/assets/index-BqT3k9aZ.js", "https://app.example/assets/index-BqT3k9aZ.js"),
    (
        "https://app.example/assets/app-908e25f4bf641868d8683022a5b62f54.js",
        "https://app.example/assets/app-908e25f4bf641868d8683022a5b62f54.js",
    ),
    ("data:text/html,<p>Jane Roe</p>", "data:[cut]"),
    ("javascript:alert(1)", "javascript:[cut]"),
    ("blob:https://a.example/550e8400-e29b-41d4-a716-446655440000", "blob:[cut]"),
];

#[test]
fn kinds_line_by_line() {
    for (table, scrub) in [(TEXTS, text as fn(&str) -> String), (PAGES, url)] {
        let wrong = table.iter().flat_map(|(input, right)| [(scrub(input), *right), (scrub(right), *right)]);
        let wrong: Vec<_> = wrong.filter(|(got, right)| got != right).collect();
        assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
    }
}

fn scrubbed(given: Value) -> String {
    let mut given = Json::from(given);
    value(&mut given);
    let once = given.clone();
    value(&mut given);
    assert_eq!(given, once);
    let mut out = String::new();
    given.write(&mut out);
    out
}

#[test]
fn a_member_with_a_secrets_name_loses_its_value_of_any_type() {
    for name in NAMES {
        for value in [
            json!("zq81secretzq"),
            json!({ "old": "zq81secretzq" }),
            json!(["zq81secretzq", 1]),
            json!(7_331),
        ] {
            for given in [
                json!({ *name: value }),
                json!({ "user": { *name: value } }),
                json!([[*name, value]]),
                json!({ "name": name, "value": value }),
                json!([{ "key": name, "n": 1, "value": value }]),
            ] {
                let left = scrubbed(given);
                assert!(!left.contains("zq81") && !left.contains("7331"), "{left}");
            }
        }
        // As text that was an object before.
        let left = scrubbed(json!({ "body": json!({ *name: "zq81secretzq" }).to_string() }));
        assert!(!left.contains("zq81"), "{left}");
    }
}

#[test]
fn other_members_stay() {
    let given = json!({
        "author": "Jane", "compass": "N", "pinned": true, "passed": 5, "keyboard": "qwerty", "spinner": "on",
        "assess": "well", "list": ["username", "email"], "name": "field", "value": "x", "card": "Visa", "size": 3,
    });
    assert_eq!(scrubbed(given.clone()), given.to_string());
}
