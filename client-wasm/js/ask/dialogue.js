// A dialogue that asks whether what waits may be sent, with the very bytes in it, in the languages of
// `texts`. It has no style of its own, so that it looks as the site does and needs no permission, and it
// stores nothing: `onDecision` gives the answer to the site.

import { consent, discard, pending, send } from 'corncrake/ask';

import bg from './texts/bg.json';
import cs from './texts/cs.json';
import da from './texts/da.json';
import de from './texts/de.json';
import el from './texts/el.json';
import en from './texts/en.json';
import es from './texts/es.json';
import et from './texts/et.json';
import fi from './texts/fi.json';
import fr from './texts/fr.json';
import ga from './texts/ga.json';
import hr from './texts/hr.json';
import hu from './texts/hu.json';
import it from './texts/it.json';
import lt from './texts/lt.json';
import lv from './texts/lv.json';
import mt from './texts/mt.json';
import nl from './texts/nl.json';
import pl from './texts/pl.json';
import pt from './texts/pt.json';
import ro from './texts/ro.json';
import sk from './texts/sk.json';
import sl from './texts/sl.json';
import sv from './texts/sv.json';

/** The languages of the European Union, by their codes. */
export const languages = {
  bg, cs, da, de, el, en, es, et, fi, fr, ga, hr, hu, it, lt, lv, mt, nl, pl, pt, ro, sk, sl, sv,
};

/** The texts of the first of these languages that there is; English where there is none. */
function choose(wanted) {
  for (const tag of wanted) {
    const code = `${tag}`.toLowerCase().split('-')[0];
    if (Object.hasOwn(languages, code)) return { code, texts: languages[code] };
  }
  return { code: 'en', texts: en };
}

let open;

/** Whether a request has an error: that of a visit has none, and its page did not fail. */
const isReport = ({ url }) => url.endsWith('/batch');

/**
 * Shows the dialogue, unless it is there or no report waits. What it shows is what a yes to this report
 * sends; for what came in meanwhile it is shown again.
 * @param {{ language?: string, texts?: any, onDecision?: (decision: string) => void }} [given]
 */
export function askToSend({ language, texts, onDecision } = {}) {
  const shown = pending();
  if (open || !shown.some(isReport)) return;
  const own = [language, document.documentElement.lang, ...navigator.languages].filter(Boolean);
  const chosen = choose(own);
  const words = { ...chosen.texts, ...texts };
  const make = (name, text = '', of = {}) =>
    Object.assign(document.createElement(name), { textContent: text }, of);
  const dialogue = /** @type {HTMLDialogElement} */ (make('dialog', '', { lang: chosen.code, className: 'corncrake-ask' }));
  const title = make('h2', words.title, { id: 'corncrake-ask-title' });
  const reason = make('p', words.reason, { id: 'corncrake-ask-reason' });
  dialogue.setAttribute('aria-labelledby', title.id);
  dialogue.setAttribute('aria-describedby', reason.id);
  const details = make('details');
  const bytes = make('pre', shown.map(({ body }) => body).join('\n'), { tabIndex: 0 });
  details.append(make('summary', words.show), bytes);
  const decide = (decision, act) => () => {
    if (!open) return;
    open = undefined;
    dialogue.close();
    dialogue.remove();
    act();
    onDecision?.(decision);
    if (decision === 'once') askToSend({ language, texts, onDecision });
  };
  const button = (text, decision, act) =>
    make('button', text, { type: 'button', onclick: decide(decision, act) });
  dialogue.append(
    title,
    reason,
    details,
    button(words.once, 'once', () => send(shown)),
    button(words.always, 'always', () => consent(true)),
    button(words.never, 'never', discard),
  );
  // The escape key is no yes.
  dialogue.addEventListener('cancel', (event) => {
    event.preventDefault();
    decide('never', discard)();
  });
  open = dialogue;
  document.body.append(dialogue);
  dialogue.showModal();
}
