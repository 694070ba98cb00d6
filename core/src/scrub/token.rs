//! Credentials: what follows `Bearer` and `Basic`, tokens with a known beginning, and
//! anything that is long and looks random.
//!
//! Names must survive: `handleCreateOrUpdateV2Response` and other words in camel case,
//! `vendors-node_modules_react-dom_index_js`, `index-BqT3k9aZ.js` with a hash of up to 20
//! characters, `_ZN4core3fmt5write` and other mangled symbols.

use super::kind::{CREDENTIALS, DIGIT, DOT, HEX, HYPHEN, LETTER, LINE, PADDING, SPACE, TOKEN, WORD, is};
use super::spot::{Mode, Replacement, Spot};
use super::url;
use super::words::Words;

const MARK: &str = "[token]";
/// The fewest characters of a random token: 128 bits as hexadecimal digits.
const TOKEN_BYTES: isize = 32;
/// How many of these must not be plain words: more than the longest hash of a file (20).
const ODD_BYTES: isize = 25;
/// The fewest characters of a token or an id in an address, where no file's hash can stand: 20 have
/// Firebase's ids, 21 nanoid's, 22 a UUID in base64url, 24 MongoDB's and Rails', 26 ULIDs, 27 KSUIDs.
const ADDRESS_TOKEN_BYTES: isize = 20;
/// How many of these must not be plain words: more than there are in a date and a version.
const ADDRESS_ODD_BYTES: isize = 12;
/// How far it is looked for so many: a word may stand between any two parts of a token.
const LOOK_BYTES: isize = 128;
/// The fewest characters of a token with a known beginning.
const KNOWN_BYTES: isize = 13;
/// A plain word after `Bearer` or `Basic`, such as `authentication`, is shorter than this.
const WORD_BYTES: isize = 16;
/// How services begin their keys, each by its own documentation, in the order of `Words`: JSON as
/// base64 (a JWT), AWS, Google, GitHub, GitLab, Slack, Stripe, OpenAI, Anthropic, SendGrid, npm, PyPI,
/// Shopify, DigitalOcean, Hugging Face, Docker, Vault, Square, Grafana, Linear, Figma,
/// Notion, Netlify, Postman, PostHog, Tailscale, Sentry, Razorpay, RubyGems, Svix, Meta, Alibaba.
static BEGINNINGS: Words<{ LIST.len() }> = Words::new(LIST);
const LIST: &[u8] =
    b" AKIA AIza AGPA AIDA AROA ANPA ANVA ABIA ACCA ASIA dop_v1_ doo_v1_ dor_v1_ dckr_pat_ eyJ \
    EAAA figd_ ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- gldt- glrt- glcbt- glptt- glft- \
    gloas- glsa_ GOCSPX- hf_ hvs. hvb. lin_api_ LTAI npm_ ntn_ nfp_ pk_live_ pk_test_ pypi- \
    PMAK- phc_ phx_ rk_live_ rk_test_ rzp_live_ rubygems_ sk_live_ sk_test_ sk-proj- sk-ant- \
    sk-svcacct- sk-or- SG. shpat_ shpca_ shppa_ shpss_ sq0atp- sq0csp- sntrys_ sntryu_ tskey- \
    whsec_ xox xapp- ya29.";

/// A credential at the start of a word.
pub(super) fn find(spot: &Spot<'_>) -> Option<Replacement> {
    let mut length = authorization(spot).max(well_known(spot));
    if length == 0 {
        length = random(spot);
        if length > 0 && (url::is_of_code(spot) || is_function(spot, length)) {
            return None;
        }
    }
    Replacement::ahead(length, MARK)
}

/// The length of the credentials of an `Authorization` header (RFC 7235, section 2.1).
fn authorization(spot: &Spot<'_>) -> isize {
    if spot.at(-1) != b' ' || !(spot.says(-7, b"bearer") || spot.says(-6, b"basic")) {
        return 0;
    }
    let length = spot.run(0, CREDENTIALS);
    let is_camel = (1..length).any(|place| is_turn(spot, place));
    if spot.run(0, LETTER) == length && length < WORD_BYTES && !is_camel {
        return 0;
    }
    length + spot.run(length, PADDING)
}

/// The length of a token with a known beginning, and of the parts that dots join to it. One of npm
/// has digits: `npm_config_registry` has none.
fn well_known(spot: &Spot<'_>) -> isize {
    let is_known = BEGINNINGS.any(spot.at(0), &mut |beginning| spot.says(0, beginning));
    let looked = if is_known { spot.run_within(LOOK_BYTES, 0, TOKEN | DOT) } else { 0 };
    let is_word = spot.says(0, b"npm_") && !(0..looked).any(|place| spot.is(place, DIGIT));
    if looked < KNOWN_BYTES || is_word {
        return 0;
    }
    let mut length = spot.run(0, TOKEN);
    while spot.at(length) == b'.' && spot.is(length + 1, TOKEN) {
        length += 1 + spot.run(length + 1, TOKEN);
    }
    length
}

