// `import 'corncrake-bundler/setup'` sets the client up with the endpoint and the release that the
// plug-in knows, which writes them in here as it is bundled.
import { setup } from 'corncrake';

/** @type {{ endpoint: string, options: object } | undefined} */
let given;
/* corncrake */

if (!given) throw new Error('corncrake-bundler/setup needs the plug-in in the configuration of the bundler');
setup(given.endpoint, given.options);

export * from 'corncrake';
