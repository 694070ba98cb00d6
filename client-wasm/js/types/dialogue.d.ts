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

/** Shows the dialogue, unless it is there or nothing waits. */
export function askToSend(options?: DialogueOptions): void;
