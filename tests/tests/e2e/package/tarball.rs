//! The npm package as a tarball, in projects of others: its types, and the bundlers that find
//! all of it without a setting.

use std::fs;

use anyhow::{Result, ensure};
use corncrake_core::stack::is_in_app;
use corncrake_tests::{
    browser::Browser, collector::Collector, package::consumer::Consumer, site::folder::Folder,
};

#[test]
fn its_types_fit_strict_projects_and_the_frameworks_own() -> Result<()> {
    let project = Consumer::copy()?;
    project.link(&["@types", "react", "react-dom", "vue"])?;
    for resolution in ["node16", "commonjs", "bundler"] {
        project.tool("tsc", &["--project", &format!("tsconfig.{resolution}.json")])?;
    }
    Ok(())
}

/// Parses each script of the package as the engines do that the documents say are the oldest, and
/// what CommonJS gets as the bundlers do that know no package exports.
const PARSE: &str = "
    const { parse } = require(process.argv[1]);
    const { readdirSync, readFileSync } = require('fs');
    const folder = 'node_modules/corncrake/';
    for (const file of readdirSync(folder).filter((name) => /\\.c?js$/.test(name) && !/^command/.test(name))) {
        // Node is never that old, and these have an `import()` of their own.
        const isOld = /\\.cjs$/.test(file) && !/^(node|check|ask|feedback)\\./.test(file);
        const isModule = !/cjs$|^script/.test(file);
        try {
            parse(readFileSync(folder + file, 'utf8'), {
                ecmaVersion: isOld ? 2018 : 2020,
                sourceType: isModule ? 'module' : 'script',
            });
        } catch (error) { console.log(file, error.message) }
    }";

#[test]
fn no_file_needs_a_younger_engine_than_the_documents_say() -> Result<()> {
    // The oldest engines that read what is parsed below.
    for document in ["docs/client.md", "client-wasm/npm/README.md"] {
        let text = std::fs::read_to_string(corncrake_tests::root().join(document))?;
        let said = "ES2020: Chrome and Edge 80, Firefox 74, Safari 13.1";
        ensure!(text.contains(said), "{document} does not say: {said}");
    }
    let project = Consumer::copy()?;
    let acorn = corncrake_tests::root().join("tests/node_modules/acorn");
    let acorn = acorn.to_string_lossy();
    let output = project.node(&[], &["--input-type=commonjs", "--eval", PARSE, &acorn])?;
    ensure!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    Ok(())
}

#[test]
fn commonjs_gets_all_of_it_and_a_server_nothing_to_do() -> Result<()> {
    let project = Consumer::copy()?;
    // Some of a page's functions, as edge runtimes, Deno and Bun have them, make no page.
    let script = "
        globalThis.addEventListener = () => { throw new Error('taken for a page') };
        for (const path of ['', '/worker', '/inline', '/node', '/react', '/vue', '/svelte', '/angular', '/next', '/breadcrumbs', '/usage', '/vitals', '/receipt', '/check', '/ask', '/feedback', '/consent-dialogue']) {
            if (!Object.keys(require('corncrake' + path)).length) throw new Error(path);
        }
        const { setup, sendEvent, ping } = require('corncrake');
        setup('http://127.0.0.1:9/v1/abc123def45', { ping: true, load: 'eager' });
        sendEvent(new Error('x')); ping();
        console.log('loaded');";
    // The page of a test runner, such as jest's with jsdom, has neither of these.
    let bare = "
        delete globalThis.TextDecoder; delete globalThis.TextEncoder;
        if (!require('corncrake').setup) throw new Error('empty');
        console.log('loaded');";
    for (flags, script) in [(&[][..], script), (&["--no-experimental-require-module"], script), (&[], bare)] {
        let args = [flags, &["--input-type=commonjs", "--eval", script]].concat();
        let output = project.node(&[], &args)?;
        ensure!(output.status.success() && output.stdout == b"loaded\n", "{output:?}");
    }
    Ok(())
}

#[test]
fn every_export_is_in_the_tarball_and_node_can_load_it() -> Result<()> {
    let project = Consumer::install()?;
    let script = "
        const { exports } = require('corncrake/package.json');
        for (const [path, target] of Object.entries(exports)) {
            const files = (of) => typeof of === 'string' ? [of] : Object.values(of).flatMap(files);
            for (const file of files(target))
                require('fs').accessSync(require.resolve('corncrake/package.json').replace('package.json', file));
        }
        // What knows no exports finds an entry by its name: a file, with its types beside it.
        const folder = require.resolve('corncrake/package.json').replace('package.json', '');
        for (const path of Object.keys(exports).filter((path) => !/^\\.$|\\.(js|json|wasm)$/.test(path)))
            for (const ending of ['.js', '.d.ts']) require('fs').accessSync(folder + path + ending);
        (async () => {
            for (const [path, target] of Object.entries(exports)) {
                if (/js$/.test(target.default?.default ?? target.default ?? '') && path !== './script.js')
                    await import('corncrake' + path.slice(1));
            }
            // As a server's rendering does: there is no page.
            const { setup, sendEvent, ping } = await import('corncrake');
            setup('http://127.0.0.1:9/v1/KEY'); sendEvent(new Error('x')); ping();
            console.log('loaded');
        })();";
    let output = project.node(&[], &["--input-type=commonjs", "--eval", script])?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success() && said.trim() == "loaded", "{output:?}");
    Ok(())
}

