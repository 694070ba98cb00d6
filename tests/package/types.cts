// Everything that the package exports, as a strict project uses it.
import { consent, meta, ping, sendEvent, setup, type ClientEvent, type Options } from 'corncrake';
import * as ask from 'corncrake/ask';
import { breadcrumb, breadcrumbs } from 'corncrake/breadcrumbs';
import * as dialogue from 'corncrake/consent-dialogue';
import { feedback } from 'corncrake/feedback';
import { corncrake as angular } from 'corncrake/angular';
import * as inline from 'corncrake/inline';
import { corncrake as next, setup as ofNext } from 'corncrake/next';
import * as node from 'corncrake/node';
import { errorBoundary, errorHandlers } from 'corncrake/react';
import { handleError, onerror } from 'corncrake/svelte';
import { corncrake } from 'corncrake/vue';
import * as worker from 'corncrake/worker';
import type {} from 'corncrake/script.js';

const options: Options = {
  release: '1',
  environment: 'test',
  consoleErrors: false,
  load: 'on-error',
  consent: 'required',
  privacyControl: 'all',
  onEvent(event: ClientEvent, original: unknown) {
    if (event.type === 3 || !(original instanceof Error)) return false;
    event.message = event.message.slice(0, 100);
    return event;
  },
};
setup('https://errors.example/v1/KEY', options);
setup('https://errors.example/v1/KEY', async (event) => (event.message === "" ? null : event));
setup('https://errors.example/v1/KEY', (event) => {
  event.meta = { ...event.meta, seen: true };
});
sendEvent(new Error('x'), { step: 'pay' });
sendEvent('anything');
ping();
consent(true);
meta.theme = 'dark';
const stop: () => void = breadcrumbs(meta, { console: false });
breadcrumb('cart', { items: 3, coupon: null });
stop();

ask.setup('https://errors.example/v1/KEY', {});
dialogue.askToSend({ language: 'de' });
const words: Promise<{ message: string } | undefined> = feedback('https://errors.example/v1/KEY', 'It is slow.');
void words;

worker.setup('https://errors.example/v1/KEY', { onEvent: () => null });
worker.meta.worker = 1;
inline.setup('https://errors.example/v1/KEY');

node.setup('https://errors.example/v1/KEY', { origin: 'billing', uri: 'https://api.example' });
node.setup('https://errors.example/v1/KEY', () => false, 'billing');
const flushed: Promise<void> = node.flush();
void flushed;

const handlers = errorHandlers({ onCaughtError: (error, info) => console.log(error, info.componentStack) });
handlers.onRecoverableError(new Error('x'), {});
void errorBoundary;
corncrake.install({ config: {} });
const hook: (input: { error: unknown; event: { route: { id: string | null } }; status: number; message: string }) => {
  message: string;
} = handleError(({ message }) => ({ message }));
void hook;
onerror(new Error('x'));
ofNext('https://errors.example/v1/KEY', { release: '1' });
const { register, onRequestError } = next('https://errors.example/v1/KEY', { origin: 'shop' });
register();
void onRequestError(new Error('x'), {}, { routePath: '/shop/[id]', routeType: 'render' });
class ErrorHandler {
  handleError(error: unknown) {
    console.error('ERROR', error);
  }
}
abstract class Injector {
  abstract get(token: unknown, otherwise?: unknown): unknown;
}
const providers: unknown[] = angular({ ErrorHandler, Injector, sendEvent: node.sendEvent }, class extends ErrorHandler {});
void providers;
window.corncrake?.sendEvent(new Error('x'));
if (window.corncrake) window.corncrake.onEvent = ({ type }) => (type === 3 ? null : undefined);

// @ts-expect-error there is no such moment
setup('https://errors.example/v1/KEY', { load: 'later' });
// @ts-expect-error an endpoint is a text
setup(new URL('https://errors.example/v1/KEY'));
// @ts-expect-error a page's option
node.setup('https://errors.example/v1/KEY', { privacyControl: 'all' });
