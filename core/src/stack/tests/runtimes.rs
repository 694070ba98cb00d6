//! Outside of browsers: Node, Deno, Bun, React Native.

use super::golden;

#[test]
fn node_24() {
    golden(
        "Error: x
    at Object.<anonymous> (/srv/shop/dist/server.js:10:5)
    at Module._compile (node:internal/modules/cjs/loader:1554:14)
    at handler (file:///srv/shop/src/app.mjs:1:7)
    at load (C:\\srv\\my shop\\app.js:1:2)
    at next (C:\\srv\\shop\\node_modules\\express\\index.js:1:2)
    at /srv/shop/app.js:3:4
    at async ModuleLoader.import (node:internal/modules/esm/loader:473:24)
    at process.processTicksAndRejections (internal/process/task_queues.js:95:5)
    at Script.runInThisContext (evalmachine.<anonymous>:1:1)",
        &[
            "- | /srv/shop/dist/server.js | 10:5 | own",
            "Module._compile | node:internal/modules/cjs/loader | 1554:14 | foreign",
            "handler | file:///srv/shop/src/app.mjs | 1:7 | own",
            "load | C:\\srv\\my shop\\app.js | 1:2 | own",
            "next | C:\\srv\\shop\\node_modules\\express\\index.js | 1:2 | foreign",
            "- | /srv/shop/app.js | 3:4 | own",
            "ModuleLoader.import | node:internal/modules/esm/loader | 473:24 | foreign",
            "process.processTicksAndRejections | internal/process/task_queues.js | 95:5 | foreign",
            "Script.runInThisContext | evalmachine.<anonymous> | 1:1 | foreign",
        ],
    );
}

#[test]
fn deno_2_and_bun_1() {
    golden(
        "Error: x
    at load (https://deno.land/std@0.224.0/http/server.ts:1:2)
    at run (file:///srv/shop/main.ts:1:2)
    at eventLoopTick (ext:core/01_core.js:168:7)
    at processTicksAndRejections (native:7:39)",
        &[
            "load | https://deno.land/std@0.224.0/http/server.ts | 1:2 | foreign",
            "run | file:///srv/shop/main.ts | 1:2 | own",
            "eventLoopTick | ext:core/01_core.js | 168:7 | foreign",
            "processTicksAndRejections | - | 7:39 | foreign",
        ],
    );
}

#[test]
fn react_native_hermes() {
    golden(
        "TypeError: undefined is not a function
    at onPress (address at index.android.bundle:1:452701)
    at anonymous (address at index.android.bundle:1:98)
    at apply (native)
    at tryCallTwo (address at InternalBytecode.js:1:1222)
    ... skipping 95 frames",
        &[
            "onPress | index.android.bundle | 1:452701 | own",
            "- | index.android.bundle | 1:98 | own",
            "apply | - | -:- | foreign",
            "tryCallTwo | InternalBytecode.js | 1:1222 | foreign",
        ],
    );
    golden(
        "onPress@address at index.android.bundle:1:452701\nf@main.jsbundle:3:4\nforEach@[native code]",
        &[
            "onPress | index.android.bundle | 1:452701 | own",
            "f | main.jsbundle | 3:4 | own",
            "forEach | - | -:- | foreign",
        ],
    );
}
