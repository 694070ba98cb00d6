// Text that is cut: not within a word or a number, since half of an address or of a card's number is
// nothing that scrubbing would know.

/** Characters of a text. */
const CHARS = 100;

export function cut(text) {
  if (text.length <= CHARS) return text;
  const whole = text.slice(0, CHARS).replace(/\S*$/, '');
  // Groups of digits, and signs between them, belong together; so does what stands in open quotes.
  const kept = whole.replace(/[\d\s()+./:-]*$/, '').trimEnd();
  return `${kept.slice(0, CHARS)} …`.trimStart();
}
