//! Every page with a week of data in it, in a real Chromium: axe-core finds nothing wrong, at
//! 1440 and 390 pixels, in light and dark, with JavaScript and as it comes without; and nothing
//! has to be scrolled sideways on a phone, or at a zoom of 400%. Of the pages that answer a form there are those that
//! ask, refuse or show what is new, with JavaScript; as there is the demo with its project.

mod forced_colours;

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::Collector,
    demo::{DashboardPage, Demo, FormPage},
    root,
};
use serde_json::{Value, json};

/// All rules of axe but those that it calls experimental, and that of targets of 24 pixels, which it leaves
/// off.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }).then(({ violations, passes }) => done({
        passes: passes.length,
        violations: violations.map(({ id, impact, nodes }) => ({
            id, impact, nodes: nodes.slice(0, 3).map(({ html, any }) => html.slice(0, 160) + ' ' + (any[0]?.message ?? '')),
        })),
    }), (error) => done({ passes: 0, violations: [String(error)] }));";

/// Elements that are wider than the screen by themselves.
const WIDER: &str = "
    const { scrollWidth: width, clientWidth: room } = document.scrollingElement;
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > room + 0.5);
    return width <= room ? null : `${width} of ${room} px: ${wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 120))}`;";
/// The screens on which that is tried: a phone, and 1280 by 1024 pixels at a zoom of 400% (WCAG 2.2, 1.4.10).
const NARROW: [(u64, u64); 2] = [(390, 1_000), (320, 256)];

/// A picture and a field that say nothing, words that nobody can read, and links that are too small to press.
const SPOIL: &str = "
    const main = document.querySelector('main');
    const small = (to) => `<a class=small href=/${to}>small</a>`;
    main.insertAdjacentHTML('beforeend', `<img src=/x><input><p id=pale>pale</p><div>${small('one')}${small('other')}</div>`);
    Object.assign(document.querySelector('#pale').style, { color: '#999', background: '#aaa' });
    for (const { style } of main.querySelectorAll('.small'))
        Object.assign(style, { display: 'block', fontSize: '8px', lineHeight: '8px' });";

/// Sends a form as a page of ours does.
const POST: &str = "
    const form = Object.assign(document.createElement('form'), { method: 'post', action: 'PLACE' });
    for (const [name, value] of FIELDS) form.append(Object.assign(document.createElement('input'), { name, value }));
    document.body.append(form);
    form.submit();";

/// A screen's width, and a theme.
type Screens = &'static [(u64, &'static str)];
const ALL: Screens = &[(1_440, "light"), (1_440, "dark"), (390, "light"), (390, "dark")];
/// Without JavaScript the elements may be others, but the colours are not.
const SOME: Screens = &[(1_440, "dark"), (390, "light")];

async fn check(
    browser: &Browser,
    axe: &str,
    page: &DashboardPage,
    screens: Screens,
    wrong: &mut Vec<String>,
) -> Result<()> {
    // Folded parts are checked as well.
    browser.run("document.querySelectorAll('details').forEach((one) => (one.open = true))").await?;
    browser.run(axe).await?;
    for (width, theme) in screens.iter().copied() {
        browser.look(width, 1_000, theme)?;
        let result = browser.page.execute_async(RUN, Vec::new()).await?;
        ensure!(result["passes"].as_u64() > Some(10), "{}: axe did not run: {result:#}", page.name);
        for violation in result["violations"].as_array().context("no violations")? {
            wrong.push(format!("{} at {width} px, {theme}: {violation:#}", page.name));
        }
    }
    for (width, height) in NARROW {
        browser.look(width, height, "light")?;
        if let Value::String(wider) = browser.run(WIDER).await? {
            wrong.push(format!("{} is wider than a screen of {width} px: {wider}", page.name));
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_any_page_and_none_is_wider_than_its_screen() -> Result<()> {
    let (demo, browser) = (Demo::open()?, Browser::open().await?);
    let axe = fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js"))?;
    let mut wrong = Vec::new();
    browser.goto(&demo.login_link()?).await?;
    // Without JavaScript it is what the server sent; axe itself runs after that was loaded.
    for without_script in [false, true] {
        let script =
            |off: bool| browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": off }));
        for page in demo.pages()?.into_iter().filter(|page| page.inside || !without_script) {
            if !page.inside {
                browser.page.delete_all_cookies().await?;
            }
            script(without_script)?;
            browser.goto(&format!("{}{}", demo.address(), page.path)).await?;
            script(false)?;
            let screens = if without_script { SOME } else { ALL };
            check(&browser, &axe, &page, screens, &mut wrong).await?;
        }
        browser.goto(&demo.login_link()?).await?;
    }
    for FormPage { name, place, fields, shows } in demo.posted() {
        browser.goto(&format!("{}/projects/{}/settings", demo.address(), demo.key)).await?;
        browser.run(&POST.replace("PLACE", &place).replace("FIELDS", &json!(fields).to_string())).await?;
        browser.text(shows).await.context(name)?;
        check(&browser, &axe, &DashboardPage { name, path: place, inside: true }, ALL, &mut wrong).await?;
    }
    // The demo, with the project that it sends to.
    demo.wired.change("POST", "/api/projects", &json!({ "name": "demo", "origins": ["*"] }))?;
    let page = DashboardPage { name: "demo", path: "/demo/".to_owned(), inside: false };
    browser.goto(&format!("{}{}", demo.address(), page.path)).await?;
    browser.text("#throw").await?;
    check(&browser, &axe, &page, ALL, &mut wrong).await?;
    ensure!(wrong.is_empty(), "{} violations:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_what_is_wrong() -> Result<()> {
    let (collector, browser) = (Collector::start()?, Browser::open().await?);
    let axe = fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js"))?;
    browser.goto(&format!("{}/login", collector.address())).await?;
    browser.run(SPOIL).await?;
    browser.run(&axe).await?;
    let result = browser.page.execute_async(RUN, Vec::new()).await?;
    let found: Vec<&str> = result["violations"]
        .as_array()
        .context("no violations")?
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    for rule in ["color-contrast", "image-alt", "label", "target-size"] {
        ensure!(found.contains(&rule), "{rule} is not among {found:?}: {result:#}");
    }
    Ok(())
}
