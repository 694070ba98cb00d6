//! Prints the weight of pages (`inspect/weight.rs`).

use anyhow::{Result, ensure};
use corncrake_tests::inspect::weight::{self, FileWeights, HEAD, MOST};

use crate::connection::Connection;

/// Prints the weight of pages.
pub(crate) fn print(port: u16, pages: &[(&'static str, Vec<u8>)]) -> Result<()> {
    println!("\n{HEAD}");
    let (mut too_heavy, mut known) = (Vec::new(), FileWeights::new());
    for (name, request) in pages {
        let mut connection = Connection::open(port)?;
        let page = connection.send(request)?.body;
        let mut file = |path: &str| {
            let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
            let found = connection.send(request.as_bytes())?;
            ensure!(found.status == 200, "{path}: {}", found.status);
            Ok(found.body)
        };
        let weights = weight::of_page(&page, &mut known, &mut file)?;
        println!("{}", weight::line(name, page.len(), weights));
        if weights.1.brotli > MOST {
            too_heavy.push(*name);
        }
    }
    println!("\nAt most {MOST} bytes of brotli with all that a page needs; over it: {too_heavy:?}");
    Ok(())
}
