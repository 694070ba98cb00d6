//! Looks through a page in a real Chromium for anything that a text of somebody else's could
//! have become: an element, a handler, an address, a script that ran, or what the page's policy
//! had to stop. And that it would see such a thing.

use crate::{browser::Browser, site::Site};
use anyhow::{Context, Result, ensure};
use serde_json::json;

/// Texts that try to be more than text.
pub fn payloads() -> Vec<&'static str> {
    let lines = include_str!("payloads.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with("# ")).collect()
}

/// A script at the start of every page, so that nothing is missed and no dialog waits for a click.
const LISTEN: &str = "
    const heard = [];
    Object.defineProperty(window, 'heard', { value: heard });
    for (const dialog of ['alert', 'confirm', 'prompt', 'print']) window[dialog] = () => heard.push(dialog);
    document.addEventListener('securitypolicyviolation', (event) => {
        heard.push(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });";

/// The faults of the page, and its bones: each element with the names of its attributes.
const LOOK: &str = "
    const wrong = [...heard];
    if ('pwned' in window) wrong.push('a script ran');
    const bones = [];
    const foreign = new Set(['iframe', 'object', 'embed', 'base', 'style', 'template', 'math', 'animate', 'video',
        'audio', 'source', 'noscript', 'marquee', 'foreignobject']);
    for (const element of document.querySelectorAll('*')) {
        const tag = element.localName.toLowerCase();
        const names = element.getAttributeNames();
        // The additions of the pages' own module come at any time.
        const late = (name) =>
            (name === 'hidden' && names.includes('data-scripted')) || (name === 'title' && tag === 'time');
        // Chips and the sentence compare an issue with others, which are other ones by then.
        const compares = element.closest('.tags, .summary') !== null;
        if (!compares) bones.push(`${tag} ${names.filter((name) => !late(name)).join(' ')}`);
        if (foreign.has(tag)) wrong.push(`an element: ${tag}`);
        if (element.parentElement?.localName === 'textarea') wrong.push('an element in a textarea');
        for (const name of names) {
            if (name.startsWith('on') || name === 'style' || name === 'srcdoc' || name === 'http-equiv') {
                wrong.push(`an attribute: ${tag} ${name}=${element.getAttribute(name)}`);
            }
            if (!['href', 'src', 'action', 'formaction', 'data', 'poster', 'xlink:href'].includes(name)) continue;
            const url = new URL(element.getAttribute(name), document.baseURI);
            const own = url.origin === location.origin;
            if (!/^https?:$/.test(url.protocol)) wrong.push(`an address: ${tag} ${name}=${url}`);
            if (!own && tag !== 'a') wrong.push(`a foreign address: ${tag} ${name}=${url}`);
        }
        if (tag === 'script' && (element.text.trim() || !element.getAttribute('src')?.startsWith('/assets/'))) {
            wrong.push('a script');
        }
    }
    return { wrong, bones };";

/// A browser that audits.
pub struct Audit {
    /// The browser.
    pub browser: Browser,
}

impl Audit {
    /// Opens one.
    pub async fn open() -> Result<Self> {
        let browser = Browser::open().await?;
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": LISTEN }))?;
        Ok(Self { browser })
    }

    /// Shows that it sees what it should: the payloads in a page where nothing is escaped.
    pub async fn prove(&self) -> Result<()> {
        let page = |text: &str| format!("<!doctype html><title>t</title><p title=\"{text}\">{text}</p>");
        let pages: Vec<(String, String)> =
            payloads().iter().enumerate().map(|(n, text)| (format!("/{n}"), page(text))).collect();
        let pages: Vec<(&str, &str)> =
            pages.iter().map(|(path, html)| (path.as_str(), html.as_str())).collect();
        let site = Site::serve(&pages)?;
        let (_, harmless) = {
            let site = Site::serve(&[("/", &page("harmless"))])?;
            self.look(&format!("{}/", site.origin())).await?
        };
        let mut seen = 0;
        for (path, _) in &pages {
            // One that leads away is one that was seen.
            let found = self.look(&format!("{}{path}", site.origin())).await;
            seen += usize::from(
                found.is_err() || found.is_ok_and(|(wrong, bones)| !wrong.is_empty() || bones != harmless),
            );
        }
        ensure!(seen >= 40, "where nothing is escaped, only {seen} payloads were seen");
        Ok(())
    }

    async fn look(&self, address: &str) -> Result<(Vec<String>, Vec<String>)> {
        self.browser.goto(address).await?;
        let found = self.browser.run(LOOK).await.with_context(|| address.to_owned())?;
        let texts = |name: &str| -> Vec<String> {
            let all = found[name].as_array().into_iter().flatten();
            all.filter_map(|one| one.as_str().map(str::to_owned)).collect()
        };
        Ok((texts("wrong"), texts("bones")))
    }

    /// A page in which nothing is wrong; gives its bones.
    pub async fn is_harmless(&self, address: &str) -> Result<Vec<String>> {
        let (wrong, bones) = self.look(address).await?;
        ensure!(wrong.is_empty(), "{address}: {wrong:#?}");
        ensure!(bones.len() > 20, "{address} is no page of ours: {bones:?}");
        Ok(bones)
    }

    /// The page that is shown, once more: it may have changed by itself.
    pub async fn is_still_harmless(&self) -> Result<()> {
        let found = self.browser.run(LOOK).await?;
        ensure!(found["wrong"].as_array().is_some_and(Vec::is_empty), "{:#}", found["wrong"]);
        Ok(())
    }
}

/// Where two pages differ first.
pub fn same_bones(one: &[String], other: &[String], what: &str) -> Result<()> {
    if let Some(at) = (0..one.len().max(other.len())).find(|at| one.get(*at) != other.get(*at)) {
        let around =
            |bones: &[String]| bones.iter().skip(at.saturating_sub(3)).take(7).cloned().collect::<Vec<_>>();
        anyhow::bail!(
            "{what}: other elements than a harmless text has:\n{:#?}\n{:#?}",
            around(one),
            around(other)
        );
    }
    Ok(())
}
