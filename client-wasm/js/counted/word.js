// A word: what may be a name of something that is counted, so that no text of a person is one. The collector
// has the same rule (`core/src/wire/usage.rs`), and both are tried with the same words
// (`core/tests/usage_words.txt`).

const WORD = /^[a-z][a-z0-9._-]{0,39}$/;

/** The rule in words, behind what must hold to it. */
export const WORDS = 'must be 1 to 40 small letters, digits, dots, hyphens and underscores, and begin with a letter';

/** Whether a value is a word. */
export const isWord = (value) => typeof value === 'string' && WORD.test(value);
