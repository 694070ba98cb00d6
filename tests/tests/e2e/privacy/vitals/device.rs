//! `corncrake/vitals` in real pages of every engine: what it sends has no member but the agreed ones, no id
//! of a path and no exact size of a device; it stores nothing; without consent, with Global Privacy Control,
//! or in a page that is rendered ahead, nothing leaves; and whatever it is given, the page goes on.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::Collector,
    package::consumer::Consumer,
    root,
    scenario::visit::{Engines, SitePage},
    wait::{eventually, eventually_async},
};
use serde_json::{Value, json};

use super::page::VitalsSite;

/// Whatever a page can store.
const STORED: &str = "return (async () => [document.cookie, localStorage.length, sessionStorage.length,
    (await (indexedDB.databases?.() ?? [])).length, (await (globalThis.caches?.keys() ?? [])).length].join())()";

/// What a test sets of the browser, and a list of all that is listened to and observed.
const STATE: &str = "<script>
Object.defineProperty(navigator, 'globalPrivacyControl', { value: false, writable: true });
Object.defineProperty(document, 'prerendering', { value: false, writable: true });
var hooked = [];
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, ...rest) {
  hooked.push(type);
  return listen.call(this, type, ...rest);
};
const { observe } = PerformanceObserver.prototype;
PerformanceObserver.prototype.observe = function (options) {
  hooked.push('an observer');
  return observe.call(this, options);
};
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_path_is_sent_as_words_and_a_time_as_its_bucket() -> Result<()> {
    let long = "a".repeat(32);
    let paths = [
        ("/", "/"),
        ("/orders/4711/", "/orders/:id"),
        ("//orders//x", "/orders/x"),
        ("/v12/Docs/chapter2/read-me_first.html", "/v12/Docs/chapter2/read-me_first.html"),
        ("/u/jane@shop.example/9f86d081884c7d65", "/u/:id/:id"),
        ("/caf%C3%A9/%20/:id", "/:id/:id/:id"),
        ("/a/b/c/d/e/f/g/h", "/a/b/c/d/e/f"),
        ("/search?who=mary#jane", "/search"),
        (&*format!("/{long}/{long}a"), &*format!("/{long}/:id")),
        (&*format!("/{long}").repeat(9), &*format!("/{long}").repeat(6)),
    ];
    for engine in Engine::ALL {
        let site = VitalsSite::open(engine, "").await?;
        site.goto("/").await?;
        for (path, _) in &paths {
            let own = path.replacen("//", "/.//", 1);
            let script = format!(
                "history.pushState(0, '', {}); return vitals.time('own', 34567.891) === undefined",
                json!(own)
            );
            ensure!(site.run(&script).await? == true, "{engine:?}: {path}");
        }
        site.run("begin(); sendNow()").await?;
        let found = eventually("every page", || {
            let found = site.timings()?;
            Ok((found.iter().filter(|(name, ..)| name == "own").count() >= paths.len()).then_some(found))
        })?;
        let own: Vec<&str> =
            found.iter().filter(|(name, ..)| name == "own").map(|(_, page, _)| page.as_str()).collect();
        ensure!(own == paths.map(|(_, pattern)| pattern), "{engine:?}: {own:?}");
        ensure!(
            found.iter().filter(|(name, ..)| name == "own").all(|(.., bucket)| *bucket == 5),
            "{found:?}"
        );
        let sent = serde_json::to_string(&site.bodies()?)?;
        ensure!(!sent.contains("34567") && !sent.contains("891"), "{engine:?}: {sent}");
        ensure!(site.run(STORED).await? == ",0,0,0,0", "{engine:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_has_three_classes_and_what_is_unknown_is_left_out() -> Result<()> {
    let cases = [
        (json!([0.25, 1, "slow-2g", 320]), json!(["low", "low", "low", "low"])),
        (json!([2, 2, "2g", 599]), json!(["low", "low", "low", "low"])),
        (json!([4, 3, "3g", 600]), json!(["mid", "mid", "mid", "mid"])),
        (json!([4, 6, "3g", 1199]), json!(["mid", "mid", "mid", "mid"])),
        (json!([8, 7, "4g", 1200]), json!(["high", "high", "high", "high"])),
        (json!([32, 128, "4g", 5120]), json!(["high", "high", "high", "high"])),
        (json!([null, null, null, 1440]), json!([null, null, null, "high"])),
        (json!(["many", {}, "constructor", 1440]), json!([null, null, null, "high"])),
    ];
    for engine in Engine::ALL {
        let site = VitalsSite::open(engine, "").await?;
        site.goto("/").await?;
        site.run("begin()").await?;
        for (at, (given, _)) in cases.iter().enumerate() {
            let script = format!(
                "const [deviceMemory, hardwareConcurrency, effectiveType, width] = {given};
                const set = (of, name, value) =>
                    Object.defineProperty(of, name, {{ value: value ?? undefined, configurable: true }});
                set(navigator, 'deviceMemory', deviceMemory);
                set(navigator, 'hardwareConcurrency', hardwareConcurrency);
                set(navigator, 'connection', effectiveType && {{ effectiveType }});
                set(window, 'innerWidth', width);
                vitals.time('case{at}', 1);
                sendNow()"
            );
            site.run(&script).await?;
        }
        let bodies = eventually("every case", || {
            let bodies = site.bodies()?;
            Ok((bodies.len() >= cases.len()).then_some(bodies))
        })?;
        for (at, (given, classes)) in cases.iter().enumerate() {
            let name = format!("case{at}");
            let is_it = |body: &&Value| {
                body["timings"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == *name))
            };
            let Some(body) = bodies.iter().find(is_it) else { anyhow::bail!("{engine:?}: no {name}") };
            let device = &body["device"];
            let found = json!([device["memory"], device["cores"], device["connection"], device["viewport"]]);
            ensure!(found == *classes, "{engine:?}: {given}: {body}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_without_consent_with_privacy_control_or_before_a_page_is_shown() -> Result<()> {
    for engine in Engine::ALL {
        // A yes is required: by the option, and by the page's tag.
        for (tag, options) in [
            ("", "{ consent: 'required' }"),
            ("<script data-endpoint='x' data-consent='required'></script>", "{}"),
        ] {
            let site = VitalsSite::open(engine, &format!("{STATE}{tag}")).await?;
            site.goto("/").await?;
            // The listeners of the page itself.
            let hooked = site.run("return hooked.join()").await?;
            ensure!(hooked == "error,unhandledrejection", "{engine:?}: {hooked} before it is set up");
            site.run(&format!("vitals.time('search', 1); begin({options})")).await?;
            site.says("vitals.time('search', 1)", "there is no consent").await?;
            let hooked = site.run("return hooked.slice(2).join()").await?;
            ensure!(hooked == "pagehide,visibilitychange", "{engine:?}: {hooked} without consent");
            site.run("sendNow()").await?;
            // Taken back before it could be sent.
            site.run("vitals.consent(true); vitals.time('search', 1); vitals.consent(false); sendNow()")
                .await?;
            site.goto("/else").await?;
            site.run("begin(); vitals.consent(true); vitals.time('after', 1); sendNow()").await?;
            let found = eventually("what may be sent", || {
                let found = site.timings()?;
                Ok(found.iter().any(|(name, ..)| name == "after").then_some(found))
            })?;
            // What was sent before would be there before.
            ensure!(found.iter().all(|(_, page, _)| page == "/else"), "{engine:?}: {options}: {found:?}");
        }

        let site = VitalsSite::open(engine, STATE).await?;
        site.goto("/private").await?;
        site.run("navigator.globalPrivacyControl = true; begin()").await?;
        site.says("vitals.time('search', 1)", "Global Privacy Control").await?;
        ensure!(site.run("return !hooked.includes('an observer')").await? == true, "{engine:?}");
        // The signal may come while something waits.
        site.run(
            "navigator.globalPrivacyControl = false; vitals.time('search', 1);
            navigator.globalPrivacyControl = true; sendNow()",
        )
        .await?;
        site.goto("/ahead").await?;
        ensure!(site.timings()?.is_empty(), "{engine:?}: {:?}", site.timings()?);

        site.run("document.prerendering = true; begin(); vitals.time('search', 1); sendNow()").await?;
        ensure!(site.run("return !hooked.includes('an observer')").await? == true, "{engine:?}");
        ensure!(site.timings()?.is_empty(), "{engine:?}: nobody saw the page");
        site.run(
            "document.prerendering = false;
            document.dispatchEvent(new Event('prerenderingchange', { bubbles: true }))",
        )
        .await?;
        let has_first_byte = site.measured().await?.iter().any(|name| name == "ttfb");
        let shown = eventually_async("what a page measured that is shown at last", async || {
            site.run("sendNow()").await?;
            let found = site.timings()?;
            let has = |name: &str| found.iter().any(|(own, page, _)| own == name && page == "/ahead");
            Ok((has("search") && (has("ttfb") || !has_first_byte)).then_some(()))
        });
        shown.await.with_context(|| format!("{engine:?}: {:?}", site.timings().unwrap_or_default()))?;
    }
    Ok(())
}

/// What a page may have done to its browser.
const BROKEN: [&str; 4] = [
    "<script>window.PerformanceObserver = undefined</script>",
    "<script>PerformanceObserver.prototype.observe = () => { throw 1 }</script>",
    "<script>performance.getEntriesByType = () => { throw 2 }</script>",
    "<script>Object.prototype.user = 'mary'; Object.prototype.headers = { who: 'mary' };
    Object.defineProperty(navigator, 'connection', { get() { throw 3 } })</script>",
];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_it_is_given_makes_it_throw_or_say_more() -> Result<()> {
    for engine in Engine::ALL {
        let site = VitalsSite::open(engine, "").await?;
        site.goto("/").await?;
        let odd = "const odd = [null, undefined, 7, {}, [], NaN, -1, Infinity, 'mary', Symbol('a'), 1n,
            { get a() { throw 1 }, valueOf() { throw 2 }, toString() { throw 3 } },
            new Proxy({}, { get() { throw 4 }, ownKeys() { throw 5 } })];";
        let said = format!(
            "{odd} return odd.flatMap((one) => [vitals.time(one, 1), one === 7 || vitals.time('own', one)])
                .filter((said) => typeof said !== 'string' && said !== true)"
        );
        // Of the names one is a word.
        ensure!(site.run(&said).await?.as_array().map(Vec::len) == Some(1), "{engine:?}");
        site.run(&format!(
            "{odd} for (const one of odd) {{ vitals.setup(one === 'mary' ? 7 : one); vitals.consent(!!one) }}"
        ))
        .await?;
        for text in ["Jane Doe", "jane@shop.example", "order/4711", "", "lcp", "inp", "cls", "ttfb"] {
            site.says(&format!("vitals.time({}, 1)", json!(text)), "nothing was sent").await?;
        }
        site.run("vitals.consent(true)").await?;
        site.run(&format!("{odd} for (const one of odd) {{ begin(one) }}")).await?;
        site.run("begin(new Proxy({}, { get() { throw 1 } })); begin({ release: { mary: 1 } })").await?;
        // No more than a request has, and no more than a page may send: 200 and one, less the browser's own.
        let script = "const said = [];
            for (let number = 0; number < 300; number++) {
                said.push(vitals.time(`own${number}`, number));
                // The first ones are more than may wait.
                if (number > 50 && number % 40 === 0) sendNow();
            }
            return said.filter(Boolean).length";
        let refused = site.run(script).await?.as_u64().unwrap_or_default();
        ensure!((99..=110).contains(&refused), "{engine:?}: {refused}");
        let failed = site.run("return failed").await?;
        ensure!(failed == json!([]), "{engine:?}: {failed}");
        site.goto("/else").await?;
        let found = eventually("the last times", || {
            let found = site.timings()?;
            Ok((found.len() >= usize::try_from(300 - refused)?).then_some(found))
        });
        let found = found.with_context(|| {
            format!("{engine:?}: {refused} refused; {:?}", site.timings().unwrap_or_default())
        })?;
        ensure!(found.len() < 300, "{engine:?}: {}", found.len());
        ensure!(!serde_json::to_string(&site.bodies()?)?.contains("mary"), "{engine:?}");

        for broken in BROKEN {
            let site = VitalsSite::open(engine, broken).await?;
            site.goto("/").await?;
            site.run("begin({ release: '1' }); vitals.time('own', 1); sendNow()").await?;
            site.run("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))").await?;
            let failed = site.run("return failed").await?;
            ensure!(failed == json!([]), "{engine:?}: {broken}: {failed}");
            site.goto("/else").await?;
            // Each body that came has the agreed members alone.
            site.bodies()?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_developer_reads_what_was_refused() -> Result<()> {
    const ANSWERS: &str = "<script>
        const own = fetch;
        const answer = { accepted: 0, refused: [{ index: 0, error: 'page is one too many' }] };
        window.fetch = async (...args) => (await own(...args), new Response(JSON.stringify(answer)));
    </script>";
    for engine in Engine::ALL {
        let site = VitalsSite::open(engine, ANSWERS).await?;
        site.goto("/").await?;
        site.run("vitals.time('search', 1); begin(); sendNow()").await?;
        let script = "return warned.includes('corncrake vitals: search was refused: page is one too many')";
        site.browser.until(script).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_does_not_import_it_loads_nothing_of_it() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit =
            engines.visit(SitePage { attributes: "data-load='eager'", ..SitePage::default() }).await?;
        visit.run("fail('a late quagga')").await?;
        visit.event("a late quagga")?;
        let loaded = visit.loaded().await?;
        ensure!(loaded.iter().any(|name| name == "client.js"), "{engine:?}: {loaded:?}");
        ensure!(!loaded.iter().any(|name| name.contains("vitals")), "{engine:?}: {loaded:?}");
        // With the tag it is imported from the collector.
        let import = format!(
            "window.kinds = ''; import('{}/client/vitals.js').then((all) => {{ window.kinds = Object.keys(all).join() }})",
            collector.address()
        );
        visit.run(&import).await?;
        visit.until("return kinds === 'consent,setup,time'").await?;
    }
    Ok(())
}

#[test]
fn in_node_it_does_nothing_and_its_licences_go_with_it() -> Result<()> {
    let project = Consumer::copy()?;
    let script = "
        globalThis.addEventListener = () => { throw new Error('taken for a page') };
        const all = [require('corncrake/vitals'), await import('corncrake/vitals')];
        for (const { setup, time, consent } of all) {
            setup('http://127.0.0.1:9/v1/abc123def45', { get release() { throw 1 } });
            consent(true);
            if (time('search', 1) !== 'there is no page') throw new Error(time('search', 1));
        }
        console.log('loaded');";
    let script = format!("(async () => {{ {script} }})()");
    let output = project.node(&[], &["--input-type=commonjs", "--eval", &script])?;
    ensure!(output.status.success() && output.stdout == b"loaded\n", "{output:?}");

    let package = root().join("client-wasm/dist");
    let licence = std::fs::read_to_string(package.join("LICENSE-web-vitals"))?;
    ensure!(licence.contains("Apache License"), "{licence}");
    for file in ["vitals.js", "vitals.cjs"] {
        let text = std::fs::read_to_string(package.join(file))?;
        ensure!(text.contains("web-vitals") && text.contains("LICENSE-web-vitals"), "{file} has no notice");
    }
    Ok(())
}
