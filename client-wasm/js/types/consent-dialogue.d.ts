export * from './dialogue.js';
