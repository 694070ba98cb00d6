//! Functions that are nobody's bug: what compilers, runtimes and frameworks put around a site's
//! own code inside of the very same file, so that only their names tell.
//!
//! In WebAssembly the names begin with the standard library's or the runtime's; in scripts only
//! names are listed that nobody gives to a function of a site.

use super::symbol;

/// How the names of Rust's functions begin that are its libraries' or wasm-bindgen's. In C++ some
/// of these are a game's own namespaces; its names have their arguments behind them.
const OF_RUST: &[&str] = &[
    "alloc::",
    "backtrace::",
    "compiler_builtins::",
    "console_error_panic_hook::",
    "core::",
    "dlmalloc::",
    "futures_",
    "getrandom::",
    "gloo_",
    "hashbrown::",
    "js_sys::",
    "panic_abort::",
    "panic_unwind::",
    "spin::",
    "std::",
    "tokio::",
    "wasm_bindgen::",
    "wasm_bindgen_futures::",
    "web_sys::",
];
/// How other names begin that a compiler or runtime put into a module: of Rust, of C and C++ with
/// Emscripten, of Go and TinyGo, of .NET, of Kotlin and Dart.
const IN_MODULES: &[&str] = &[
    "__rustc::",
    "__rust_",
    "__rdl_",
    "__rg_",
    "__wbindgen_",
    "__wbg_",
    "_dyn_core__",
    "wasm_bindgen__",
    "std::",
    "__cxa_",
    "___cxa_",
    "__cxxabiv1::",
    "__assert_",
    "___assert_",
    "emscripten_",
    "_emscripten_",
    "__emscripten_",
    "dynCall_",
    "invoke_",
    "operator new",
    "operator delete",
    "__throw_",
    "__libc_",
    "__wasm_",
    "_Unwind_",
    "__ubsan_",
    "__asan_",
    "__stack_chk_",
    "runtime.",
    "runtime_internal_",
    "runtime_debug.",
    "internal_abi.",
    "internal_bytealg.",
    "internal_poll.",
    "internal_reflectlite.",
    "internal_runtime_",
    "internal_sync.",
    "internal_task.",
    "syscall.",
    "syscall_js.",
    "reflect.",
    "sync.",
    "sync_atomic.",
    "fmt.",
    "strings.",
    "strconv.",
    "bytes.",
    "time.",
    "os.",
    "io.",
    "errors.",
    "sort.",
    "slices.",
    "maps.",
    "math.",
    "math_big.",
    "math_bits.",
    "math_rand.",
    "context.",
    "encoding_json.",
    "encoding_binary.",
    "encoding_base64.",
    "encoding_hex.",
    "encoding_gob.",
    "encoding_xml.",
    "net_http.",
    "net_url.",
    "bufio.",
    "log.",
    "unicode_utf8.",
    "wasm_export_",
    "_rt0_wasm",
    "mono_",
    "interp_",
    "ves_icall_",
    "do_icall",
    "do_jit_call",
    "jit_call",
    "aot_wrapper_",
    "aot_instances_",
    "SystemNative_",
    "GlobalizationNative_",
    "System_",
    "System.",
    "Microsoft_",
    "Microsoft.",
    "corlib_",
    "gsharedvt",
    "RhThrow",
    "RhpThrow",
    "il2cpp_",
    "kotlin.",
    "kotlinx.",
    "dart:",
    "dart.core.",
    "dart.async.",
];
/// Whole names in modules, in the order of bytes: allocators and the ends of programs, Rust's
/// panic machinery, Dart's throwing and waiting.
const NAMED_IN_MODULES: &[&str] = &[
    "Error._throw",
    "Error._throwWithCurrentStackTrace",
    "_AsyncSuspendState._resume",
    "_CustomZone.runUnary",
    "_Exit",
    "_Future._completeError",
    "_Future._propagateToListeners",
    "_FutureListener.handleValue",
    "__abort",
    "__abort_js",
    "__wasm_call_ctors",
    "_abort",
    "_exit",
    "_invokeMain",
    "_microtaskLoop",
    "_rootRun",
    "_rootRunUnary",
    "_start",
    "_startMicrotaskLoop",
    "_throwIndexError",
    "_throwNullCheckErrorWithCurrentStack",
    "abort",
    "calloc",
    "dlfree",
    "dlmalloc",
    "exit",
    "free",
    "gopanic",
    "malloc",
    "raise",
    "realloc",
    "rust_begin_unwind",
    "rust_eh_personality",
    "rust_oom",
    "rust_panic",
    "stackAlloc",
    "stackRestore",
];
/// Names in scripts, in the order of bytes: glue of Emscripten, wasm-bindgen and Dart, Zone.js,
/// the schedulers of React and Vue, regenerator's and TypeScript's generators, promise libraries.
const IN_SCRIPTS: &[&str] = &[
    "A.wrapException",
    "THROW_CCE",
    "THROW_ISE",
    "THROW_NPE",
    "ZoneAwareError",
    "ZoneDelegate.invoke",
    "ZoneDelegate.invokeTask",
    "ZoneTask.invokeTask",
    "___assert_fail",
    "___cxa_rethrow",
    "___cxa_throw",
    "___resumeException",
    "__abort_js",
    "__assert_fail",
    "__awaiter",
    "__cxa_throw",
    "__generator",
    "_abort_js",
    "_asyncRethrow",
    "_asyncStartSync",
    "_asyncToGenerator",
    "_awaitOnObject",
    "_emscripten_resize_heap",
    "_rootRun",
    "_rootRunUnary",
    "_wrapJsFunctionForAsync",
    "abortOnCannotGrowMemory",
    "asyncGeneratorStep",
    "asyncToGenerator",
    "callUserCallback",
    "callWithAsyncErrorHandling",
    "callWithErrorHandling",
    "commitRootImpl",
    "createExportWrapper",
    "drainMicroTaskQueue",
    "flushPassiveEffects",
    "flushSyncCallbacks",
    "invokeGuardedCallback",
    "invokeGuardedCallbackDev",
    "invokeGuardedCallbackProd",
    "makeMutClosure",
    "performConcurrentWorkOnRoot",
    "performSyncWorkOnRoot",
    "performUnitOfWork",
    "performWorkUntilDeadline",
    "process._tickCallback",
    "promiseReactionJob",
    "regeneratorRuntime",
    "renderRootSync",
    "renderWithHooks",
    "runMicrotasks",
    "scheduleResolveOrReject",
    "throwExpressionWithWrapper",
    "workLoopConcurrent",
    "workLoopSync",
    "wrapException",
];
/// How names in scripts begin that Emscripten and wasm-bindgen make.
const SCRIPTS_BEGIN: &[&str] =
    &["invoke_", "dynCall_", "__wbg_", "__wbindgen_", "imports.wbg.", "Module.dynCall_"];

