import { setup } from 'corncrake';
import { handleError as corncrake } from 'corncrake/svelte';

const endpoint = decodeURIComponent(location.search.slice(1));
if (endpoint) setup(endpoint);

export const handleError = corncrake();
