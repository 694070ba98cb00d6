// `corncrake-collector service`: a unit for systemd that starts this installation by itself, with as few
// rights as it needs. The documents have no other one.
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import { COLLECTOR, COMMAND } from '../run/package.js';

/** Folders that the service cannot see. */
const HOMES = /^\/(home|root|run\/user)\//;
/** A variable that the collector reads, by its configuration. */
const READ_BY_COLLECTOR = /fromEnvironment = "(\w+)"/g;
/** A name of a secret, which must not stand in a unit: everybody can read that. */
const SECRET = /TOKEN|SECRET|PASSWORD|KEY/;
/** What a service behind a proxy on the same machine has, unless the environment says otherwise. */
const DEFAULTS = { PORT: '8787', CLIENT_IP_HEADER: 'X-Real-IP', LOG: 'errors' };

/**
 * Prints it, and a word where it cannot work as it is.
 * @param {NodeJS.ProcessEnv} env
 */
export function printUnit(env) {
  const programs = [process.execPath, realpathSync(COMMAND)];
  console.log(unit(env, programs));
  for (const path of programs.filter((path) => HOMES.test(path))) {
    console.error(
      `warning: the service has no access to homes, and ${path} is in one; install it for all users, such as in /opt/corncrake`,
    );
  }
}

function unit(env, programs) {
  const variables = { ...DEFAULTS, ...settings(env) };
  const environment = Object.entries(variables).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`);
  return `# corncrake-collector service > /etc/systemd/system/corncrake.service
# systemctl daemon-reload && systemctl enable --now corncrake
# journalctl --unit corncrake    has the login link of the start; this prints another one:
# DATA_DIR=/var/lib/corncrake corncrake-collector login
[Unit]
Description=Corncrake, error tracking
Documentation=https://github.com/corncrake/corncrake/blob/main/docs/operating.md
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=${[...programs, 'start'].map((word) => quoted(word).replaceAll('$', '$$$$')).join(' ')}
Environment=DATA_DIR=%S/corncrake
${environment.join('\n')}
# A secret is read from a file that only root can read: ADMIN_TOKEN=..., METRICS_TOKEN=...
EnvironmentFile=-/etc/corncrake.env
StateDirectory=corncrake
StateDirectoryMode=0700
WorkingDirectory=%S/corncrake
Restart=on-failure
RestartSec=2
# The launcher is asked to stop, and lets workerd finish what it is answering.
KillMode=mixed
TimeoutStopSec=15

# A connection takes two open files, a database three.
LimitNOFILE=65536
# Memory must not reach a disk: it holds the salt of the day.
LimitCORE=0
MemorySwapMax=0

# A user of its own, that nobody can become.
DynamicUser=yes
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
DevicePolicy=closed
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
# MemoryDenyWriteExecute is not here: V8 compiles while it runs.

[Install]
WantedBy=multi-user.target`;
}

/**
 * The variables that are set where the unit is printed, but for secrets.
 * @param {NodeJS.ProcessEnv} env
 */
function settings(env) {
  const configuration = readFileSync(join(COLLECTOR, 'workerd.capnp'), 'utf8');
  const names = ['HOST', 'PORT', ...[...configuration.matchAll(READ_BY_COLLECTOR)].map(([, name]) => name)];
  const set = names.filter((name) => env[name] !== undefined && !SECRET.test(name));
  return Object.fromEntries(set.map((name) => [name, env[name]]));
}

/**
 * A word as systemd reads it: its own marks are escaped.
 * @param {string} word
 */
const quoted = (word) => {
  const escaped = word.replaceAll('%', '%%').replace(/["\\]/g, '\\$&');
  return /[\s;"'\\]/.test(word) ? `"${escaped}"` : escaped;
};