/// Whether a function is of a compiler, a runtime or a framework.
pub(super) fn is_runtime(function: &str, file: &str) -> bool {
    if symbol::is_module(file) {
        return is_in_module(&symbol::readable(function));
    }
    IN_SCRIPTS.binary_search(&function).is_ok()
        || SCRIPTS_BEGIN.iter().any(|begin| function.starts_with(begin))
}

fn is_in_module(name: &str) -> bool {
    // Of `<shop::Cart as core::fmt::Display>::fmt` the type says whose it is.
    let name = name.trim_start_matches(['<', '&', '*', '(', '[']);
    let name =
        ["mut ", "dyn ", "impl "].iter().fold(name, |name, word| name.strip_prefix(word).unwrap_or(name));
    let word = name.split(['(', '[', ' ']).next().unwrap_or(name);
    let is_rust = !name.contains('(') && OF_RUST.iter().any(|begin| name.starts_with(begin));
    is_rust
        || NAMED_IN_MODULES.binary_search(&word).is_ok()
        || IN_MODULES.iter().any(|begin| name.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_the_order_that_they_are_searched_in() {
        assert!(IN_SCRIPTS.is_sorted() && NAMED_IN_MODULES.is_sorted());
    }

    #[test]
    fn what_a_compiler_put_there_is_nobodys() {
        let module = "https://app.example/pkg/shop_bg.wasm";
        for name in [
            "shop_bg.wasm.__rustc[5f2c8a1be0d4c3f7]::__rust_abort",
            "shop_bg.wasm.core::panicking::panic_fmt::h00112233445566ad",
            "shop_bg.wasm.<alloc::string::String as core::fmt::Write>::write_str::h00112233445566aa",
            "_RNvNtCs1234_4core9panicking5panic",
            "_ZN4core9panicking9panic_fmt17h0123456789abcdefE",
            "game.wasm.abort",
            "game.wasm.std::__2::__throw_length_error[abi:v15007](char const*)",
            "game.wasm.operator new(unsigned long)",
            "runtime.gopanic",
            "syscall_js.handleEvent",
            "dotnet.native.wasm.mono_wasm_invoke_method",
            "kotlin.throwNpe",
        ] {
            assert!(is_runtime(name, module), "{name}");
        }
        for name in [
            "shop_bg.wasm.shop::cart::total::hd86bffb592b7ebf8",
            "shop_bg.wasm.<shop::Cart as core::fmt::Display>::fmt::hd86bffb592b7ebf8",
            "shop_bg.wasm.run_cart",
            "game.wasm.core::Engine::update(float)",
            "game.wasm.Player::load(char const*)",
            "game.wasm.exit_game(int)",
            "main.total",
            "com.shop.Cart.total",
        ] {
            assert!(!is_runtime(name, module), "{name}");
        }
        assert!(is_runtime("invoke_vii", "https://app.example/game.js"));
        assert!(!is_runtime("abort", "https://app.example/game.js"), "a site may call its own so");
    }
}
