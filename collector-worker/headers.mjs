// Headers of an answer in one call of the Rust module, instead of one for each.

/**
 * Appends headers: a line for each name, and one for its value, which has no line breaks.
 * @param {Headers} headers
 * @param {string} lines
 */
export function append(headers, lines) {
  const parts = lines.split("\n");
  for (let place = 0; place + 1 < parts.length; place += 2) headers.append(parts[place], parts[place + 1]);
}
