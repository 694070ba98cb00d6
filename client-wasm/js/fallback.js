// The module as JavaScript, for pages that refuse wasm. It has everything of its own, and is
// ready as soon as it is imported.

import { __wbg_set_wasm } from '#glue';
import { imports } from '#imports';
import { instantiate } from '#module';

__wbg_set_wasm(instantiate(imports));

export { start } from '#glue';
