// A Worker has no events of its own to listen to: the wrapper sees what its handlers throw.

/** @returns {() => void} */
export const listen = () => () => {};
