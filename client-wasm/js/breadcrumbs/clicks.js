// Clicks, by the role of what was clicked and a selector of words: names of elements, ids, and the
// attributes that a site names its elements by. Texts, labels, values, classes and keys are never read.

import { quietly } from './wrap.js';

const { apply } = Reflect;
const { getOwnPropertyDescriptor } = Object;

/** Attributes that name an element, in the order in which they are looked for. */
const NAMES = ['data-testid', 'data-test', 'data-cy', 'name'];
/** A word of the site's code: no digit, which may be an id of a visitor's, and no space. */
const WORD = /^[a-z][a-z_-]{0,39}$/i;
/** Elements above the one that was clicked, among which a control is looked for. */
const ABOVE = 8;
/** Elements of a selector. */
const ELEMENTS = 3;
/** Roles that elements have by themselves. */
const ROLES = {
  __proto__: null,
  a: 'link',
  button: 'button',
  input: 'textbox',
  label: 'label',
  option: 'option',
  select: 'combobox',
  summary: 'button',
  textarea: 'textbox',
};
/** Roles of inputs by their type. */
const TYPES = {
  __proto__: null,
  button: 'button',
  checkbox: 'checkbox',
  image: 'button',
  radio: 'radio',
  range: 'slider',
  reset: 'button',
  submit: 'button',
};

export function watchClicks(add) {
  const { addEventListener, document, Element, Event, removeEventListener } = globalThis;
  if (!document) return () => {};
  // A form has its fields as members: what is read goes by the prototypes, as they are now.
  const { composedPath } = Event.prototype;
  const { getAttribute } = Element.prototype;
  const nameOf = /** @type {Function} */ (getOwnPropertyDescriptor(Element.prototype, 'localName')?.get);
  const attribute = (element, name) => apply(getAttribute, element, [name]) ?? '';

  const role = (element) => {
    const [own] = attribute(element, 'role').trim().split(/\s/);
    if (/^[a-z]{2,20}$/.test(own)) return own;
    const name = apply(nameOf, element, []);
    const ofType = name === 'input' && TYPES[attribute(element, 'type').toLowerCase()];
    return ofType || ROLES[name];
  };

  /** An element as a part of a selector, and whether it has a name of its own. */
  const part = (element) => {
    const name = apply(nameOf, element, []);
    const id = attribute(element, 'id');
    if (WORD.test(id)) return [`${name}#${id}`, true];
    const by = NAMES.find((one) => WORD.test(attribute(element, one)));
    return by ? [`${name}[${by}=${attribute(element, by)}]`, true] : [name, false];
  };

  const onClick = (event) =>
    quietly(() => {
      const elements = apply(composedPath, event, []).filter((one) => one instanceof Element);
      const at = elements.slice(0, ABOVE).findIndex(role);
      const [clicked, ...above] = elements.slice(Math.max(0, at));
      if (!clicked) return;
      const parts = [part(clicked)[0]];
      for (const element of above) {
        const [text, isNamed] = part(element);
        if (isNamed) parts.unshift(text);
        if (parts.length >= ELEMENTS) break;
      }
      add({ kind: 'click', role: role(clicked), selector: parts.join(' > ') });
    });

  addEventListener('click', onClick, { capture: true, passive: true });
  return () => removeEventListener('click', onClick, true);
}
