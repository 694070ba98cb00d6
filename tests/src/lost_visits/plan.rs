//! The visits: when each one's error happens, when its visitor leaves and how, and how slow its network is.
//! They are the same in each run, and the same for each way of loading; no moment depends on a way.

use crate::xorshift::XorShift;

/// The ways in which the client is loaded, as the tag's attribute names them.
pub const WAYS: [&str; 3] = ["on-error", "idle", "eager"];

const SEED: u64 = 0x00C0_4C4A_4B3D_0014;
/// The error happens within so many milliseconds of the page's start, and the visitor leaves within these.
const ERROR_WITHIN: usize = 3_000;
const LEAVES_WITHIN: usize = 5_000;
/// The answers of the client's files wait so long, and a picture without which the page is not complete.
const FILE_WAITS: (usize, usize) = (50, 500);
const PICTURE_WAITS: (usize, usize) = (200, 1_500);

/// A visit, in milliseconds.
#[derive(Debug, Clone)]
pub struct PlannedVisit {
    /// The number by which all that it does is known.
    pub number: usize,
    /// The moment of the error.
    pub error: usize,
    /// The moment at which the visitor leaves.
    pub leaves: usize,
    /// Whether the tab is closed: else it goes to another page.
    pub closes: bool,
    /// The delay of the client's script and of its module.
    pub files: [usize; 2],
    /// The delay of the page's picture.
    pub picture: usize,
}

/// So many visits.
pub fn visits(many: usize) -> Vec<PlannedVisit> {
    let mut chance = XorShift(SEED);
    // The first numbers of a seed are alike.
    for _ in 0..64 {
        chance.below(1);
    }
    let one = |number| {
        let mut between = |(least, most): (usize, usize)| least + chance.below(most - least + 1);
        PlannedVisit {
            number,
            error: between((0, ERROR_WITHIN)),
            leaves: between((0, LEAVES_WITHIN)),
            closes: between((0, 1)) == 1,
            files: [between(FILE_WAITS), between(FILE_WAITS)],
            picture: between(PICTURE_WAITS),
        }
    };
    (0..many).map(one).collect()
}

impl PlannedVisit {
    /// Whether the visitor is still there when the error happens.
    pub fn meets_error(&self) -> bool {
        self.error < self.leaves
    }

    /// The class of its error: letters alone, which nothing scrubs, and the end that the tag asks for.
    pub fn class(&self) -> String {
        let letter = |of: usize| char::from(b'a' + u8::try_from(of % 26).unwrap_or(0));
        let number = self.number;
        format!(
            "Visit{}{}{}Error",
            letter(number / 676).to_ascii_uppercase(),
            letter(number / 26),
            letter(number)
        )
    }
}