/// Whether it is the name of a function in a frame: `    at name (` or, at the start of a line, `name@`.
fn is_function(spot: &Spot<'_>, length: isize) -> bool {
    let start = -spot.back_within(LOOK_BYTES, 0, LINE);
    let indent = start + spot.run_within(LOOK_BYTES, start, SPACE);
    let name = length + spot.run_within(LOOK_BYTES, length, TOKEN | DOT);
    if spot.says(indent, b"at") && spot.at(indent + 2) == b' ' {
        return spot.at(name) == b' ' && matches!(spot.at(name + 1), b'(' | b'[');
    }
    let words = spot.back_within(LOOK_BYTES, 0, TOKEN | DOT);
    let scheme = name + 1 + spot.run_within(LOOK_BYTES, name + 1, LETTER | HYPHEN);
    start + words == 0 && spot.at(name) == b'@' && matches!(spot.at(scheme), b':' | b'/' | b'[')
}

/// Whether letters change to digits or back at a place, or lower case to upper case.
fn is_turn(spot: &Spot<'_>, place: isize) -> bool {
    let (last, byte) = (spot.at(place - 1), spot.at(place));
    let is_camel = last.is_ascii_lowercase() && byte.is_ascii_uppercase();
    is_camel || is(last, WORD) && is(byte, WORD) && is(last, DIGIT) != is(byte, DIGIT)
}

/// The length of what looks random: its parts between hyphens that are not plain words are
/// long enough and full of digits and turns. Any beginning of it that is so decides, so that
/// a mark in its place later on changes nothing.
fn random(spot: &Spot<'_>) -> isize {
    let before = spot.back_within(TOKEN_BYTES, 0, TOKEN);
    let is_short = before + spot.run_within(TOKEN_BYTES, 0, TOKEN) < ADDRESS_TOKEN_BYTES;
    if is_short || spot.at(-1) == b'_' && spot.says(0, b"ZN") {
        return 0;
    }
    let (mut odd, mut odd_digits, mut odd_turns) = (0, 0, 0);
    let (mut part, mut digits, mut turns, mut hex) = (0, 0, 0, 0);
    let mut place = 0;
    let mut is_text = false;
    while place < LOOK_BYTES && spot.is(place, TOKEN) {
        let in_part = spot.is(place, WORD);
        if in_part {
            part += 1;
            digits += isize::from(spot.is(place, DIGIT));
            hex += isize::from(spot.is(place, HEX));
            turns += isize::from(part > 1 && is_turn(spot, place));
        }
        // `vendors`, `README`, `useState`; a longer word has more turns in it.
        let camel = part > 7 && turns * 4 <= part;
        let is_word = part > 2 && digits == 0 && (turns == 0 || camel);
        let bytes = odd + part;
        let signs = odd_digits + odd_turns + digits + turns;
        place += 1;
        let length = before + place;
        let is_odd = !is_word
            && length >= ADDRESS_TOKEN_BYTES
            && bytes >= ADDRESS_ODD_BYTES
            && signs * 16 >= bytes * 5;
        let is_long = length >= TOKEN_BYTES && bytes >= ODD_BYTES;
        // A date has digits and no turns.
        let is_short = is_odd && (odd_turns + turns) * 8 >= bytes;
        if is_short && !is_long && !is_text {
            // In a text it may be a file's hash or a name.
            is_text = spot.mode != Mode::Page && !url::in_url(spot, url::PATH_BYTES);
        }
        if is_odd && is_long || is_short && !is_text || part == hex && hex >= TOKEN_BYTES {
            return spot.run(0, TOKEN);
        }
        if !in_part {
            // What follows is looked at by itself: `application-` stays before a token.
            if odd == 0 && (is_word || part < 3) {
                return 0;
            }
            if !is_word {
                (odd, odd_digits, odd_turns) = (bytes, odd_digits + digits, odd_turns + turns);
            }
            (part, digits, turns, hex) = (0, 0, 0, 0);
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn each_beginning_is_found() {
        for beginning in core::str::from_utf8(LIST).unwrap().split(' ').filter(|one| !one.is_empty()) {
            let key = format!("{beginning}A1b2C3d4E5f6");
            assert_eq!(crate::scrub::text(&key), MARK, "{key}");
        }
    }
}
