// What stands behind an error of Nuxt, which wraps what was thrown and says the same.

/** From this status on an error is the site's own: a mistyped address is not. */
const SERVER_ERROR = 500;

/** Whether the application answered with it, as it does to an address that leads nowhere. */
export const isAnswer = (error) => '__h3_error__' in (error?.constructor ?? {}) && error.statusCode < SERVER_ERROR;

export function thrown(error) {
  const { cause, message } = error ?? {};
  return cause?.stack && cause.message === message ? cause : error;
}
