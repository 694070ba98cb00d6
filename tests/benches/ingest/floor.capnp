# What the collector is compared with in `npm run bench:ingest`, on the same workerd: a Worker
# that does nothing, and one that only writes. Each has a socket of its own.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "trivial", worker = .trivial),
    (name = "write", worker = .write),
    (name = "objects", disk = (writable = true)),
  ],
  sockets = [
    (name = "trivial", http = (), service = "trivial"),
    (name = "write", http = (), service = "write"),
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
