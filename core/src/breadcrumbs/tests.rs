//! What is kept of breadcrumbs, whatever a sender writes.

use alloc::{format, string::String, vec::Vec};

use proptest::{collection::vec, prelude::*, sample::select};

use super::{normalize, of, pattern, selector};
use crate::{json::Json, scrub, wire};

/// The meta of an event, scrubbed and reduced, as JSON.
fn reduced(meta: &str) -> String {
    let body = format!(r#"{{"type":1,"message":"m","meta":{meta}}}"#);
    let mut event = wire::trackx::decode(body.as_bytes()).unwrap();
    scrub::event(&mut event);
    let mut meta = event.meta.unwrap();
    normalize(&mut meta);
    let mut out = String::new();
    meta.write(&mut out);
    let mut again = meta.clone();
    scrub::value(&mut again);
    normalize(&mut again);
    assert_eq!(again, meta, "a second time changes nothing");
    out
}

#[test]
fn addresses_are_patterns() {
    for (address, expected) in [
        ("/", "/"),
        ("/shop/cart", "/shop/cart"),
        ("/shop/4711?user=mary#top", "/shop/[id]"),
        (
            "https://mary:secret@api.example:8443/v2/orders/3f2a/items",
            "api.example:8443/v2/orders/[id]/items",
        ),
        ("https://api.example", "api.example"),
        ("/user/mary@example.org/edit", "/user/[id]/edit"),
        ("/u/mary%20smith", "/u/[id]"),
        ("/oauth2/token", "/oauth2/token"),
        ("/item-7/oauth22", "/[id]/[id]"),
        ("/[uuid]/[digits]", "/[uuid]/[digits]"),
        ("/Ünal/москва", "/[id]/[id]"),
        ("/a/b/c/d/e/f/g/h/i/j", "/a/b/c/d/e/f/g/h/[cut]"),
        ("/dGhpc2lzYWxvbmd0b2tlbndpdGhvdXRhZGlnaXQ", "/[id]"),
        ("data:text/plain,secret", "data:"),
        ("blob:https://shop.example/1", "blob:"),
        ("https://h\u{f6}st.example/a", "[cut]/a"),
        ("//cdn.example/a", "//cdn.example/a"),
    ] {
        assert_eq!(pattern(address).as_deref(), Some(expected), "{address}");
        assert_eq!(pattern(expected).as_deref(), Some(expected), "{expected} again");
    }
    assert_eq!(pattern(" ?q=1"), None);
}

#[test]
fn selectors_have_no_text() {
    for (given, expected) in [
        ("button#buy", "button#buy"),
        (
            "body > main > form#pay.big > button.buy[type=\"submit\"][name=\"buy\"]",
            "main > form#pay > button[name=buy]",
        ),
        ("a[aria-label=\"Delete Mary Smith\"][title='Mary']", "a"),
        ("li#user-4711", "li"),
        ("div[data-testid=save-button]:hover", "div[data-testid=save-button]"),
        ("div[data-testid=\"row of Mary\"]", "div"),
        (r#"nav > a[aria-label="Home > Mary > Orders"]"#, "nav > a"),
        (r#"nav > a[aria-label="Home > Mary > Orders"] > b#go"#, "nav > a > b#go"),
        (r#"button[title="[DONE] #mary: call"]"#, "button"),
        (r#"button[title="[DONE] #mary: call"][name="call"].wide"#, "button[name=call]"),
        (r#"button[title='Mary "May" > x']:hover > i#star"#, "button > i#star"),
        (r#"button[title="Mary's"][name='pay']"#, "button[name=pay]"),
        // No quote tells where a text ends that has one.
        (r#"form#pay > button[title="Say "hi" > mary"] > i"#, "form#pay > button"),
        (r#"form#pay > button[title="hi"] > mary#smith"] > i"#, "form#pay > button"),
        (r#"nav > button[title="hi" #mary"#, "nav > button"),
        (r#"nav > button[title="Home > mary..."#, "nav > button"),
        (r#"nav > button[title="hi"]mary.smith"#, "nav > button"),
        (r#"nav > mary"smith.x"#, "nav"),
        ("nav > button[title=[DONE] #mary: call]", "nav > button"),
        ("nav > button[title=Home > mary > orders", "nav > button"),
        ("nav > button[title=Home > mary > orders]", "nav > button"),
        ("nav > button.wide #mary", "nav"),
        ("div.before:content-['a > b'].x > button#buy", "div > button#buy"),
        ("div.w-[10px].text-[#fff].hover:[&>p]:mt-4#top > p", "div#top > p"),
    ] {
        assert_eq!(selector(given).as_deref(), Some(expected), "{given}");
    }
    assert_eq!(selector("Mary Smith"), None);
    assert_eq!(selector("<b>"), None);
}

proptest! {
    /// An attribute begins with a name, `=` and a quote: where a text has these as well as a whole end of
    /// one, nothing tells it from two attributes. All other texts stay out.
    #[test]
    fn no_word_of_a_text_is_in_a_selector(
        pieces in vec(select("mary¦Smith¦ ¦ > ¦>¦\"¦'¦]¦[¦\"]¦'] > ¦#¦.¦:¦=¦é¦mary#smith¦[name=mary]".split('¦').collect::<Vec<_>>()), 0..12),
        attribute in select(&["aria-label", "title", "alt", "name", "data-testid"][..]),
    ) {
        // One word alone may be the site's own name of the element.
        let text = format!("Dear {}", pieces.concat().replace("=\"", "= \""));
        for behind in ["", " > i#star", "[type=\"submit\"].wide > i"] {
            let given = format!("form#pay > button[{attribute}=\"{text}\"]{behind}");
            let kept = selector(&given).unwrap();
            prop_assert!(kept.starts_with("form#pay > button"), "{}: {}", given, kept);
            prop_assert!(!kept.to_lowercase().contains("mary"), "{}: {}", given, kept);
            prop_assert!(!kept.to_lowercase().contains("smith"), "{}: {}", given, kept);
            prop_assert_eq!(selector(&kept), Some(kept.clone()), "a second time changes nothing");
        }
    }

    #[test]
    fn any_selector_is_read_within_its_length(
        pieces in vec(select("a¦b#c¦ > ¦ ¦[¦]¦[name=\"b\"]¦\"¦'¦=¦.x¦:¦é¦\u{0}".split('¦').collect::<Vec<_>>()), 0..40),
    ) {
        let given = pieces.concat();
        if let Some(kept) = selector(&given) {
            prop_assert!(kept.len() <= given.len(), "{}: {}", given, kept);
            prop_assert_eq!(selector(&kept), Some(kept.clone()), "{}", given);
        }
    }
}

#[test]
fn only_listed_fields_are_kept_each_in_its_form() {
    assert_eq!(
        reduced(
            r#"{"step":"pay","breadcrumbs":[
            {"ago":12.34,"kind":"navigation","url":"/shop/17?token=a","title":"Mary"},
            {"ago":-3,"kind":"fetch","method":"post","url":"https://api.example/orders/17","status":404,"body":"x"},
            {"ago":2,"kind":"click","role":"button","selector":"button#buy.x","text":"","times":3},
            {"kind":"console","level":"warning","text":"mail to mary@example.org failed"},
            {"kind":"checkout","data":{"step":2,"ok":true,"deep":{"a":1},"mail":"mary@example.org"}},
            {"kind":"a<b"},{"kind":"x","status":70000,"method":"EVIL","level":"loud"},"text",7]}"#
        ),
        concat!(
            r#"{"breadcrumbs":[{"ago":12.3,"kind":"navigation","url":"/shop/[id]"},"#,
            r#"{"ago":0,"kind":"fetch","method":"POST","url":"api.example/orders/[id]","status":404},"#,
            r#"{"ago":2,"kind":"click","times":3,"role":"button","selector":"button#buy"},"#,
            r#"{"kind":"console","level":"warn","text":"mail to [email] failed"},"#,
            r#"{"kind":"checkout","data":{"mail":"[email]","ok":true,"step":2}},{"kind":"x"}],"step":"pay"}"#
        )
    );
}

#[test]
fn what_a_site_calls_so_is_left_alone() {
    for own in [r#"{"breadcrumbs":["Home","Shop"]}"#, r#"{"breadcrumbs":"Home"}"#, r#"{"breadcrumbs":[]}"#] {
        assert_eq!(reduced(own), own);
    }
    let text = Json::Text("Home".into());
    assert!(!super::is_list("breadcrumbs", &Json::List(Vec::from([text]))));
    assert!(of(&Json::Null).is_empty());
}

#[test]
fn the_newest_thirty_stay() {
    let crumbs: Vec<String> = (0..90).map(|n| format!(r#"{{"kind":"k","ago":{n}}}"#)).collect();
    let kept = reduced(&format!(r#"{{"breadcrumbs":[{}]}}"#, crumbs.join(",")));
    assert!(kept.starts_with(r#"{"breadcrumbs":[{"ago":60,"kind":"k"}"#), "{kept}");
    assert_eq!(kept.matches("kind").count(), 30);
}
