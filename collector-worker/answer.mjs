// Makes the runtime's answers for the Rust module, each in one call. The module hands over a status, headers as
// lines and a body; headers that come again are made once and copied by the runtime, which costs a fifth of
// making them anew.

/** The object of a project that the sender of this answer is to follow, by its name. @type {WeakMap<Response, string>} */
export const followed = new WeakMap();
/** Answers whose body the module makes while it is read. @type {WeakSet<Response>} */
export const streamed = new WeakSet();

/**
 * Makes what an answer begins with: a line for the name of each header, and one for its value, which has no
 * line breaks.
 * @param {number} status
 * @param {string} lines
 */
export function prepare(status, lines) {
  const headers = new Headers();
  const parts = lines.split("\n");
  for (let place = 0; place + 1 < parts.length; place += 2) headers.append(parts[place], parts[place + 1]);
  return { status, headers };
}

/**
 * Makes an answer. The headers are copied, so that nobody changes those of another.
 * @param {string | Uint8Array | ReadableStream | null} body
 * @param {ResponseInit} begin
 */
export const respond = (body, begin) => new Response(body, begin);

/**
 * Makes an answer whose body comes from the module.
 * @param {ReadableStream} body
 * @param {ResponseInit} begin
 */
export function respondInParts(body, begin) {
  const response = new Response(body, begin);
  streamed.add(response);
  return response;
}

/**
 * Makes the answer that joins a request to an object.
 * @param {string} name
 * @param {ResponseInit} begin
 */
export function respondFollowing(name, begin) {
  const response = new Response(null, begin);
  followed.set(response, name);
  return response;
}
