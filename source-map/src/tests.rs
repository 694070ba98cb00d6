//! Whole maps: what reads, what does not and why, and that what was cut says the same as
//! Sentry's reader, which holds a map as a whole.

use std::{collections::BTreeMap, convert::Infallible};

use proptest::prelude::*;

use crate::{
    MAP_BYTES, Position,
    error::{MapError, ReadError},
    packed::unpack,
    piece,
    read::{MAP_TABLE, Summary, read},
    sink::PieceSink,
    text,
};

/// Everything that a map was cut into.
#[derive(Default)]
struct MemorySink {
    pieces: BTreeMap<(u32, Position), Vec<u8>>,
    sources: BTreeMap<u32, (String, bool)>,
    texts: BTreeMap<(u32, u32), String>,
}

impl PieceSink for MemorySink {
    type Error = Infallible;
    fn piece(&mut self, table: u32, start: Position, packed: &[u8]) -> Result<(), Infallible> {
        self.pieces.insert((table, start), unpack(packed).unwrap());
        Ok(())
    }
    fn source(&mut self, number: u32, name: &str, ignored: bool) -> Result<(), Infallible> {
        self.sources.insert(number, (name.to_owned(), ignored));
        Ok(())
    }
    fn text(&mut self, number: u32, line: u32, packed: &[u8]) -> Result<(), Infallible> {
        self.texts.insert((number, line), String::from_utf8(unpack(packed).unwrap()).unwrap());
        Ok(())
    }
}

impl MemorySink {
    fn find(&self, table: u32, at: Position) -> Option<piece::Mapping<'_>> {
        let (_, piece) = self.pieces.range((table, Position::default())..=(table, at)).next_back()?;
        piece::find(piece, at)
    }
}

fn read_into_memory(json: impl AsRef<[u8]>) -> Result<(Summary, MemorySink), MapError> {
    let mut kept = MemorySink::default();
    match read(json.as_ref(), &mut kept) {
        Ok(summary) => Ok((summary, kept)),
        Err(ReadError::Map(bad)) => Err(bad),
        Err(ReadError::Sink(never)) => match never {},
    }
}

const ID: &str = "85314830-023f-4cf1-a267-535f4e37bb17";

#[test]
fn a_map_is_cut_and_found_again() {
    let code = "function pay(cart) {\\r\\n  return cart.items.total\\n}\\n";
    let json = format!(
        r#"{{"version":3,"sourceRoot":"/src/","sources":["cart.js",null],"sourcesContent":["{code}"],
            "names":["pay","cart"],"mappings":"AAAA,SAASA,IAAIC,GACX,OAAOA","debug_id":"{ID}","ignoreList":[1]}}"#
    );
    let (summary, kept) = read_into_memory(format!(")]}}'\n{json}")).unwrap();
    assert_eq!(summary.debug_id.as_ref().map(|id| id.as_str()), Some(ID));
    assert_eq!((summary.sources, summary.texts, summary.mappings), (2, 1, 5));
    assert_eq!(kept.sources.get(&0), Some(&("/src/cart.js".to_owned(), false)));
    assert_eq!(kept.sources.get(&1), Some(&("/src/".to_owned(), true)));
    let found = kept.find(MAP_TABLE, Position { line: 0, column: 100 }).unwrap();
    assert_eq!(found.to, Some((0, Position { line: 1, column: 9 })));
    assert_eq!(found.name, Some("cart"));
    assert_eq!(kept.find(1, Position { line: 1, column: 9 }).and_then(|found| found.name), Some("pay"));
    let runs: Vec<_> = kept.texts.iter().map(|((_, line), run)| (*line, run.clone())).collect();
    let lines = text::around(&runs, Position { line: 1, column: 9 });
    let numbers: Vec<u32> = lines.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(lines.get(1).map(|(_, line)| line.as_str()), Some("  return cart.items.total"));
}

