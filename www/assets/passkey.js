// Passkeys: has the browser's authenticator make or use one for the form with `data-passkey`, and
// sends its answer in the form's fields. Without this file, or without passkeys, the form stays hidden,
// and the page says what is needed.

const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** What the browser's refusals mean to a person. */
const WORDS = {
  InvalidStateError: 'This device has a passkey of yours already.',
  NotAllowedError: 'No passkey was chosen, or it took too long. Try again.',
  SecurityError: 'Passkeys need a host name: open this page by https, or by http://localhost, not by an IP address.',
};

/** @param {DOMStringMap} data */
const create = ({ challenge = '', rp, user, userName = '', displayName = '', exclude = '' }) =>
  navigator.credentials.create({
    publicKey: {
      challenge: decode(challenge),
      rp: { id: rp, name: 'Corncrake' },
      user: { id: new TextEncoder().encode(user), name: userName, displayName },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      excludeCredentials: exclude
        .split(' ')
        .filter(Boolean)
        .map((id) => ({ type: 'public-key', id: decode(id) })),
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      attestation: 'none',
    },
  });

/** @param {DOMStringMap} data */
const get = ({ challenge = '', rp }) =>
  navigator.credentials.get({
    publicKey: { challenge: decode(challenge), rpId: rp, userVerification: 'required' },
  });

/**
 * Fills the fields of a form with what the authenticator gave.
 * @param {HTMLFormElement} form
 * @param {any} credential
 */
const fill = (form, credential) => {
  const { rawId, response } = credential;
  const values = {
    credential: rawId,
    'client-data': response.clientDataJSON,
    data: response.attestationObject ?? response.authenticatorData,
    signature: response.signature,
    user: response.userHandle,
  };
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(`passkey-${name}`);
    if (value && field instanceof HTMLInputElement) field.value = encode(value);
  }
};

/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll('form[data-passkey]');
/** @type {NodeListOf<HTMLElement>} */
const hints = document.querySelectorAll('[data-passkey-hint]');

for (const form of forms) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  for (const hint of hints) hint.hidden = true;
  /** @type {HTMLElement | null} */
  const error = form.querySelector('[role=alert]');
  const ask = form.dataset.passkey === 'create' ? create : get;
  let isBusy = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    try {
      fill(form, await ask(form.dataset));
      form.submit();
    } catch (refused) {
      if (!error) return;
      error.textContent = WORDS[refused.name] ?? `The browser refused: ${refused.message}`;
      error.hidden = false;
    } finally {
      isBusy = false;
    }
  });
}
