//! Maps by their rows, over rusqlite: what is kept, which one is a frame's, and why none.

use corncrake_core::time::UnixMillis;
use corncrake_model::source_maps::source_file::StoredFile;

use super::*;
use crate::{native::Native, schema::source_maps::SOURCES, source_maps::files};

const ID: &str = "85314830-023f-4cf1-a267-535f4e37bb17";

fn map(text: &str) -> String {
    serde_json::json!({
        "version": 3, "sources": ["../src/cart.js", "../node_modules/lib/index.js"], "names": ["pay"],
        "sourcesContent": [format!("// {text}\nexport function pay(cart) {{\n  return cart.items.total\n}}\n"), null],
        "mappings": "AACA,SAASA,KACP,UCDF;CAAA", "debugId": ID,
    })
    .to_string()
}

fn put(sql: &Native, release: &str, name: &str, body: &str) -> Result<StoredFile, String> {
    let digest = [u8::try_from(body.len() % 251).unwrap_or(0); 32];
    let upload = files::Upload { release, name, bytes: body.as_bytes(), digest, now: UnixMillis(7) };
    match files::put(sql, &upload) {
        Ok(()) => Ok(files::list(sql, release, Some(name)).unwrap().remove(0).stored),
        Err(files::UploadError::Bad(why)) => {
            files::put_unreadable(sql, &upload, &why).unwrap();
            Err(why)
        }
        Err(files::UploadError::TooMany) => Err("too_many_files".into()),
        Err(files::UploadError::Sql(error)) => Err(error.0),
    }
}

fn find(sql: &Native, release: Option<&str>, file: &str, line: u32, column: u32) -> LookupOutcome {
    let place = FramePosition { file: file.to_owned(), line, column, debug_id: None };
    let asked = FrameLookup { release: release.map(str::to_owned), positions: vec![place] };
    resolve(sql, &asked, true, &mut 100).unwrap().remove(0)
}

fn count(sql: &Native, table: &str) -> u64 {
    let row = sql.first(&format!("SELECT count(*) FROM {table}"), &[]).unwrap().unwrap();
    row.count(0).unwrap()
}

#[test]
fn a_script_above_the_folder_that_is_served_is_found_by_its_hash() {
    let sql = Native::with(SOURCES);
    put(&sql, "1.0", "shop/browser/main-AB2CDE3F.js.map", &map("a")).unwrap();
    put(&sql, "1.0", "shop/browser/main.js.map", &map("b")).unwrap();
    let is_found = |release, file| matches!(find(&sql, release, file, 1, 20), LookupOutcome::Original(_));
    assert!(is_found(Some("1.0"), "https://app.example/main-AB2CDE3F.js"));
    assert!(is_found(None, "https://app.example/main-AB2CDE3F.js"));
    // A name without a hash may be of any build; of two maps, nobody knows the right one.
    let has = "shop/browser/main.js".to_owned();
    assert_eq!(
        find(&sql, Some("1.0"), "https://app.example/main.js", 1, 20),
        LookupOutcome::Not(LookupFailure::Elsewhere { has })
    );
    put(&sql, "1.0", "admin/browser/main-AB2CDE3F.js.map", &map("c")).unwrap();
    assert!(!is_found(Some("1.0"), "https://app.example/main-AB2CDE3F.js"));
    assert!(is_found(Some("1.0"), "https://app.example/admin/browser/main-AB2CDE3F.js"));
    let windows = r"C:\Program Files\Acme\resources\app.asar\dist\main.js";
    put(&sql, "1.0", "dist/main.js.map", &map("d")).unwrap();
    assert!(is_found(Some("1.0"), windows));
}

const PLAIN: &str = "https://shop.example/app/assets/cart.js?v=1";
const HASHED: &str = "https://shop.example/assets/cart-BqT3k9aZ.js";

#[test]
fn a_place_is_traced_back_to_its_function_and_lines() {
    let sql = Native::with(SOURCES);
    let kept = put(&sql, "1.0", "assets/cart.js.map", &map("a")).unwrap();
    assert_eq!((kept.sources, kept.sources_with_text, kept.mappings), (2, 1, 5));
    assert_eq!(kept.debug_id.as_deref(), Some(ID));
    for _ in 0..2 {
        let LookupOutcome::Original(original) = find(&sql, Some("1.0"), PLAIN, 1, 20) else { panic!() };
        assert_eq!((original.file.as_str(), original.line, original.column), ("../src/cart.js", 3, 3));
        assert_eq!(original.function.as_deref(), Some("pay"));
        let numbers: Vec<u32> = original.lines.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        assert_eq!(original.lines.first().map(|(_, line)| line.as_str()), Some("// a"));
        assert_eq!(count(&sql, "resolved"), 1, "it is resolved once");
    }
    let LookupOutcome::Original(library) = find(&sql, Some("1.0"), PLAIN, 1, 30) else { panic!() };
    assert!(library.file.contains("node_modules") && !library.has_text && library.lines.is_empty());
    assert_eq!(find(&sql, Some("1.0"), PLAIN, 9, 1), LookupOutcome::Not(LookupFailure::NotInMap));
    assert_eq!(find(&sql, Some("1.0"), PLAIN, 2, 1), LookupOutcome::Not(LookupFailure::NotInMap));
}

