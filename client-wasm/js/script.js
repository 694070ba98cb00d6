import { early } from './early.js';

const options = document.currentScript.dataset;
window.corncrake = early(() => import(options.endpoint + '/../../client/corncrake_client.js'), options);
