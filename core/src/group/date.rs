//! Dates and times in words, as languages and programs write them: one value each, however many
//! words they have.

use core::ops::Range;

/// Names that only stand in dates, in languages that people write software in.
const SURE: &[&str] = &[
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "am",
    "pm",
    "a.m",
    "p.m",
    "gmt",
    "utc",
    "cet",
    "cest",
    "est",
    "edt",
    "pst",
    "pdt",
    "bst",
    "januar",
    "februar",
    "märz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "janvier",
    "février",
    "mars",
    "avril",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "gennaio",
    "febbraio",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "settembre",
    "ottobre",
    "dicembre",
    "janeiro",
    "fevereiro",
    "março",
    "maio",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "uhr",
];
/// Names that are words as well: they count beside another one, or beside two numbers.
const UNSURE: &[&str] = &["may", "mar", "march", "sat", "sun", "de", "at", "um", "le", "the", "of"];
/// The most words of a date: `Tue Mar 03 2026 10:00:00 GMT+0100 (Central European Standard Time)`.
const MAX_WORDS: usize = 11;
/// The most words in parentheses behind a time: the name of its zone.
const MAX_ZONE_WORDS: usize = 5;

/// The words of a date that begins with the first of these.
pub(super) fn length(words: &[&str]) -> usize {
    let (mut sure, mut unsure, mut numbers, mut end, mut zone) = (0, 0, 0, 0, false);
    for (at, word) in words.iter().take(MAX_WORDS).enumerate() {
        let bare = word.trim_end_matches([',', '.', ';', ')', ':']).trim_start_matches(['(', '[']);
        if is_number(bare) {
            numbers += 1;
            end = at + 1;
        } else if is_one_of(bare, SURE) || is_offset(bare) {
            zone |= is_offset(bare);
            sure += 1;
            end = at + 1;
        } else if numbers + sure > 0 && is_one_of(bare, UNSURE)
            || at == 0
                && ["may", "mar", "march", "sat", "sun"].iter().any(|name| name.eq_ignore_ascii_case(bare))
        {
            unsure += usize::from(bare.len() > 2);
            if bare.len() > 2 && !bare.eq_ignore_ascii_case("the") {
                end = at + 1;
            }
        } else {
            break;
        }
        if word.ends_with([';', ')', ']']) {
            break;
        }
    }
    let is_date = numbers > 0 && sure > 0 || numbers > 1 && unsure > 0;
    let named = words.get(end..).unwrap_or_default();
    if is_date && zone && named.first().is_some_and(|word| word.starts_with('(')) {
        let closes = named
            .iter()
            .take(MAX_ZONE_WORDS)
            .position(|word| word.trim_end_matches(['.', ',']).ends_with(')'));
        end += closes.map_or(0, |at| at + 1);
    }
    if is_date { end } else { 0 }
}

/// Whether a word is a day, a year or a time: digits with what stands between or behind them.
fn is_number(word: &str) -> bool {
    const SIZE: Range<usize> = 1..16;
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let behind = word.get(digits.len()..).unwrap_or_default();
    SIZE.contains(&word.len())
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'/' | b'-' | b'\''))
        && (behind.is_empty()
            || ["am", "pm", "st", "nd", "rd", "th", "z", "h", "o"]
                .iter()
                .any(|end| end.eq_ignore_ascii_case(behind)))
}

/// `GMT+0100`, `UTC+1`, `+0100`.
fn is_offset(word: &str) -> bool {
    let upper = word
        .get(..3)
        .is_some_and(|zone| zone.eq_ignore_ascii_case("gmt") || zone.eq_ignore_ascii_case("utc"));
    let rest = if upper { word.get(3..).unwrap_or_default() } else { word };
    let offset = rest.strip_prefix(['+', '-']).unwrap_or_default();
    upper && rest.is_empty()
        || !offset.is_empty()
            && (upper || offset.len() >= 4)
            && offset.bytes().all(|b| b.is_ascii_digit() || b == b':')
}

fn is_one_of(word: &str, names: &[&str]) -> bool {
    // Names beyond ASCII are told in lower case mostly.
    names.iter().any(|name| name.eq_ignore_ascii_case(word))
}