#[test]
fn a_name_with_a_hash_is_known_in_every_release_and_others_in_their_own() {
    let sql = Native::with(SOURCES);
    put(&sql, "1.0", "assets/cart.js.map", &map("a")).unwrap();
    put(&sql, "1.0", "assets/cart-BqT3k9aZ.js.map", &map("ab")).unwrap();
    let other = |of: Option<&str>| {
        LookupOutcome::Not(LookupFailure::OtherRelease { of: of.map(str::to_owned), has: "1.0".to_owned() })
    };
    assert_eq!(find(&sql, Some("2.0"), PLAIN, 1, 20), other(Some("2.0")));
    assert_eq!(find(&sql, None, PLAIN, 1, 20), other(None));
    for release in [None, Some("1.0"), Some("2.0")] {
        assert!(matches!(find(&sql, release, HASHED, 1, 20), LookupOutcome::Original(_)), "{release:?}");
    }
    put(&sql, "2.0", "assets/cart.js.map", &map("abc")).unwrap();
    let LookupOutcome::Original(own) = find(&sql, Some("2.0"), PLAIN, 1, 20) else { panic!() };
    assert_eq!(own.lines.first().map(|(_, line)| line.as_str()), Some("// abc"));
    let has = "assets/cart.js".to_owned();
    let other = find(&sql, Some("1.0"), "https://shop.example/other/cart.js", 1, 20);
    assert_eq!(other, LookupOutcome::Not(LookupFailure::Elsewhere { has }));
    for file in ["https://shop.example/cart", "node:fs", ""] {
        assert_eq!(find(&sql, Some("1.0"), file, 1, 20), LookupOutcome::Not(LookupFailure::NoMap), "{file}");
    }
}

#[test]
fn a_script_leads_to_its_map_by_name_or_debug_id() {
    let sql = Native::with(SOURCES);
    put(&sql, "1.0", "maps/a.map", &map("a")).unwrap();
    put(&sql, "1.0", "js/one.js", "x\n//# sourceMappingURL=../maps/none.map").unwrap();
    put(&sql, "1.0", "js/two.js", &format!("x\n//# debugId={ID}")).unwrap();
    put(&sql, "1.0", "js/three.js", "x\n//# sourceMappingURL=/maps/a.map?x").unwrap();
    assert_eq!(
        find(&sql, Some("1.0"), "https://a.example/js/one.js", 1, 20),
        LookupOutcome::Not(LookupFailure::NoMap)
    );
    for file in ["https://a.example/js/two.js", "https://a.example/js/three.js"] {
        assert!(matches!(find(&sql, Some("1.0"), file, 1, 20), LookupOutcome::Original(_)), "{file}");
    }
    assert!(put(&sql, "1.0", "js/none.js", "x").unwrap_err().contains("neither"));
    let inline = "x\n//# sourceMappingURL=data:application/json;base64,e30=";
    assert!(put(&sql, "1.0", "js/inline.js", inline).unwrap_err().contains("inside"));
}

#[test]
fn a_bad_map_is_noted_and_a_good_one_takes_its_place() {
    let sql = Native::with(SOURCES);
    assert!(put(&sql, "1.0", "assets/cart.js.map", "<html>").is_err());
    let LookupOutcome::Not(LookupFailure::Bad(why)) = find(&sql, Some("1.0"), PLAIN, 1, 20) else { panic!() };
    assert!(why.starts_with("it is no source map"), "{why}");
    assert_eq!(files::list(&sql, "1.0", None).unwrap().len(), 1);
    put(&sql, "1.0", "assets/cart.js.map", &map("a")).unwrap();
    assert!(matches!(find(&sql, Some("1.0"), PLAIN, 1, 20), LookupOutcome::Original(_)));
}

#[test]
fn a_map_that_two_releases_have_is_kept_once_and_goes_with_the_last() {
    let sql = Native::with(SOURCES);
    for release in ["1.0", "2.0"] {
        put(&sql, release, "assets/cart.js.map", &map("a")).unwrap();
    }
    find(&sql, Some("1.0"), PLAIN, 1, 20);
    assert_eq!((count(&sql, "map"), count(&sql, "file"), count(&sql, "resolved")), (1, 2, 1));
    assert_eq!(files::remove(&sql, "1.0").unwrap(), (1, true));
    assert_eq!((count(&sql, "map"), count(&sql, "text")), (1, 1));
    put(&sql, "2.0", "assets/cart.js.map", &map("other")).unwrap();
    assert_eq!((count(&sql, "map"), count(&sql, "resolved")), (1, 0), "what was replaced is gone");
    assert_eq!(files::remove(&sql, "2.0").unwrap(), (1, false));
    for table in ["map", "file", "piece", "source", "text", "resolved"] {
        assert_eq!(count(&sql, table), 0, "{table}");
    }
    assert_eq!(files::remove(&sql, "2.0").unwrap(), (0, false));
}

#[test]
fn made_up_places_cost_no_rows_and_no_question_costs_many() {
    let sql = Native::with(SOURCES);
    put(&sql, "1.0", "assets/cart.js.map", &map("a")).unwrap();
    let ask = |positions: Vec<(u32, u32)>, room: &mut usize| {
        let place = |(line, column)| FramePosition { file: PLAIN.to_owned(), line, column, debug_id: None };
        let positions = positions.into_iter().map(place).collect();
        resolve(&sql, &FrameLookup { release: Some("1.0".into()), positions }, true, room).unwrap()
    };
    let unknown = ask((2..600).map(|line| (line, 1)).collect(), &mut 1_000);
    assert!(unknown.iter().all(|found| *found == LookupOutcome::Not(LookupFailure::NotInMap)));
    assert_eq!(count(&sql, "resolved"), 0);
    let (mut room, columns) = (CACHED_PER_REQUEST, 10..60);
    let known = ask(columns.map(|column| (1, column)).collect(), &mut room);
    assert!(known.iter().all(|found| matches!(found, LookupOutcome::Original(_))));
    assert_eq!((room, count(&sql, "resolved")), (0, CACHED_PER_REQUEST as u64));
}
