use corncrake_core::{
    event::{Event, EventType},
    group::fingerprint,
    stack,
};
use serde_json::Value;
fn load(n: &str) -> Vec<Value> {
    serde_json::from_str(&std::fs::read_to_string(format!("tests/fixtures/{n}.json")).unwrap()).unwrap()
}
fn ev(c: &Value) -> Event {
    Event {
        kind: EventType::UNHANDLED_ERROR,
        name: c["name"].as_str().map(Into::into),
        message: c["message"].as_str().unwrap_or("").into(),
        stack: c["stack"].as_str().map(Into::into),
        ..Default::default()
    }
}
fn parts(e: &Event) -> Vec<String> {
    let f =
        e.stack.as_deref().map(|s| stack::parse_event(s, e.name.as_deref(), &e.message)).unwrap_or_default();
    fingerprint(e, &f).parts
}
#[test]
fn measure() {
    for kind in ["module", "minified"] {
        let (mut ok, mut all) = (0, 0);
        let f = load(&format!("firefox-153-{kind}"));
        let w = load(&format!("webkitgtk-2.50-{kind}"));
        for c in load(&format!("chromium-156-{kind}")) {
            let id = c["id"].as_str().unwrap();
            let (Some(f), Some(w)) = (f.iter().find(|x| x["id"] == id), w.iter().find(|x| x["id"] == id))
            else {
                println!("missing {id}");
                continue;
            };
            let p: Vec<_> = [&c, f, w].map(|c| parts(&ev(c))).into_iter().collect();
            all += 1;
            if p[0] == p[1] && p[1] == p[2] {
                ok += 1
            } else {
                println!("{kind} {id}");
                for p in p {
                    println!("    {p:?}")
                }
            }
        }
        println!("== {kind}: {ok} of {all}");
    }
    let (mut ok, mut all) = (0, 0);
    for c in load("wordings") {
        let p: Vec<_> = ["chromium-156", "firefox-153", "webkitgtk-2.50"]
            .map(|n| {
                let mut e = Event { kind: EventType::UNHANDLED_ERROR, ..Default::default() };
                e.name = c[n][0].as_str().map(Into::into);
                e.message = c[n][1].as_str().unwrap_or("").into();
                parts(&e)
            })
            .into_iter()
            .collect();
        all += 1;
        if p[0] == p[1] && p[1] == p[2] {
            ok += 1
        } else {
            println!("W {}", c["id"]);
            for (i, p) in p.iter().enumerate() {
                println!("    {p:?}  << {}", c[["chromium-156", "firefox-153", "webkitgtk-2.50"][i]][1])
            }
        }
    }
    println!("== wordings: {ok} of {all}");
}
