// What was found, in words, and what to do about it.

/** @typedef {{ name: string, status: 'ok' | 'warning' | 'failure', text: string, action?: string }} Finding */

/** @returns {Finding} */
export const ok = (name, text) => ({ name, status: 'ok', text });
/** @returns {Finding} */
export const warning = (name, text, action) => ({ name, status: 'warning', text, action });
/** @returns {Finding} */
export const failure = (name, text, action) => ({ name, status: 'failure', text, action });
