//! The main path with the keyboard alone, in a real Chromium without a line of JavaScript: Tab,
//! Shift+Tab, Enter, Space and letters. Wherever the focus goes it can be seen, and it goes on.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{browser::Browser, collector::TOKEN};
use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use serde_json::json;

use crate::api::triage::Shop;

/// The element with the focus: what a selector can be asked of, and whether it can be seen.
const FOCUSED: &str = "
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = one.getBoundingClientRect();
    // A card is marked as a whole, by what follows its link.
    const marked = [undefined, '::after'].some((part) => {
        const { outlineStyle, outlineWidth, content } = getComputedStyle(one, part);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && (!part || content !== 'none');
    });
    const onScreen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    return { is: one.outerHTML.slice(0, 120), wanted: one.matches(arguments[0]), seen: marked && onScreen };";
/// Steps within which anything on a page is reached.
const STEPS: usize = 150;

struct Hands {
    browser: Browser,
}

impl Hands {
    async fn press(&self, keys: &[KeyAction]) -> Result<()> {
        let actions =
            keys.iter().fold(KeyActions::new("keys".to_owned()), |actions, key| actions.then(key.clone()));
        Ok(self.browser.page.perform_actions(actions).await?)
    }

    async fn key(&self, key: Key) -> Result<()> {
        let value = char::from(key);
        self.press(&[KeyAction::Down { value }, KeyAction::Up { value }]).await
    }

    async fn letters(&self, text: &str) -> Result<()> {
        let keys: Vec<KeyAction> =
            text.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]).collect();
        self.press(&keys).await
    }

    async fn back(&self) -> Result<()> {
        let (shift, tab) = (char::from(Key::Shift), char::from(Key::Tab));
        self.press(&[
            KeyAction::Down { value: shift },
            KeyAction::Down { value: tab },
            KeyAction::Up { value: tab },
            KeyAction::Up { value: shift },
        ])
        .await
    }

    /// Goes on with Tab (or back) until what has the focus is this; on the way there is nothing
    /// that cannot be seen.
    async fn go(&self, selector: &str, forth: bool) -> Result<()> {
        let mut last = String::new();
        for _ in 0..STEPS {
            if forth {
                self.key(Key::Tab).await?
            } else {
                self.back().await?
            }
            let found = self.browser.page.execute(FOCUSED, vec![json!(selector)]).await?;
            if found.is_null() {
                continue;
            }
            let is = found["is"].as_str().unwrap_or_default().to_owned();
            ensure!(found["seen"] == true, "nobody sees that this has the focus: {is}");
            if found["wanted"] == true {
                return Ok(());
            }
            ensure!(is != last, "the focus stays at {is}");
            last = is;
        }
        let page = self.browser.text("body").await?;
        anyhow::bail!("{selector} is not reached: {page}")
    }

    async fn to(&self, selector: &str) -> Result<()> {
        self.go(selector, true).await
    }

    /// Goes there, and presses Enter.
    async fn follow(&self, selector: &str) -> Result<()> {
        self.to(selector).await?;
        self.key(Key::Enter).await
    }

    async fn shows(&self, selector: &str, text: &str) -> Result<()> {
        for _ in 0..200 {
            if self.browser.text(selector).await?.contains(text) {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        anyhow::bail!("{selector} does not say {text}: {}", self.browser.text("body").await?)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_done_without_a_mouse() -> Result<()> {
    let shop = Shop::open()?;
    for (name, release) in [("AlphaError", "1.0"), ("BetaError", "1.0"), ("GammaError", "2.0")] {
        shop.hear(name, "m", Some(release), 2)?;
    }
    let (alpha, beta) = (shop.id("AlphaError: m")?, shop.id("BetaError: m")?);
    let hands = Hands { browser: Browser::open().await? };
    hands.browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }))?;
    let home = format!("/projects/{}", shop.key);

    hands.browser.goto(&format!("{}/login", shop.collector.address())).await?;
    hands.to("input[name=token]").await?;
    hands.letters(TOKEN).await?;
    hands.key(Key::Enter).await?;
    hands.shows("h1", "Projects").await?;
    // The first Tab offers to leave out what is on every page.
    hands.key(Key::Tab).await?;
    ensure!(hands.browser.page.execute(FOCUSED, vec![json!("a.skip")]).await?["wanted"] == true);
    hands.follow(&format!("h2 a[href='{home}']")).await?;
    hands.shows("h1", "shop").await?;
    hands.follow(&format!(".tabs a[href='{home}/issues']")).await?;
    hands.shows("h1", "Issues").await?;

    // Search, and filter by what is folded; then take both away.
    hands.to("#query").await?;
    hands.letters("Alpha").await?;
    hands.key(Key::Enter).await?;
    hands.shows("main", "Clear").await?;
    ensure!(!hands.browser.text("main").await?.contains("BetaError"));
    hands.follow("a.clear").await?;
    hands.shows("main", "BetaError").await?;
    hands.to("details.more summary").await?;
    hands.letters(" ").await?;
    hands.to("#release").await?;
    hands.letters("2").await?;
    hands.go("form.filters button", false).await?;
    hands.key(Key::Enter).await?;
    hands.shows("main", "GammaError").await?;
    ensure!(!hands.browser.text("main").await?.contains("AlphaError"), "the filter was not applied");
    hands.follow("a.clear").await?;
    hands.shows("main", "AlphaError").await?;

    // Two are chosen and resolved, and taken back.
    for id in [&beta, &alpha] {
        hands.to(&format!("input.choose[value='{id}']")).await?;
        hands.letters(" ").await?;
    }
    hands.go("form#chosen button[value=resolved]", false).await?;
    hands.key(Key::Enter).await?;
    hands.shows(".done p", "Resolved 2 issues.").await?;
    hands.follow(".done button").await?;
    hands.shows(".done p", "Undone.").await?;
    ensure!(shop.issue("AlphaError: m")?["status"] == "open");

    // An issue, its earlier event and back, another merged into it, and split.
    hands.follow(&format!("td.what a[href$='{alpha}']")).await?;
    hands.shows("h1", "AlphaError").await?;
    hands.follow("nav.events a[rel=prev]").await?;
    hands.shows(".told h2", "Event 1").await?;
    hands.follow("nav.events a[rel=next]").await?;
    hands.shows(".told h2", "Latest event").await?;
    hands.to("details.merge summary").await?;
    hands.key(Key::Enter).await?;
    hands.to("#into").await?;
    hands.letters(&beta).await?;
    hands.key(Key::Enter).await?;
    hands.shows(".done p", "Merged 1 issue.").await?;
    hands.follow(".members button").await?;
    hands.shows(".done p", "Split 1 issue.").await?;
    ensure!(shop.issue("BetaError: m")?["events"] == 2);

    // A token is made, copied by hand, and revoked.
    hands.follow(&format!(".tabs a[href='{home}/settings']")).await?;
    hands.shows("h1", "Settings").await?;
    hands.to("#token-name").await?;
    hands.letters("CI").await?;
    hands.to("input[name=scope][value=read]").await?;
    hands.letters(" ").await?;
    hands.follow("form[action$='/tokens'] button").await?;
    hands.shows("#tokens", "Copy the new token now").await?;
    hands.to("#new-token").await?;
    hands.follow("button[aria-label='Revoke CI']").await?;
    hands.shows(".done p", "Revoked the token.").await?;

    hands.follow("form[action='/logout'] button").await?;
    hands.browser.text("input[name=token]").await?;
    let left = shop.collector.get("/api/tokens")?;
    ensure!(left["tokens"].as_array().context("no tokens")?.is_empty(), "{left}");
    Ok(())
}
