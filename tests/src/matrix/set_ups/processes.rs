//! What runs without a page: processes, runners of tests, and workerd.

use crate::{
    matrix::set_up::{Failure, Kind, SetUp},
    package::kept_build::Line,
};

const fn process(name: &'static str, versions: &'static [&'static str], line: Line) -> SetUp {
    SetUp { name, versions, kind: Kind::Process { line }, more: &[], exceptions: &[] }
}

const fn runner(name: &'static str, versions: &'static [&'static str], line: Line) -> SetUp {
    SetUp { name, versions, kind: Kind::Runner { line }, more: &[], exceptions: &[] }
}

/// Deno asks for each right, and refuses where nobody can answer.
const DENO: Line = &[
    "deno",
    "run",
    "--quiet",
    "--no-prompt",
    "--allow-net",
    "--allow-env",
    "--allow-sys",
    "--node-modules-dir=manual",
    "main.mjs",
];

/// Every one of them.
pub(super) const PROCESSES: &[SetUp] = &[
    process("Node, a module", &["node"], &["node", "main.mjs"]),
    process("Node, CommonJS", &["node"], &["node", "main.cjs"]),
    process("tsx, a module", &["tsx", "node"], &["tsx", "main.mts"]),
    process("tsx, CommonJS", &["tsx", "node"], &["tsx", "main.ts"]),
    SetUp {
        name: "Deno",
        versions: &["deno"],
        kind: Kind::Process { line: DENO },
        more: &[],
        exceptions: &[(
            Failure::Server,
            "Deno answers a request whose handler in `node:http` throws with 400, and reports the error to nobody.",
        )],
    },
    SetUp {
        name: "Bun",
        versions: &["bun"],
        kind: Kind::Process { line: &["bun", "run", "main.mjs"] },
        more: &[],
        exceptions: &[(
            Failure::Rejection,
            "Bun ends a process by a rejection without a word to whoever only looks at it.",
        )],
    },
    SetUp { name: "workerd", versions: &["workerd"], kind: Kind::Worker, more: &[], exceptions: &[] },
    runner("jest, jsdom", &["jest", "jest-environment-jsdom"], &["jest", "--env=jsdom", "jest.test.cjs"]),
    runner(
        "vitest, jsdom",
        &["vitest", "jsdom"],
        &["vitest", "run", "--environment=jsdom", "vitest.test.mjs"],
    ),
];
