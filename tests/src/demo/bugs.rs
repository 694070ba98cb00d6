//! The bugs of the demo's shop, as its visitors' browsers report them.

use serde_json::{Value, json};

use super::{
    stack::{Frame, written},
    visitors::{DemoVisitor, Dice},
};

/// A bug: its event, when it is met, and how often.
pub(super) struct DemoBug {
    pub(super) name: &'static str,
    pub(super) message: &'static str,
    kind: u8,
    path: &'static str,
    frames: &'static [Frame],
    /// The hours of the week in which it is met.
    pub(super) hours: std::ops::Range<u64>,
    /// Of four hundred visits, how many meet it.
    pub(super) of_many: u64,
    /// The most times that a visit meets it.
    most: u64,
}

/// The last hour of the week, and beyond.
const END: u64 = u64::MAX;
/// The hours of releases 4.2.0 and 4.2.1.
pub(super) const SECOND: u64 = 66;
pub(super) const THIRD: u64 = 140;

const APP: &str = "assets/shop-C41vTq0x.js";

/// The bug with a source map: its stack is an engine's own (`tests/demo/fail.mjs`).
pub(super) const MAPPED: &str = "reading 'amount'";

pub(super) const BUGS: [DemoBug; 14] = [
    DemoBug {
        name: "TypeError",
        message: "Failed to fetch",
        kind: 2,
        path: "cart",
        frames: &[("async loadCart", APP, 2, 9_120), ("async openCart", APP, 2, 14_410)],
        hours: 0..END,
        of_many: 7,
        most: 3,
    },
    DemoBug {
        name: "PaymentDeclined",
        message: "The bank declined the payment: try_another_card",
        kind: 4,
        path: "checkout/pay",
        frames: &[("confirmPayment", APP, 2, 20_881), ("onPay", APP, 2, 21_340)],
        hours: 0..END,
        of_many: 4,
        most: 2,
    },
    DemoBug {
        name: "RangeError",
        message: "Maximum call stack size exceeded",
        kind: 1,
        path: "shop/tea",
        frames: &[
            ("countCategories", APP, 2, 31_004),
            ("countCategories", APP, 2, 31_017),
            ("countCategories", APP, 2, 31_017),
            ("renderMenu", APP, 2, 32_200),
        ],
        hours: SECOND..THIRD,
        of_many: 5,
        most: 40,
    },
    DemoBug {
        name: "SyntaxError",
        message: "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON",
        kind: 2,
        path: "account/orders",
        frames: &[("JSON.parse", "<anonymous>", 1, 1), ("async loadOrders", APP, 2, 40_118)],
        hours: 20..END,
        of_many: 2,
        most: 2,
    },
    DemoBug {
        name: "QuotaExceededError",
        message: "The quota has been exceeded.",
        kind: 1,
        path: "wishlist",
        frames: &[("saveWishlist", APP, 2, 45_701), ("HTMLButtonElement.onclick", APP, 2, 46_022)],
        hours: 5..END,
        of_many: 2,
        most: 4,
    },
    DemoBug {
        name: "InvalidStateError",
        message: "Failed to execute 'transaction' on 'IDBDatabase': The database connection is closing.",
        kind: 2,
        path: "cart",
        frames: &[("openStore", APP, 2, 50_340), ("async remember", APP, 2, 50_611)],
        hours: 12..64,
        of_many: 3,
        most: 2,
    },
    DemoBug {
        name: "ReferenceError",
        message: "gtagConsent is not defined",
        kind: 1,
        path: "",
        frames: &[("onConsent", APP, 2, 3_301)],
        hours: THIRD..END,
        of_many: 9,
        most: 5,
    },
    DemoBug {
        name: "AbortError",
        message: "The user aborted a request.",
        kind: 2,
        path: "search",
        frames: &[("async suggest", APP, 2, 61_209)],
        hours: 0..END,
        of_many: 5,
        most: 6,
    },
    DemoBug {
        name: "Error",
        message: "The price of tea-assam-250 is missing in EUR",
        kind: 3,
        path: "shop/tea",
        frames: &[("formatPrice", APP, 2, 28_811), ("renderProduct", APP, 2, 29_404)],
        hours: 30..END,
        of_many: 3,
        most: 8,
    },
    DemoBug {
        name: "Error",
        message: "The price of tea-darjeeling-100 is missing in CHF",
        kind: 3,
        path: "shop/tea",
        frames: &[("formatPrice", APP, 2, 28_811), ("renderOffer", APP, 2, 30_002)],
        hours: 40..END,
        of_many: 2,
        most: 5,
    },
    DemoBug {
        name: "NotAllowedError",
        message: "play() failed because the user didn't interact with the document first.",
        kind: 2,
        path: "stories/first-flush",
        frames: &[("async playStory", APP, 2, 70_114)],
        hours: SECOND..END,
        of_many: 3,
        most: 2,
    },
    DemoBug {
        name: "TypeError",
        message: "e.closest is not a function",
        kind: 1,
        path: "shop",
        frames: &[("onHover", APP, 2, 72_940)],
        hours: 0..SECOND,
        of_many: 3,
        most: 12,
    },
    DemoBug {
        name: "Error",
        message: "ResizeObserver loop completed with undelivered notifications.",
        kind: 1,
        path: "shop",
        frames: &[],
        hours: 0..END,
        of_many: 6,
        most: 9,
    },
    DemoBug {
        name: "Error",
        message: "Extension context invalidated.",
        kind: 2,
        path: "",
        frames: &[(
            "n.sendMessage",
            "chrome-extension://aeblfdkhhhdcdjpifhhbdiojplfjncoa/inline.js",
            1,
            3_021,
        )],
        hours: 0..END,
        of_many: 3,
        most: 2,
    },
];

