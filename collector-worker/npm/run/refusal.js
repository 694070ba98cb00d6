// What ends a command and is said in one line, without a stack: it is nobody's fault in the code.

/** The code of what is refused while the admin token is switched off. */
export const TOKEN_OFF = 'admin_token_off';

/** A reason in words, which name what to do. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {string} [code] the code of the collector's answer, where that is the reason
   */
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

/**
 * The same error with what was tried before it.
 * @param {string} tried
 * @param {Error} error
 */
export const because = (tried, error) => new Refusal(`${tried}: ${error.message}`);
