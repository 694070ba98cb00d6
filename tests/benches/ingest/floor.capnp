# What the collector is compared with in `npm run bench:ingest`, on the same workerd: a Worker
# that does nothing, one that only writes, and one that counts for an issue and keeps, in JavaScript
# and in Rust. Each has a socket of its own.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "trivial", worker = .trivial),
    (name = "write", worker = .write),
    (name = "keep", worker = .keep),
    (name = "rust-trivial", worker = .rustTrivial),
    (name = "rust-write", worker = .rustWrite),
    (name = "rust-keep", worker = .rustKeep),
    (name = "objects", disk = (writable = true)),
  ],
  sockets = [
    (name = "trivial", http = (), service = "trivial"),
    (name = "write", http = (), service = "write"),
    (name = "keep", http = (), service = "keep"),
    (name = "rust-trivial", http = (), service = "rust-trivial"),
    (name = "rust-write", http = (), service = "rust-write"),
    (name = "rust-keep", http = (), service = "rust-keep"),
  ],
);

const trivial :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [(name = "trivial.mjs", esModule = embed "trivial.mjs")],
);

const write :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [(name = "write.mjs", esModule = embed "write.mjs")],
  bindings = [(name = "ROWS", durableObjectNamespace = "Rows")],
  durableObjectNamespaces = [(className = "Rows", uniqueKey = "floor-rows", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);

const keep :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [
    (name = "keep.mjs", esModule = embed "keep.mjs"),
    (name = "write.mjs", esModule = embed "write.mjs"),
  ],
  bindings = [(name = "ROWS", durableObjectNamespace = "Issues")],
  durableObjectNamespaces = [(className = "Issues", uniqueKey = "floor-issues", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);

const rustTrivial :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = .rust,
);

const rustWrite :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = .rust,
  bindings = [(name = "ROWS", durableObjectNamespace = "Rows")],
  durableObjectNamespaces = [(className = "Rows", uniqueKey = "floor-rust-rows", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);

const rustKeep :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = .rust,
  bindings = [(name = "ROWS", durableObjectNamespace = "Issues")],
  durableObjectNamespaces = [(className = "Issues", uniqueKey = "floor-rust-issues", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);

const rust :List(Workerd.Worker.Module) = [
  (name = "entry.mjs", esModule = embed "entry.mjs"),
  (name = "index_bg.wasm", wasm = embed "index_bg.wasm"),
];
