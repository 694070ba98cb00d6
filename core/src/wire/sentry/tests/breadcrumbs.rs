//! Breadcrumbs of SDKs: kinds and places, and no text of anybody.

use alloc::{format, string::String};

use super::super::decode;
use crate::breadcrumbs;

/// What is kept of an event's breadcrumbs, as JSON.
fn reduced(crumbs: &str) -> String {
    let body = format!(r#"{{"timestamp":1795905700.0,"message":"m","breadcrumbs":{crumbs}}}"#);
    let meta = decode(body.as_bytes(), &[]).unwrap().event.meta.unwrap();
    let mut out = String::new();
    meta.get(breadcrumbs::NAME).unwrap_or(&crate::json::Json::Null).write(&mut out);
    out
}

#[test]
fn kinds_and_places_are_kept() {
    let crumbs = r##"[
        {"timestamp":1795905681.364,"category":"cart","message":"added Mary","data":{"item":7}},
        {"timestamp":1795905690.0,"type":"navigation","category":"navigation","data":{"from":"/cart","to":"/pay/17?c=1#top"}},
        {"timestamp":"2026-11-29T00:01:36Z","category":"fetch","data":{"method":"post","url":"https://api.example/carts/4711?x=y","status_code":500,"body":"b"}},
        {"category":"ui.click","message":"body > form#pay.wide > button[name=\"buy\"][aria-label=\"Mary\"]"},
        {"category":"console","level":"warning","message":"Mary","data":{"arguments":["Mary"]}},
        {"type":"http","category":"httplib","data":{"url":"http://api.example/a","http.response.status_code":200,"http.method":"GET"}},
        {"type":"http","category":"shop.client","data":{"url":"carts/4711"}},
        {"category":"query","message":"SELECT * FROM people WHERE name = 'Mary'"},
        {"category":"com.shop.Mary","type":"default","message":"Mary"}]"##;
    let found = reduced(crumbs);
    assert_eq!(
        found,
        concat!(
            r#"[{"ago":10,"kind":"navigation","url":"/pay/[id]"},"#,
            r#"{"ago":0,"kind":"fetch","method":"POST","url":"api.example/carts/[id]","status":500},"#,
            r#"{"kind":"click","selector":"body > form#pay > button[name=buy]"},"#,
            r#"{"kind":"console","level":"warn"},"#,
            r#"{"kind":"http","method":"GET","url":"api.example/a","status":200},"#,
            r#"{"kind":"http","url":"/carts/[id]"},{"kind":"query"}]"#
        ),
        "{found}"
    );
    assert_eq!(reduced(&format!(r#"{{"values":{crumbs}}}"#)), found, "Python and Ruby write them so");
}

#[test]
fn no_list_is_none_and_the_newest_stay() {
    for none in
        ["null", "7", "[]", r#""text""#, r#"[1,"a",null,[]]"#, r#"[{"category":7}]"#, r#"{"values":7}"#]
    {
        assert_eq!(reduced(none), "null", "{none}");
    }
    let many: alloc::vec::Vec<String> = (0..100)
        .map(|n| {
            format!(
                r#"{{"category":"navigation","data":{{"to":"/{}"}}}}"#,
                if n < 70 { "old" } else { "new" }
            )
        })
        .collect();
    let found = reduced(&format!("[{}]", many.join(",")));
    assert_eq!((found.matches("/new").count(), found.matches("/old").count()), (breadcrumbs::MOST, 0));
}