/// The release that is out in an hour.
pub(super) fn release(hour: u64) -> &'static str {
    match hour {
        ..SECOND => "4.1.3",
        SECOND..THIRD => "4.2.0",
        _ => "4.2.1",
    }
}

impl DemoBug {
    /// The event of a visitor's browser; it happened some minutes before it is sent.
    pub(super) fn event(&self, visitor: &DemoVisitor, dice: &mut Dice, hour: u64) -> Value {
        let stack = written(visitor.engine, self.name, self.message, self.frames);
        let mut event = self.fields(visitor, dice, hour);
        if !self.frames.is_empty() {
            event["stack"] = stack.into();
        }
        event
    }

    fn fields(&self, visitor: &DemoVisitor, dice: &mut Dice, hour: u64) -> Value {
        let staging = dice.roll(40) == 0;
        let mut meta = json!({ "theme": if dice.roll(3) == 0 { "dark" } else { "light" } });
        if self.path.starts_with("checkout") {
            meta["step"] = ["address", "pay", "confirm"].get(dice.roll(3) as usize).copied().into();
            meta["basket"] = json!({ "lines": 1 + dice.roll(5), "country": visitor.country });
        }
        json!({
            "type": self.kind, "name": self.name, "message": self.message, "meta": meta,
            "uri": format!("https://shop.example/{}", self.path), "release": release(hour),
            "environment": if staging { "staging" } else { "production" },
            "count": 1 + dice.roll(self.most), "ago": dice.roll(40 * 60_000),
        })
    }
}

/// The checkout that fails, with the very stack of an engine.
pub(super) fn checkout(stack: &str, visitor: &DemoVisitor, dice: &mut Dice, hour: u64) -> Value {
    let bug = DemoBug {
        name: "TypeError",
        message: "Cannot read properties of undefined (reading 'amount')",
        kind: 1,
        path: "checkout/pay",
        frames: &[],
        hours: 0..END,
        of_many: 0,
        most: 3,
    };
    let mut event = bug.fields(visitor, dice, hour);
    event["stack"] = stack.into();
    event
}
