//! Every page in a real Chromium with forced colours, as in a contrast theme of Windows: what is chosen, what
//! has the focus and what can be pressed is told without a colour of ours, and the marks of charts differ from
//! the ground and from each other.

use anyhow::{Result, ensure};
use corncrake_tests::{browser::Browser, demo::Demo};
use serde_json::json;

/// What is wrong with the page, as sentences, and how much was looked at.
const LOOK: &str = "
    const wrong = [], seen = { chosen: 0, buttons: 0, marks: 0 };
    const say = (what, one) => wrong.push(`${what}: ${one.outerHTML.slice(0, 120)}`);
    const isShown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 0;
    const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
    if (!matchMedia('(forced-colors: active)').matches) wrong.push('colours are not forced');
    const isTold = (one) => {
        const { outlineStyle, outlineWidth, textDecorationLine } = getComputedStyle(one);
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || textDecorationLine === 'underline';
    };
    for (const one of all('[aria-current]')) {
        seen.chosen++;
        if (!isTold(one)) say('chosen, and not told', one);
        for (const other of one.closest('ul, ol, nav')?.querySelectorAll('a:not([aria-current])') ?? []) {
            const { outlineStyle } = getComputedStyle(other);
            if (outlineStyle !== 'none') say('told, and not chosen', other);
        }
    }
    for (const one of all('button, .button')) {
        seen.buttons++;
        const { borderTopStyle, borderTopWidth } = getComputedStyle(one);
        if (borderTopStyle === 'none' || !parseFloat(borderTopWidth)) say('a button without a border', one);
    }
    const channels = (text) => (text.match(/[\\d.]+/g) ?? []).slice(0, 3).map(Number);
    const luminance = (text) => {
        const [red, green, blue] = channels(text)
            .map((one) => one / 255)
            .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (...two) => {
        const [low, high] = two.map(luminance).sort((one, other) => one - other);
        return (high + 0.05) / (low + 0.05);
    };
    const ground = getComputedStyle(document.body).backgroundColor;
    const fills = {};
    for (const name of ['fine', 'errored']) {
        for (const mark of all(`rect.${name}`)) {
            seen.marks++;
            const fill = (fills[name] = getComputedStyle(mark).fill);
            if (contrast(fill, ground) < 3) say(`${fill} on ${ground}`, mark);
        }
    }
    if (fills.fine && fills.fine === fills.errored) wrong.push('bars with and without errors are alike');
    const link = all('main a')[0] ?? all('a')[0];
    link?.focus({ focusVisible: true });
    if (link && getComputedStyle(link).outlineStyle === 'none') say('focused, and not seen', link);
    return { wrong, seen };";

/// Nothing is told by a line any more.
const SPOIL: &str = "
    const rule = '* { outline: none !important; border: 0 !important; text-decoration: none !important }';
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rule);
    document.adoptedStyleSheets = [sheet];";

#[tokio::test(flavor = "multi_thread")]
async fn the_current_choice_is_seen_without_our_colours() -> Result<()> {
    let (demo, browser) = (Demo::open()?, Browser::open().await?);
    browser.goto(&demo.login_link()?).await?;
    let (mut wrong, mut seen) = (Vec::new(), [0, 0, 0]);
    for theme in ["light", "dark"] {
        let feature = |name: &str, value: &str| json!({ "name": name, "value": value });
        let features = [feature("forced-colors", "active"), feature("prefers-color-scheme", theme)];
        browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features }))?;
        for page in demo.pages()?.into_iter().filter(|page| page.inside) {
            browser.goto(&format!("{}{}", demo.address(), page.path)).await?;
            let found = browser.run(LOOK).await?;
            for sentence in found["wrong"].as_array().into_iter().flatten() {
                wrong.push(format!("{}, {theme}: {sentence}", page.name));
            }
            for (sum, name) in seen.iter_mut().zip(["chosen", "buttons", "marks"]) {
                *sum += found["seen"][name].as_u64().unwrap_or_default();
            }
        }
    }
    ensure!(wrong.is_empty(), "{} faults:\n{}", wrong.len(), wrong.join("\n"));
    ensure!(seen.iter().all(|sum| *sum > 50), "something of each kind was looked at: {seen:?}");

    // That it would find something.
    browser.run(SPOIL).await?;
    let found = browser.run(LOOK).await?;
    ensure!(
        found["wrong"].as_array().is_some_and(|found| found.len() > 3),
        "it finds what is wrong: {found:#}"
    );
    Ok(())
}
