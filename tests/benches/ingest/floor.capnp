# What the collector is compared with in `npm run bench:ingest`, on the same workerd: a Worker
# that does nothing, and one that only writes, in JavaScript and in Rust. Each has a socket of its own.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "trivial", worker = .trivial),
    (name = "write", worker = .write),
    (name = "rust-trivial", worker = .rustTrivial),
    (name = "rust-write", worker = .rustWrite),
    (name = "objects", disk = (writable = true)),
  ],
  sockets = [
    (name = "trivial", http = (), service = "trivial"),
    (name = "write", http = (), service = "write"),
    (name = "rust-trivial", http = (), service = "rust-trivial"),
    (name = "rust-write", http = (), service = "rust-write"),
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

const rust :List(Workerd.Worker.Module) = [
  (name = "entry.mjs", esModule = embed "entry.mjs"),
  (name = "index_bg.wasm", wasm = embed "index_bg.wasm"),
];