#[test]
fn no_script_that_the_collector_serves_is_a_site_s_own_code() -> Result<()> {
    let mut names = Vec::new();
    for file in fs::read_dir(corncrake_tests::root().join("build/assets/client"))? {
        let name = file?.file_name().to_string_lossy().into_owned();
        // The command and its parts run in Node, from the package.
        if name.ends_with(".js") && !name.starts_with("command") && name != "sourcemaps.js"
            || name.ends_with(".wasm")
        {
            names.push(name);
        }
    }
    ensure!(names.len() >= 16, "{names:?}");
    for name in names {
        let ours = format!("https://errors.example/client/{name}?v=0123456789abcdef");
        ensure!(!is_in_app(&ours), "{ours}");
        let theirs = format!("https://shop.example/assets/{name}");
        ensure!(is_in_app(&theirs), "{theirs}");
    }
    Ok(())
}

/// What `examples/app.js` sends must arrive once, scrubbed, and with all of its parts.
fn arrived(collector: &Collector, key: &str, origin: &str) -> Result<()> {
    let thrown = collector.wait_for_issue(key, "no card for [email]")?;
    let event = &thrown["event"];
    ensure!(event["name"] == "TypeError" && event["type"] == 1, "{thrown:#}");
    ensure!(event["release"] == "1.4.2" && event["environment"] == "test", "{thrown:#}");
    ensure!(event["meta"]["theme"] == "dark", "{thrown:#}");
    ensure!(event["uri"] == format!("{origin}/app.html"), "{thrown:#}");
    ensure!(event["frames"][0]["in_app"] == true, "{thrown:#}");
    let sent = collector.wait_for_issue(key, "sent by the shop")?;
    ensure!(sent["event"]["type"] == 4 && !sent.to_string().contains("abcdef0123456789"), "{sent:#}");
    let issues = collector.issues(key)?;
    ensure!(issues.len() == 2 && issues.iter().all(|issue| issue["events"] == 1), "{issues:#?}");
    ensure!(collector.sessions(key)? == (1, 1), "{:?}", collector.sessions(key)?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn vite_webpack_and_esbuild_build_pages_that_report() -> Result<()> {
    let project = Consumer::install()?;
    project.link(&["@sveltejs", "svelte", "vue", "react", "react-dom", "webpack"])?;
    project.tool("vite", &["build", "--config", "vite.config.mjs", "--logLevel", "error"])?;
    let webpack = project.node(&[], &["webpack.build.mjs"])?;
    ensure!(webpack.status.success(), "{webpack:?}");
    fs::copy(project.folder().join("app.html"), project.folder().join("out/webpack/app.html"))?;
    // esbuild does not follow `new URL(file, import.meta.url)`: the README says to copy that file.
    let esbuild = project.esbuild(&["app.js", "--splitting"], &["app.html"], "out/esbuild")?;
    let module = project.folder().join("node_modules/corncrake/corncrake_bg.wasm");
    fs::copy(module, esbuild.join("corncrake_bg.wasm"))?;
    let inline = ["app.js", "--alias:corncrake=corncrake/inline"];
    project.esbuild(&inline, &["app.html"], "out/inline")?;
    // Without that file the module's other form takes over, which esbuild does find.
    project.esbuild(&["app.js", "--splitting"], &["app.html"], "out/bare")?;

    let collector = Collector::start()?;
    let browser = Browser::open().await?;
    for bundler in ["vite", "webpack", "esbuild", "inline", "bare"] {
        let key = collector.project(bundler, &["http://127.0.0.1"])?;
        let site = Folder::serve(&project.folder().join("out").join(bundler))?;
        let endpoint = format!("{}/v1/{key}", collector.address());
        browser.goto(&site.page("app.html", &endpoint)).await?;
        arrived(&collector, &key, &site.origin())?;
        let loaded = browser
            .run("return performance.getEntriesByType('resource').map((entry) => entry.name)")
            .await?
            .to_string();
        let has_fallback = loaded.contains("fallback");
        ensure!(has_fallback == (bundler == "bare"), "{bundler}: {loaded}");
        ensure!(loaded.contains(".wasm") == (bundler != "inline"), "{bundler}: {loaded}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_copy_of_the_tag_is_checked_against_its_digest() -> Result<()> {
    let project = Consumer::copy()?;
    let collector = Collector::start()?;
    let key = collector.project("pinned", &["http://127.0.0.1"])?;
    let copy = project.folder().join("node_modules/corncrake");
    let digest = "const hash = require('crypto').createHash('sha384');
        console.log(hash.update(require('fs').readFileSync(process.argv[1])).digest('base64'));";
    let output = project
        .node(&[], &["--input-type=commonjs", "--eval", digest, &format!("{}/script.js", copy.display())])?;
    let digest = String::from_utf8(output.stdout)?;
    let page = |digest: &str| {
        format!(
            r#"<!doctype html><script src="script.js" integrity="sha384-{digest}" crossorigin="anonymous"
            data-endpoint="{}/v1/{key}"></script><script>throw new TypeError('pinned')</script>"#,
            collector.address()
        )
    };
    fs::write(copy.join("good.html"), page(digest.trim()))?;
    fs::write(copy.join("bad.html"), page("AAAA"))?;
    let site = Folder::serve(&copy)?;
    let browser = Browser::open().await?;
    for (name, is_there) in [("bad", false), ("good", true)] {
        browser.goto(&format!("{}/{name}.html", site.origin())).await?;
        ensure!(browser.run("return 'corncrake' in window").await? == is_there, "{name}");
    }
    collector.wait_for_issue(&key, "pinned")?;
    Ok(())
}