#[test]
fn long_sources_are_kept_in_runs_and_shown_across_them() {
    let code: String = (1..=5_000).map(|line| format!("const line_{line} = 1;\n")).collect();
    let long = "x".repeat(10_000);
    let json = serde_json::json!({ "version": 3, "sources": ["a.js", "b.js"], "mappings": "AAAA", "names": [],
        "sourcesContent": [code, long] });
    let (_, kept) = read_into_memory(json.to_string()).unwrap();
    let runs: Vec<_> = kept
        .texts
        .iter()
        .filter(|((source, _), _)| *source == 0)
        .map(|((_, line), run)| (*line, run.clone()))
        .collect();
    assert!(runs.len() > 2);
    for at in [0, 1, 1_400, runs.get(1).unwrap().0, runs.get(1).unwrap().0 - 1, 4_999] {
        let lines = text::around(&runs, Position { line: at, column: 0 });
        let expected: Vec<_> = (at.saturating_sub(5)..=(at + 5).min(5_000)).map(|line| line + 1).collect();
        assert_eq!(lines.iter().map(|(number, _)| *number).collect::<Vec<_>>(), expected);
        for (number, line) in lines.iter().filter(|(number, _)| *number <= 5_000) {
            assert_eq!(*line, format!("const line_{number} = 1;"));
        }
    }
    let run = kept.texts.get(&(1, 0)).unwrap();
    assert_eq!(run.len(), 2_000, "a line is kept up to a limit");
    let shown = text::around(&[(0, run.clone())], Position { line: 0, column: 500 });
    assert!(shown.first().unwrap().1.chars().count() < 250);
}

