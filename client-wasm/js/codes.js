// The numbers that the client's JavaScript and Rust share, each written once. Rust has the same in
// `src/codes.rs`, which a test compares with this file. A bundle has the bare numbers.

// What is reported to the module, each with a value, what goes along and an address. The first
// ones are types of event (`core/src/event.rs`).

/** The visitor agrees, or no longer does. */
export const CONSENT = 0;
/** An error that nothing caught, or a resource that failed to load. */
export const ERROR = 1;
/** A promise that nothing caught. */
export const REJECTION = 2;
/** A call of `console.error`. */
export const CONSOLE_ERROR = 3;
/** An error that the site sends itself. */
export const SENT_BY_SITE = 4;
/** A page was visited. */
export const PING = 5;
/** The collector answered a request: its status, and `RETRY_UNIT` times the seconds to wait. */
export const RESPONSE = 7;
/** A timer ran out, or the network is back. */
export const WAKE = 8;
/** The page is hidden, perhaps for good. */
export const HIDDEN = 9;
/** The page is left. */
export const PAGE_HIDE = 10;
/** The page is shown again. */
export const PAGE_SHOW = 11;
/** The site's `onEvent` gave an event back. */
export const REVIEWED = 12;
/** The same error as the one before, by its message and place. */
export const REPEATED = 13;

/** By what a response's seconds are multiplied: above every status of HTTP. */
export const RETRY_UNIT = 1_000;

// Kinds of values, as JSON tells them apart; 0 is what it leaves out.

export const NULL = 1;
export const FALSE = 2;
export const TRUE = 3;
export const NUMBER = 4;
export const TEXT = 5;
export const LIST = 6;
export const OBJECT = 7;
export const FUNCTION = 8;

/** Members of one array or object that are read. */
export const MEMBERS = 64;
