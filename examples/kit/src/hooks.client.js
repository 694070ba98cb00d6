// SvelteKit's hook of the client: ours around the site's own.
import { setup } from 'corncrake';
import { handleError as corncrake } from 'corncrake/svelte';

// A kit page's address is its own; the endpoint comes in the fragment.
setup(decodeURIComponent(location.hash.slice(1)), { load: 'eager', consoleErrors: false });

export const handleError = corncrake(({ error }) => ({ message: `shown: ${error.name}` }));
