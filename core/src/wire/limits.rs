//! The limits of the ingest contract, each with its unit and reason. Those with TrackX's
//! numbers keep its clients working unchanged.

/// Bytes of an event's body. TrackX's limit; a whole stack of 128 KiB fits with its meta.
pub const EVENT_BYTES: usize = 1024 * 1024;
/// Bytes of a request of reports: browsers send at most 64 KiB at a time, and a larger body
/// costs more to read than it can tell.
pub const REPORT_BYTES: usize = 256 * 1024;
/// Characters of an error's name (TrackX).
pub const NAME_CHARS: usize = 512;
/// Characters of a message (TrackX).
pub const MESSAGE_CHARS: usize = 10_000;
/// Characters of the page's address (TrackX).
pub const URI_CHARS: usize = 1_000;
/// Bytes of a stack (TrackX).
pub const STACK_BYTES: usize = 128 * 1024;
/// Bytes of the texts and names in `meta`: twice what our own client sends. More is cut, and the event
/// is kept.
pub const META_BYTES: usize = 32 * 1024;
/// Members and items of `meta`, all levels together: what so many bytes have room for in usual ones.
pub const META_MEMBERS: usize = 2_000;
/// Bytes of a User-Agent (TrackX): real ones end below 300.
pub const USER_AGENT_BYTES: usize = 500;
/// Characters of a release or an environment: a commit hash, a version, a branch name.
pub const RELEASE_CHARS: usize = 128;
/// Parts of a custom fingerprint: what an issue's page can explain in a few lines.
pub const FINGERPRINT_PARTS: usize = 8;
/// Characters of one of them: a word or two of the site's own, as a release is.
pub const FINGERPRINT_PART_CHARS: usize = RELEASE_CHARS;
/// Characters of all of them, with the line feeds between: our client cuts there (`js/browser/read.js`).
pub const FINGERPRINT_CHARS: usize = FINGERPRINT_PARTS * (FINGERPRINT_PART_CHARS + 1) - 1;
/// Bytes of a property's name that an error message repeats.
pub const ECHOED_NAME_CHARS: usize = 40;
/// Bytes of a batch: one event may fill it, fifty usual ones take a tenth of it.
pub const BATCH_BYTES: usize = EVENT_BYTES;
/// Events of a batch: as many as our client holds at a time.
pub const BATCH_EVENTS: usize = 50;
/// The most that one event of a batch can count: ten seconds of a page that throws as fast as
/// engines do, 10,000 times a second. In a storm without end our client sends once a minute, which
/// can be more: what is beyond is counted as lost, so that no number vanishes.
pub const COUNT: u32 = 100_000;
/// The most that a batch can count as lost: a page that throws without pause for an hour. More is
/// a page that makes it up, and must not drown what is true.
pub const LOST: u32 = 1_000_000;
/// Milliseconds that an event may lie back when it is sent: a day offline. An older one
/// counts as a day old.
pub const AGO_MS: u32 = 86_400_000;
