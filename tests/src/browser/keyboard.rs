//! A browser that is used by the keyboard alone: Tab, Shift+Tab, Enter, Space and letters.
//! Wherever the focus goes it can be seen, and it goes on.

use anyhow::{Result, ensure};
use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use serde_json::json;

use crate::browser::Browser;

/// The element with the focus: whether a selector matches it, and whether it can be seen.
pub const FOCUSED: &str = "
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

/// The keyboard of a browser, and nothing else of it.
pub struct Keyboard {
    /// The browser.
    pub browser: Browser,
}

impl Keyboard {
    /// Presses and releases keys, in this order.
    pub async fn press(&self, keys: &[KeyAction]) -> Result<()> {
        let actions =
            keys.iter().fold(KeyActions::new("keys".to_owned()), |actions, key| actions.then(key.clone()));
        Ok(self.browser.page.perform_actions(actions).await?)
    }

    /// Presses one key and releases it.
    pub async fn key(&self, key: Key) -> Result<()> {
        let value = char::from(key);
        self.press(&[KeyAction::Down { value }, KeyAction::Up { value }]).await
    }

    /// Types a text, letter by letter.
    pub async fn letters(&self, text: &str) -> Result<()> {
        let keys: Vec<KeyAction> =
            text.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]).collect();
        self.press(&keys).await
    }

    /// Presses Shift+Tab.
    pub async fn back(&self) -> Result<()> {
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
    pub async fn go(&self, selector: &str, forth: bool) -> Result<()> {
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

    /// Presses Tab until this element has the focus.
    pub async fn to(&self, selector: &str) -> Result<()> {
        self.go(selector, true).await
    }

    /// Goes there, and presses Enter.
    pub async fn follow(&self, selector: &str) -> Result<()> {
        self.to(selector).await?;
        self.key(Key::Enter).await
    }
}
