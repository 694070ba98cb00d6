//! How much is read of what Sentry's SDKs send, each with its unit and reason. What is beyond is cut off
//! or skipped, and costs the event nothing.

/// Bytes of an envelope, packed and unpacked: an event and what usually is attached to it. Sentry takes
/// 20 MB and 100 MB, of which all but the event would be dropped here.
pub const ENVELOPE_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of one event, as of ours; Sentry's own limit is 1 MB.
pub const EVENT_BYTES: usize = crate::wire::limits::EVENT_BYTES;
/// Bytes of a client report, a session or a report of a person; Sentry's limit is 4 KiB for the first.
pub const SMALL_ITEM_BYTES: usize = 64 * 1024;
/// Items of an envelope that are looked at: SDKs send one to some tens.
pub const ITEMS: usize = 1_000;
/// Bytes of an item's header, or of an envelope's: SDKs write some hundreds.
pub const HEADER_BYTES: usize = 16 * 1024;
/// Events of an envelope that are stored; Sentry's format allows one.
pub const EVENTS: usize = 10;
/// Exceptions of a chain that are kept: `meta` nests no deeper.
pub const EXCEPTIONS: usize = 5;
/// Frames of an exception that are kept, the innermost: twice what is shown.
pub const FRAMES: usize = 100;
/// Frames of a cause: enough to find the line.
pub const CAUSE_FRAMES: usize = 20;
/// Innermost frames among which the machinery of a panic is looked for.
pub const PANIC_FRAMES: usize = 60;
/// Characters of a function's name or of a file's.
pub const FRAME_CHARS: usize = 512;
/// Frames of the site's own code whose source lines are kept.
pub const SOURCE_FRAMES: usize = 5;
/// Lines before and behind the line of a frame.
pub const SOURCE_LINES: usize = 5;
/// Characters of a source line.
pub const SOURCE_CHARS: usize = 160;
/// Tags that are kept, in the order in which the operator lists them.
pub const TAGS: usize = 50;
/// Characters of a tag's name or value; Sentry's limits are 32 and 200.
pub const TAG_CHARS: usize = 200;
/// Debug ids that are kept: one a script of the stack.
pub const DEBUG_IDS: usize = 20;
/// Aggregates of sessions that are added up in an item: an SDK writes one a minute.
pub const AGGREGATES: usize = 1_000;
/// Entries of a client report that are counted.
pub const DISCARDED: usize = 200;
/// The most that one item can count of one kind: more is a sender that makes it up.
pub const QUANTITY: u64 = 1_000_000;
