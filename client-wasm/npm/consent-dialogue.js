// `corncrake/consent-dialogue`, for what knows no package exports.
export * from './dialogue.js';
