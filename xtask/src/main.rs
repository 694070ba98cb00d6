//! Corncrake's own tooling, behind `npm start`, `npm test` and their kin.
//!
//! It sets up whatever is missing, builds, serves, tests and measures. Nothing is ever
//! downloaded from anywhere but crates.io, npm, Debian and rustup.

// Tooling watches processes and waits for them; the ban on the clock is for what it builds.
#![allow(clippy::disallowed_methods)]

mod bench;
mod build;
mod check;
mod run;
mod score;
mod tidy;
mod tools;

use anyhow::{Result, bail};

use crate::{
    build::integrity,
    check::{audit, deploy, hunt, instructions, lint, matrix, shots, size, test},
    run::launcher,
};

const USAGE: &str = "cargo xtask <task>

  start          set up, build and serve on http://127.0.0.1:8787   (npm start)
  serve          serve what is built already
  build          build the npm package and the collector            (npm run build)
  test           set up, build and run every test                   (npm test)
                 or one part: native, client, e2e, privacy; `e2e WORD` runs the
                 end-to-end tests with a word in their folder, file or name
  matrix         try an application in every set-up of docs/set-ups.md, with the
                 client and without it, and write the table    (npm run matrix)
                 `matrix WORD` tries those with a word in their names, and writes nothing
  hunt           run the native tests with inputs that no run had  (npm run hunt)
                 `hunt 50` tries fifty seeds; it prints the one that finds something
  lint           rustfmt, clippy, rustdoc, TypeScript, Biome       (npm run lint)
  tidy           the rules of the house: imports, names, sizes, links
  audit          licences, sources and known vulnerabilities of all packages;
                 --strict fails where a database cannot be reached
  size           print the client's sizes beside those of peers     (npm run size)
                 --check compares ours with the record and docs/client.md,
                 --write makes a new record of them,
                 --glue prints what each change to wasm-bindgen's glue saves
  instructions   print the instructions of the pieces of taking an event
                 --check compares them with the record, --write makes a new one
  score          print how right stacks are read and errors grouped (npm run score)
                 --write makes it the record, --record asks the engines anew before
  bench ingest   print what an event costs, beside bare Workers   (npm run bench:ingest)
  bench memory   print an hour of memory under a steady load       (npm run bench:memory)
  bench client   print what the client costs a page, beside peers  (npm run bench:client)
                 ROUNDS=15 visits of each, STORM_ROUNDS=3 of those with storms
  bench dashboard  print what pages cost as a project grows      (npm run bench:dashboard)
                 ROUNDS=40 of each; MOST_EVENTS=100000 leaves the largest out
  bench parse    print what parsing and grouping a stack costs     (npm run bench:parse)
                 beside the parsers of others, natively and as WebAssembly
  bill           print what the edge would cost, from the rows that
                 docs/storage.md records; the table of docs/scaling.md
  shots          take pictures of every page, with sample data     (npm run shots)
                 into build/screens, and those that are kept into docs/screens;
                 `shots NAME` takes those of one page
  deploy-check   let wrangler check what would be deployed          (npm run deploy:check)";

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    match (args.next().as_deref(), args.next().as_deref()) {
        (Some("start"), None) => launcher::start(),
        (Some("serve"), None) => launcher::serve(),
        (Some("build"), None) => build::all().and_then(|()| integrity::print()),
        (Some("test"), only) => test::test(only, args.next().as_deref()),
        (Some("matrix"), word) => matrix::matrix(word),
        (Some("hunt"), seeds) => hunt::hunt(seeds),
        (Some("lint"), None) => lint::lint(),
        (Some("tidy"), None) => tidy::tidy(),
        (Some("audit"), None) => audit::audit(false),
        (Some("audit"), Some("--strict")) => audit::audit(true),
        (Some("size"), None) => size::print(),
        (Some("size"), Some("--check")) => size::check(),
        (Some("size"), Some("--write")) => size::write(),
        (Some("size"), Some("--glue")) => size::print_glue(),
        (Some("instructions"), None) => instructions::print(),
        (Some("instructions"), Some("--check")) => instructions::check(),
        (Some("instructions"), Some("--write")) => instructions::write(),
        (Some("score"), None) => score::print(),
        (Some("score"), Some("--write")) => score::write(),
        (Some("score"), Some("--record")) => score::record(),
        (Some("bench"), Some("ingest")) => bench::ingest(),
        (Some("bench"), Some("memory")) => bench::memory(),
        (Some("bench"), Some("client")) => bench::client(),
        (Some("bench"), Some("dashboard")) => bench::dashboard(),
        (Some("bench"), Some("parse")) => bench::parse(),
        (Some("bill"), None) => bench::bill(),
        (Some("shots"), only) => shots::shots(only),
        (Some("deploy-check"), None) => deploy::check(),
        (None | Some("help" | "--help"), _) => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("no such task\n\n{USAGE}"),
    }
}
