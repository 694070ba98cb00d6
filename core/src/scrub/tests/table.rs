//! What goes in and what comes out, line by line; each line twice, since a second pass
//! must change nothing.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use crate::scrub::{text, url};

const TEXT: &[(&str, &str)] = &[
    // E-mail addresses.
    ("mail ann.lee@example.com now", "mail [email] now"),
    ("Ann <ann+news@mail.example.co.uk>", "Ann <[email]>"),
    ("ann@example.com.", "[email]."),
    ("mailto:ann@example.com?subject=hi", "mailto:[email]"),
    ("user=ann%40example.com&x", "user=[email]&x"),
    ("ann%2540example.com", "[email]"),
    ("jürgen.müller@bücher.example", "[email]"),
    ("почта@пример.рф", "[email]"),
    ("123456789@qq.com", "[email]"),
    ("ann.123456789@example.com", "[email]"),
    ("a@b.com,c@d.org", "[email],[email]"),
    ("root@10.0.0.1", "[email]"),
    ("a@b.com1234567890", "[email]"),
    ("\"ann@example.com\"", "\"[email]\""),
    ("ann@example.com@evil.example", "[email]"),
    ("npm/vue@3.4.21/dist/vue.js", "npm/vue@3.4.21/dist/vue.js"),
    (".pnpm/@babel+core@7.23.6/node_modules/", ".pnpm/@babel+core@7.23.6/node_modules/"),
    ("react@18.3.0-rc.1", "react@18.3.0-rc.1"),
    ("img/logo@2x.png", "img/logo@2x.png"),
    ("render@app.min.js:10:5", "render@app.min.js:10:5"),
    ("@media and @angular/core", "@media and @angular/core"),
    ("ann@localhost", "ann@localhost"),
    // IP addresses.
    ("connect 192.168.0.17 failed", "connect [ip] failed"),
    ("10.0.0.1:8080", "[ip]:8080"),
    ("10.1.2.3/24, 10.1.2.4", "[ip]/24, [ip]"),
    ("1.2.3.4", "[ip]"),
    ("[203.0.113.9]", "[ip]"),
    ("version 1.2.3", "version 1.2.3"),
    ("v1.2.3.4", "v1.2.3.4"),
    ("Chrome/120.0.6099.109", "Chrome/120.0.6099.109"),
    ("300.1.1.1", "300.1.1.1"),
    ("127.0.0.1", "[ip]"),
    ("2001:db8::8a2e:370:7334", "[ip]"),
    ("2001:0db8:85a3:0000:0000:8a2e:0370:7334.", "[ip]."),
    ("from fe80::1%eth0: timeout", "from [ip]%eth0: timeout"),
    ("[2001:db8::1]:443", "[ip]:443"),
    ("::1 and ::ffff:192.0.2.33", "[ip] and [ip]"),
    ("ip:2001:DB8::A", "ip:[ip]"),
    ("at 12:34:56.789 or 23:59", "at 12:34:56.789 or 23:59"),
    ("std::fmt::Display, a::b, f64::add", "std::fmt::Display, a::b, f64::add"),
    ("core::f64::add and ::before", "core::f64::add and ::before"),
    ("face::cafe", "face::cafe"),
    ("300.1.2.3.4", "300.1.2.3.4"),
    ("2001:db8::12345, :1:2:3:4:5:6:7:8", "2001:db8::12345, :[ip]"),
    ("00:1a:2b:3c:4d:5e", "00:1a:2b:3c:4d:5e"),
    // Tokens.
    ("Authorization: Bearer abc.DEF-123~x==", "Authorization: [redacted]"),
    ("authorization: basic dXNlcjpwYXNz", "authorization: [redacted]"),
    ("Basic YWRtaW46YWRtaW4=", "Basic [token]"),
    ("Bearer token missing, Basic authentication", "Bearer token missing, Basic authentication"),
    ("Bearer realm=\"x\"", "Bearer realm=\"x\""),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N.", "[token]."),
    ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", "[token]"),
    ("ghp_abcdefghijklmnop and glpat-ABCDEFGHIJKLMNOPQRST", "[token] and [token]"),
    ("xoxb-1234567890-abcdef", "[token]"),
    ("AKIAIOSFODNN7EXAMPLE", "[token]"),
    ("d41d8cd98f00b204e9800998ecf8427e", "[token]"),
    ("deadbeefdeadbeefdeadbeefdeadbeef", "[token]"),
    ("0x52908400098527886E0F7030069857D2E4169EE7", "[token]"),
    ("jx3Kq9-ZtP0_aB7cD8eF9gH1iJ2kL3mN4", "[token]"),
    ("sid=k3j5h2k5j3h2k5jh3k2j5h3k2j5h32kz", "sid=[redacted]"),
    ("application-d41d8cd98f00b204e9800998ecf8427e.js", "application-d41d8cd98f00b204e9800998ecf8427e.js"),
    ("index-BqT3k9aZ.js main.3f2a9c1b.js", "index-BqT3k9aZ.js main.3f2a9c1b.js"),
    ("application-3f2a9c1b8d7e6f5a4b3c.js", "application-3f2a9c1b8d7e6f5a4b3c.js"),
    ("chunks/framework-64ad27b21261a9ce.js", "chunks/framework-64ad27b21261a9ce.js"),
    ("formatDistanceToNowStrict-3f2a9c1b8d7e6f5a4b3c", "formatDistanceToNowStrict-3f2a9c1b8d7e6f5a4b3c"),
    ("k9Xq2Lm8Zr4Tn7Vb1Cw5-data-Hs3Jf6", "[token]"),
    ("aB-K9Xq2Lm8Zr4Tn7Vb1Cw5Hs3Jf6Gk2", "aB-[token]"),
    ("4bd1b696-182b6b13bdad92e3.js", "4bd1b696-182b6b13bdad92e3.js"),
    ("handleCreateOrUpdateSubscriptionV2ResponseError", "handleCreateOrUpdateSubscriptionV2ResponseError"),
    (
        "vendors-node_modules_babel_runtime_helpers_esm_ES6_js",
        "vendors-node_modules_babel_runtime_helpers_esm_ES6_js",
    ),
    ("__wbg_adapter_123 invoke1_mut__h0123a56b89c1d2ef", "__wbg_adapter_123 invoke1_mut__h0123a56b89c1d2ef"),
    ("_ZN4core3ops8function6FnOnce9call_once17h", "_ZN4core3ops8function6FnOnce9call_once17h"),
    // Secrets by their names.
    ("login failed: password=hunter2&x=1", "login failed: password=[redacted]&x=1"),
    ("{\"userPassword\":\"hunter 2\",\"n\":1}", "{\"userPassword\":\"[redacted]\",\"n\":1}"),
    ("{\"api_key\": \"x\", \"session\": 17}", "{\"api_key\": \"[redacted]\", \"session\": [redacted]}"),
    (r#"{"pwd":"a\"b<c'd","n":1}"#, r#"{"pwd":"[redacted]","n":1}"#),
    (r#"{"pwd":"[x]y","jwt":"[redacted]"}"#, r#"{"pwd":"[redacted]","jwt":"[redacted]"}"#),
    ("/a;jsessionid=1A2b:10:5", "/a;jsessionid=[redacted]:10:5"),
    ("authorization=Bearer a1", "authorization=[redacted]"),
    (
        "Unexpected token: x, token === y, \"author\":\"Ann\"",
        "Unexpected token: x, token === y, \"author\":\"Ann\"",
    ),
    // UUIDs.
    ("user 123e4567-e89b-12d3-a456-426614174000!", "user [uuid]!"),
    ("{550E8400-E29B-41D4-A716-446655440000}", "{[uuid]}"),
    ("a_550e8400-e29b-41d4-a716-446655440000_b", "a_[uuid]_b"),
    ("%2F550e8400-e29b-41d4-a716-446655440000", "%2F[uuid]"),
    // Numbers.
    ("card 4111 1111 1111 1111 declined", "card [digits] declined"),
    ("4111-1111-1111-1111", "[digits]"),
    ("3782 822463 10005", "[digits]"),
    ("call +49 170 1234567 or (555) 123-4567", "call +[digits] or ([digits]"),
    ("+1 (555) 123-4567", "+[digits]"),
    ("06 12 34 56 78", "[digits]"),
    ("SSN 123-45-6789", "SSN [digits]"),
    ("DE89 3704 0044 0532 0130 00", "[digits]"),
    ("at 1700000000000", "at [digits]"),
    ("user123456789 and id_123456789", "user[digits] and id_[digits]"),
    ("%2Fuser123456789", "%2Fuser[digits]"),
    ("order/123456789/items/42", "order/[digits]/items/42"),
    ("2024-01-15 10:30:45 and 2024-01-15T10:30:45.123Z", "2024-01-15 10:30:45 and 2024-01-15T10:30:45.123Z"),
    ("12345678 of 8 digits, error 404", "12345678 of 8 digits, error 404"),
    ("a.js:10:55 1234567", "a.js:10:55 1234567"),
    ("123456789ab1c", "123456789ab1c"),
    ("3f2a123456789b1c", "3f2a123456789b1c"),
    ("main.485813826029.js app.3651906613bc.css?v", "main.485813826029.js app.3651906613bc.css?v"),
    ("/users/123456789.json and 123456789.jpg", "/users/[digits].json and [digits].jpg"),
    // Homes.
    ("/home/ann/app/index.js", "/home/[user]/app/index.js"),
    ("open '/home/ann'", "open '/home/[user]'"),
    ("/Users/ann.lee/dev/a.ts:1:2", "/Users/[user]/dev/a.ts:1:2"),
    (r"C:\Users\Ann Lee\AppData", r"C:\Users\[user]\AppData"),
    (r"c:\\users\\ann\\x", r"c:\\users\\[user]\\x"),
    ("file:///C:/Users/Ann%20Lee/x.html", "file:///C:/Users/[user]/x.html"),
    ("file:///home/ann/x.html", "file:///home/[user]/x.html"),
    ("http://localhost:5173/@fs/home/ann/a.ts", "http://localhost:5173/@fs/home/[user]/a.ts"),
    ("https://a.example/home/news.js", "https://a.example/home/news.js"),
    ("./src/home/App.vue", "./src/home/App.vue"),
    ("/users/list", "/users/list"),
    (r"\Users\  #b=c \x", r"\Users\   \x"),
    // URLs.
    ("see https://a.example/b?x=y#z for more", "see https://a.example/b for more"),
    ("(https://a.example/b?x=(1)&y=2)", "(https://a.example/b)"),
    ("\"https://a.example/#top\"", "\"https://a.example/\""),
    ("https://ann:secret@a.example/b", "https://a.example/b"),
    ("postgres://ann:p@ss@db.example/x", "postgres://db.example/x"),
    ("https://a.example/u/ann@example.com/3", "https://a.example/u/[email]/3"),
    ("http://127.0.0.1:8787/a and http://[::1]:8787/b", "http://127.0.0.1:8787/a and http://[::1]:8787/b"),
    ("http://192.168.0.17:3000/a", "http://[ip]:3000/a"),
    ("http://[2001:db8::1]:3000/a", "http://[ip]:3000/a"),
    ("http://ann@127.0.0.1/a", "http://127.0.0.1/a"),
    ("GET /login?token=abc&next=/x failed", "GET /login failed"),
    ("cb#access_token=abc&x=1", "cb"),
    ("blob:https://a.example/550e8400-e29b-41d4-a716-446655440000", "blob:[cut]"),
    ("img data:image/png;base64,iVBORw0KGgo= failed", "img data:[cut] failed"),
    ("data: none, metadata:x", "data: none, metadata:x"),
    ("data://ann@host,/x", "data:[cut]"),
    ("webpack://@scope/app/./src/a.js", "webpack://@scope/app/./src/a.js"),
    ("webpack:///./src/App.vue?a1b2:10:5", "webpack:///./src/App.vue:10:5"),
    ("Did it? a?.b, Foo.#bar, x ? y : z", "Did it? a?.b, Foo.#bar, x ? y : z"),
    ("Invalid regular expression: /(?<n/: group", "Invalid regular expression: /(?<n/: group"),
    // Marks survive.
    (
        "[email] [ip] [token] [uuid] [digits] [user] [redacted]",
        "[email] [ip] [token] [uuid] [digits] [user] [redacted]",
    ),
    ("/home/[user]/x data:[cut]:1:2", "/home/[user]/x data:[cut]:1:2"),
    // Nothing personal.
    ("", ""),
    (
        "Cannot read properties of undefined (reading 'x')",
        "Cannot read properties of undefined (reading 'x')",
    ),
    (
        "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
        "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
    ),
    ("日本語のエラー 😀 é", "日本語のエラー 😀 é"),
];

const URL: &[(&str, &str)] = &[
    ("https://a.example/b/c?x=y#z", "https://a.example/b/c"),
    ("https://a.example/?q=ann lee \"x\"", "https://a.example/"),
    ("https://ann:pw@a.example:8443/", "https://a.example:8443/"),
    ("https://a.example/u/123456789", "https://a.example/u/[digits]"),
    ("/cart#ann", "/cart"),
    ("/a?12:34", "/a"),
    ("about:srcdoc?x", "about:srcdoc"),
    ("blob:null/550e8400-e29b-41d4-a716-446655440000", "blob:[cut]"),
    ("data:text/html,<p>ann lee", "data:[cut]"),
    ("file:///Users/ann/x.html?y", "file:///Users/[user]/x.html"),
    ("a:12345 6789?x", "a:[digits]"),
    ("is this one? ann@example.com", "is this one? [email]"),
    ("http://[::1]:3000/?x", "http://[::1]:3000/"),
    ("", ""),
];

/// The lines whose result is not the expected one, or not the same after a second pass.
fn wrong(table: &[(&str, &str)], scrub: fn(&str) -> String) -> Vec<(String, String)> {
    let passes = table.iter().flat_map(|(input, expected)| [(*input, *expected), (*expected, *expected)]);
    passes
        .map(|(input, expected)| (scrub(input), expected.to_owned()))
        .filter(|(got, want)| got != want)
        .collect()
}

#[test]
fn text_line_by_line() {
    assert!(TEXT.len() >= 80);
    assert_eq!(wrong(TEXT, text), []);
}

#[test]
fn urls_line_by_line() {
    assert_eq!(wrong(URL, url), []);
}
