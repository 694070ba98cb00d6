// One line of a check: what was looked at, how it is, and what to do about it.

/** @typedef {'ok' | 'note' | 'warning' | 'failure'} Status */
/**
 * @typedef {object} Finding
 * @property {string} name what was looked at
 * @property {Status} status
 * @property {string} text
 * @property {string} [action] what to do
 */

/** @type {(name: string, text: string) => Finding} */
export const ok = (name, text) => ({ name, status: 'ok', text });

/**
 * What could not be looked at, or is for the operator to judge.
 * @type {(name: string, text: string, action?: string) => Finding}
 */
export const note = (name, text, action) => ({ name, status: 'note', text, action });

/** @type {(name: string, text: string, action: string) => Finding} */
export const warning = (name, text, action) => ({ name, status: 'warning', text, action });

/** @type {(name: string, text: string, action: string) => Finding} */
export const failure = (name, text, action) => ({ name, status: 'failure', text, action });