#[test]
fn sections_are_one_map() {
    let part =
        |source: &str| format!(r#"{{"version":3,"sources":["{source}"],"names":[],"mappings":"AAAA;AACA"}}"#);
    let section =
        |line, column, map| format!(r#"{{"offset":{{"line":{line},"column":{column}}},"map":{map}}}"#);
    let json = |sections: &[String]| format!(r#"{{"version":3,"sections":[{}]}}"#, sections.join(","));
    let whole = json(&[section(0, 0, part("a.js")), section(1, 50, part("b.js"))]);
    let (summary, kept_one) = read_into_memory(whole).unwrap();
    assert_eq!((summary.sources, summary.mappings), (2, 4));
    let source = |line, column| {
        kept_one.find(MAP_TABLE, Position { line, column }).and_then(|found| found.to).map(|to| to.0)
    };
    assert_eq!(source(1, 49), Some(0));
    assert_eq!(source(1, 50), Some(1));
    assert_eq!(source(2, 0), Some(1));
    let back = json(&[section(5, 0, part("a.js")), section(1, 0, part("b.js"))]);
    assert_eq!(read_into_memory(back).err(), Some(MapError::Order { line: 2 }));
    let nested = json(&[section(0, 0, json(&[section(0, 0, part("a.js"))]))]);
    assert_eq!(read_into_memory(nested).err(), Some(MapError::Nested));
    let elsewhere = r#"{"version":3,"sections":[{"offset":{"line":0,"column":0},"url":"a.map"}]}"#;
    assert_eq!(read_into_memory(elsewhere).err(), Some(MapError::Elsewhere));
    let mut deep = part("a.js");
    for _ in 0..500 {
        deep = json(&[section(0, 0, deep)]);
    }
    assert!(read_into_memory(deep).is_err());
}

#[test]
fn what_is_no_map_is_refused_in_words() {
    let map =
        |mappings: &str| format!(r#"{{"version":3,"sources":["a"],"names":["n"],"mappings":"{mappings}"}}"#);
    let huge_count = format!(r#"{{"version":3,"sources":[{}""],"mappings":"AAAA"}}"#, "\"\",".repeat(60_000));
    let far = format!("{}AAAA", ";".repeat(3));
    for (json, expected) in [
        (String::new(), None),
        ("null".into(), None),
        ("[]".into(), Some(MapError::Version)),
        ("<!doctype html>".into(), None),
        (map("AAAA").replace('}', ""), None),
        (map("AAAA").replace(":3", ":2"), Some(MapError::Version)),
        (map("AAAA").replace(":3", r#":"3""#), None),
        (map("AAAA").replace(r#""version":3,"#, ""), Some(MapError::Version)),
        (r#"{"version":3}"#.into(), Some(MapError::NoMappings)),
        (map(""), Some(MapError::NoMappings)),
        (map(";;;,,,"), Some(MapError::NoMappings)),
        (map("AAA"), Some(MapError::Segment { line: 1 })),
        (map(";AAAAAA"), Some(MapError::Segment { line: 2 })),
        (map("A!AA"), Some(MapError::Segment { line: 1 })),
        (map("AAAg"), Some(MapError::Segment { line: 1 })),
        (map(&"A".repeat(1_000_000)), Some(MapError::Segment { line: 1 })),
        (map("AAAggggggggggggggE"), Some(MapError::Segment { line: 1 })),
        (map("ACAA"), Some(MapError::Unlisted { line: 1, what: "source" })),
        (map("ADAA"), Some(MapError::Unlisted { line: 1, what: "source" })),
        (map("AAAAC"), Some(MapError::Unlisted { line: 1, what: "name" })),
        (map("AADA"), Some(MapError::Range { line: 1 })),
        (map("AAAD"), Some(MapError::Range { line: 1 })),
        (map("D"), Some(MapError::Range { line: 1 })),
        (map(&sourcemap::vlq::generate_vlq_segment(&[1 << 32]).unwrap()), Some(MapError::Range { line: 1 })),
        (huge_count, None),
    ] {
        let shown: String = json.chars().take(80).collect();
        let bad = read_into_memory(&json).err().unwrap_or_else(|| panic!("{shown} was read"));
        match expected {
            Some(expected) => {
                assert!(
                    bad == expected || matches!(bad, MapError::Json(_)) && shown == "[]",
                    "{shown}: {bad}"
                )
            }
            None => assert!(matches!(bad, MapError::Json(_)), "{shown}: {bad}"),
        }
    }
    assert!(read_into_memory(map(&far)).is_ok());
    assert!(matches!(
        read_into_memory(b"{\"version\":3,\"sources\":[\"\xff\"],\"mappings\":\"AAAA\"}").err(),
        Some(MapError::Json(_))
    ));
    assert_eq!(read_into_memory(vec![b' '; MAP_BYTES + 1]).err(), Some(MapError::Large));
}

#[test]
fn twenty_megabytes_of_nothing_are_read_or_refused_and_end() {
    const MOST: usize = 20_000_000;
    let of = |member: &str, unit: &str| {
        let many = unit.repeat(MOST / unit.len());
        let all = member.replace('*', &many);
        format!(r#"{{"version":3,"sources":["a"],"names":[],{all},"x":0}}"#)
    };
    for (member, unit, is_map) in [
        (r#""mappings":"*AAAA""#, ";", true),
        (r#""mappings":"AAAA*""#, ",", true),
        (r#""mappings":"*""#, "A", false),
        (r#""mappings":"AAAA","sourcesContent":["*"]"#, "{", true),
        (r#""mappings":"AAAA","sourcesContent":["*"]"#, "\\\\n", true),
        (r#""mappings":"AAAA","sections":["*"]"#, "[", false),
        (r#""mappings":"AAAA","x_other":*"#, "[", false),
        (r#""mappings":"AAAA","ignoreList":[*0]"#, "0,", false),
    ] {
        assert_eq!(read_into_memory(of(member, unit)).is_ok(), is_map, "{member} {unit}");
    }
}

#[test]
fn mappings_of_a_line_may_stand_in_any_order() {
    let json = r#"{"version":3,"sources":["a"],"names":[],"mappings":"UAAU,VAAV,KAAK;AAAA"}"#;
    let (_, kept) = read_into_memory(json).unwrap();
    let to = |column| {
        kept.find(MAP_TABLE, Position { line: 0, column }).and_then(|found| found.to).map(|to| to.1.column)
    };
    assert_eq!([to(0), to(5), to(10)], [Some(0), Some(5), Some(10)]);
}

#[test]
fn a_column_of_a_thousand_millions_is_one_as_any_other() {
    let far = sourcemap::vlq::generate_vlq_segment(&[1_000_000_000, 0, 0, 0]).unwrap();
    let json = format!(r#"{{"version":3,"sources":["a"],"names":[],"mappings":"AAAA,{far}"}}"#);
    let (_, kept) = read_into_memory(json).unwrap();
    assert_eq!(
        kept.find(MAP_TABLE, Position { line: 0, column: u32::MAX }).map(|found| found.at.column),
        Some(1_000_000_000)
    );
}

/// A segment by its steps.
fn segment() -> impl Strategy<Value = Vec<i64>> {
    let (column, place) = (0_i64..40, (-1_i64..3, -3_i64..20, -9_i64..60));
    prop_oneof![
        column.clone().prop_map(|column| vec![column]),
        (column.clone(), place.clone()).prop_map(|(column, (a, b, c))| vec![column, a, b, c]),
        (column, place, -1_i64..2).prop_map(|(column, (a, b, c), name)| vec![column, a, b, c, name]),
    ]
}

proptest! {
    #[test]
    fn what_was_cut_says_what_sentrys_reader_says(
        lines in proptest::collection::vec(proptest::collection::vec(segment(), 0..40), 1..12),
        probes in proptest::collection::vec((0_u32..14, 0_u32..900), 20),
    ) {
        let encode = |steps: &Vec<i64>| sourcemap::vlq::generate_vlq_segment(steps).unwrap();
        let line = |segments: &Vec<Vec<i64>>| segments.iter().map(encode).collect::<Vec<_>>().join(",");
        let mappings = lines.iter().map(line).collect::<Vec<_>>().join(";");
        let sources: Vec<String> = (0..9).map(|source| format!("{source}.js")).collect();
        let json = serde_json::json!({ "version": 3, "sources": sources, "names": ["a", "b", "c"], "mappings": mappings })
            .to_string();
        let (Ok((_, ours)), Ok(theirs)) = (read_into_memory(&json), sourcemap::SourceMap::from_slice(json.as_bytes())) else {
            return Ok(());
        };
        for (line, column) in probes {
            let at = Position { line, column };
            let found = ours.find(MAP_TABLE, at).filter(|found| found.at.line == line);
            let token = theirs.lookup_token(line, column).filter(|token| token.get_dst_line() == line);
            // Of several at one place each may choose its own.
            let is_one = |at: Position| theirs.tokens().filter(|one| one.get_dst() == (at.line, at.column)).count() == 1;
            if let Some(found) = found.filter(|found| is_one(found.at)) {
                let token = token.unwrap();
                prop_assert_eq!((found.at.line, found.at.column), token.get_dst());
                let to = found.to.map(|(source, spot)| (source, spot.line, spot.column));
                let their = token.has_source().then(|| (token.get_src_id(), token.get_src_line(), token.get_src_col()));
                prop_assert_eq!(to, their);
                prop_assert_eq!(found.name, token.get_name());
            } else if found.is_none() {
                prop_assert!(token.is_none());
            }
        }
    }

    #[test]
    fn any_mappings_are_no_harm(mappings in "[A-Za-z0-9+/;,!é]{0,300}") {
        let json = format!(r#"{{"version":3,"sources":["a"],"names":["b"],"mappings":"{mappings}"}}"#);
        let _ = read_into_memory(json);
    }

    #[test]
    fn any_bytes_are_no_harm(bytes: Vec<u8>) {
        let _ = read_into_memory(bytes);
    }

    #[test]
    fn any_members_are_no_harm(
        sources in proptest::collection::vec(proptest::option::of(".{0,20}"), 0..5),
        contents in proptest::collection::vec(proptest::option::of(".{0,200}"), 0..7),
        root in proptest::option::of(".{0,9}"),
        ignored in proptest::collection::vec(any::<u32>(), 0..4),
    ) {
        let json = serde_json::json!({ "version": 3, "sources": sources, "sourcesContent": contents, "names": [],
            "sourceRoot": root, "ignoreList": ignored, "mappings": "A,CAAA" });
        let _ = read_into_memory(json.to_string());
    }
}
