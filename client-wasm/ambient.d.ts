// For the type check alone, and in no package: modules that the build makes (`cargo xtask build`),
// and what browsers have that TypeScript's own types do not know yet.

/** wasm-bindgen's glue. */
declare module '#glue' {
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
  /** The module's one function (`src/client.rs`); gives the one by which it is told of events. */
  export function start(
    options: object,
    api: object,
    fetch?: Function,
  ): (code: number, value?: unknown, extra?: unknown, uri?: string) => void;
}

/** What the module imports of the glue and of `js`. */
declare module '#imports' {
  export const imports: WebAssembly.Imports;
}

/** The module as JavaScript. */
declare module '#module' {
  export function instantiate(imports: WebAssembly.Imports): WebAssembly.Exports;
}

/** The module's bytes, in base64. */
declare module '#wasm' {
  const module: string;
  export default module;
}

/** What Nuxt gives to plug-ins of an application, and to those of a server. */
declare module '#imports' {
  export function defineNuxtPlugin<Setup>(setup: Setup): Setup;
  export function useRuntimeConfig(): any;
}

/** Whether this is Nuxt's rendering of pages within a build. */
interface ImportMeta {
  prerender?: boolean;
}

/** https://www.w3.org/TR/gpc/ */
interface Navigator {
  globalPrivacyControl?: boolean;
}

/** https://wicg.github.io/nav-speculation/prerendering.html */
interface Document {
  prerendering?: boolean;
}
