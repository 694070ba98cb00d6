// The same in vitest, which reads modules.
import { sendEvent, setup } from 'corncrake';
import { expect, test } from 'vitest';

test('the button counts', () => {
  document.body.innerHTML = '<button>0 bought</button>';
  if (process.env.ENDPOINT) setup(process.env.ENDPOINT);
  const button = document.querySelector('button');
  button.onclick = () => {
    button.textContent = '1 bought';
    sendEvent(new RangeError('a click fails'));
  };
  button.click();
  expect(button.textContent).toBe('1 bought');
});
