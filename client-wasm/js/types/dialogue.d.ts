/** The texts of the dialogue in one language. */
export interface DialogueTexts {
  title: string;
  reason: string;
  show: string;
  once: string;
  always: string;
  never: string;
}

/** What was decided: to send this report, to send always, or never. */
export type Decision = 'once' | 'always' | 'never';

/** How the dialogue is shown. */
export interface DialogueOptions {
  /** A language such as `de`; else that of the page or of the browser, or English. */
  language?: string;
  /** Texts of your own, in the place of those of the language. */
  texts?: Partial<DialogueTexts>;
  /** Called with the decision: store it where your site stores such things, and nowhere else. */
  onDecision?: (decision: Decision) => void;
}

/** The texts by the codes of their languages. */
export const languages: Record<string, DialogueTexts>;

/**
 * Shows the dialogue, unless it is there or no report waits; a visit that waits is no reason to ask. "Send
 * this report" sends what is shown, and the dialogue comes again for what came in meanwhile.
 */
export function askToSend(options?: DialogueOptions): void;
