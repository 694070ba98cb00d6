//! Marks of charts differ from every ground that they stand on, in light and dark: 3:1 at least
//! (WCAG 2.2, 1.4.11). Texts are axe's to check, in a real browser.

use std::collections::BTreeMap;

const STYLE: &str = include_str!("../assets/style.css");
const MARKS: [&str; 5] = ["bar", "chestnut", "soft", "grass", "focus"];
const GROUNDS: [&str; 3] = ["paper", "sheet", "well"];
const LEAST: f64 = 3.0;

/// The colours of each theme, by their names: those of the dark one over those of the light one.
fn themes() -> Option<[BTreeMap<&'static str, u32>; 2]> {
    let (light, rest) = STYLE.split_once("@media (prefers-color-scheme: dark)")?;
    let (dark, _) = rest.split_once("\n}")?;
    let colours = |css: &'static str| {
        css.lines().filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
            Some((name, u32::from_str_radix(value.trim_end_matches(';'), 16).ok()?))
        })
    };
    let light: BTreeMap<_, _> = colours(light).collect();
    let both = light.clone().into_iter().chain(colours(dark)).collect();
    Some([light, both])
}

/// The relative luminance of a colour (WCAG 2.2).
fn luminance(colour: u32) -> f64 {
    let [_, red, green, blue] = colour.to_be_bytes().map(|channel| {
        let channel = f64::from(channel) / 255.0;
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: u32, other: u32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_formula_is_that_of_the_guidelines() {
    assert!((contrast(0x00ff_ffff, 0) - 21.0).abs() < 0.001);
    assert!((contrast(0x0077_7777, 0x00ff_ffff) - 4.48).abs() < 0.01);
}

#[test]
fn marks_of_charts_are_seen_on_every_ground() {
    let [light, dark] = themes().unwrap();
    assert_ne!(light, dark);
    let mut faint = Vec::new();
    for (theme, colours) in [("light", light), ("dark", dark)] {
        for mark in MARKS {
            for ground in GROUNDS {
                let contrast = contrast(colours[mark], colours[ground]);
                if contrast < LEAST {
                    faint.push(format!("{theme}: --{mark} on --{ground} is {contrast:.2}:1"));
                }
            }
        }
    }
    assert!(faint.is_empty(), "{faint:#?}");
}
