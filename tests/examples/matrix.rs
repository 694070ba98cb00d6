//! Runs the matrix of set-ups (`npm run matrix`), prints its table and writes it into `docs/set-ups.md`; with a
//! word, only those set-ups that have it in their names, and nothing is written. It fails where a failure is not
//! told as it has to be and no line of the set-up says why.

// It tells how long each took.
#![allow(clippy::disallowed_methods)]

use std::time::Instant;

use anyhow::{Result, ensure};
use corncrake_tests::matrix::{bench::Bench, set_ups, table, trial::try_out};

#[tokio::main]
async fn main() -> Result<()> {
    let word = std::env::args().nth(1);
    let is_wanted =
        |name: &str| word.as_deref().is_none_or(|word| name.to_lowercase().contains(&word.to_lowercase()));
    let bench = Bench::start().await?;
    let mut rows = Vec::new();
    for set_up in set_ups::all().filter(|set_up| is_wanted(set_up.name)) {
        let began = Instant::now();
        let row = try_out(&bench, set_up).await?;
        println!("{:>6.1} s  {}", began.elapsed().as_secs_f64(), row.name);
        for problem in &row.problems {
            println!("          {problem}");
        }
        rows.push(row);
    }
    ensure!(!rows.is_empty(), "no set-up has this word in its name");
    println!("\n{}", table::of(&rows));
    if word.is_none() {
        table::write(&rows)?;
    }
    let failed = rows.iter().filter(|row| !row.problems.is_empty()).count();
    ensure!(failed == 0, "{failed} of {} set-ups fail, see above", rows.len());
    Ok(())
}
