# The collector on one machine: plain workerd, the open-source runtime of the edge.
#
# `npm start` runs it from `build/collector`, where the modules named here are built, with
# the address and the folders given on the command line. What the edge has in
# wrangler.toml stands here; the two must name the same bindings.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "collector", worker = .collector),
    (name = "assets", disk = (path = "../assets")),
    (name = "objects", disk = (writable = true)),
    (name = "private-network", network = (allow = ["private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [
    # Behind a proxy that ends TLS, the proxy says so; otherwise pages believe in http.
    (name = "http", http = (forwardedProtoHeader = "X-Forwarded-Proto"), service = "collector"),
  ],
  logging = (structuredLogging = true),
);

const collector :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [
    (name = "entry.mjs", esModule = embed "entry.mjs"),
    (name = "index_bg.wasm", wasm = embed "index_bg.wasm"),
  ],
  bindings = [
    (name = "ADMIN_TOKEN", fromEnvironment = "ADMIN_TOKEN"),
    (name = "ADMIN_ACCESS", fromEnvironment = "ADMIN_ACCESS"),
    (name = "METRICS_TOKEN", fromEnvironment = "METRICS_TOKEN"),
    (name = "LOG", fromEnvironment = "LOG"),
    (name = "CLIENT_IP_HEADER", fromEnvironment = "CLIENT_IP_HEADER"),
    (name = "PROJECT_EVENTS_PER_SECOND", fromEnvironment = "PROJECT_EVENTS_PER_SECOND"),
    (name = "PROJECT_MEGABYTES", fromEnvironment = "PROJECT_MEGABYTES"),
    (name = "SESSION_EVENTS", fromEnvironment = "SESSION_EVENTS"),
    (name = "CSP_REPORT_PROJECT", fromEnvironment = "CSP_REPORT_PROJECT"),
    (name = "BASE_PATH", fromEnvironment = "BASE_PATH"),
    (name = "DASHBOARD_URL", fromEnvironment = "DASHBOARD_URL"),
    (name = "INGEST_URL", fromEnvironment = "INGEST_URL"),
    (name = "DEMO", fromEnvironment = "DEMO"),
    (name = "SECRETS_KEY", fromEnvironment = "SECRETS_KEY"),
    (name = "PRIVATE_HOSTS", fromEnvironment = "PRIVATE_HOSTS"),
    (name = "ALERT_PRIVATE_HOSTS", fromEnvironment = "ALERT_PRIVATE_HOSTS"),
    (name = "OIDC_ISSUER", fromEnvironment = "OIDC_ISSUER"),
    (name = "OIDC_CLIENT_ID", fromEnvironment = "OIDC_CLIENT_ID"),
    (name = "OIDC_CLIENT_SECRET", fromEnvironment = "OIDC_CLIENT_SECRET"),
    (name = "OIDC_NAME", fromEnvironment = "OIDC_NAME"),
    (name = "ACCESS_TEAM", fromEnvironment = "ACCESS_TEAM"),
    (name = "ACCESS_AUDIENCE", fromEnvironment = "ACCESS_AUDIENCE"),
    (name = "ASSETS", service = "assets"),
    (name = "DIRECTORY", durableObjectNamespace = "Directory"),
    (name = "PROJECT", durableObjectNamespace = "Project"),
    (name = "SALT", durableObjectNamespace = "Salt"),
    (name = "SOURCES", durableObjectNamespace = "Sources"),
    (name = "OUTBOX", durableObjectNamespace = "Outbox"),
    # Alerts, and requests to a provider of logins, leave by the runtime's own way out, which reaches
    # public addresses alone; by this one they reach hosts that PRIVATE_HOSTS lists. The edge has none.
    (name = "PRIVATE_NETWORK", service = "private-network"),
  ],
  # A unique key names a folder of the data: to change one is to lose what is in it.
  durableObjectNamespaces = [
    (className = "Directory", uniqueKey = "corncrake-directory", enableSql = true),
    (className = "Project", uniqueKey = "corncrake-project", enableSql = true),
    # The salt lives in memory only, so its keeper must not be put to sleep. (At the edge,
    # which evicts all the same, it is made of two halves; the binding SALT_HALF says so.)
    (className = "Salt", uniqueKey = "corncrake-salt", enableSql = true, preventEviction = true),
    (className = "Sources", uniqueKey = "corncrake-sources", enableSql = true),
    (className = "Outbox", uniqueKey = "corncrake-outbox", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "objects"),
);
