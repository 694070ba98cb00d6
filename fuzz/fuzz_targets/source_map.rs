//! Any bytes as a source map: it reads or is refused, its pieces are found again, and what it
//! is cut into stays small.

#![no_main]

use corncrake_source_map::{
    Position,
    packed::unpack,
    piece,
    read::{read},
    sink::PieceSink,
    script, text,
};
use libfuzzer_sys::fuzz_target;

/// Takes each piece as it comes, and forgets it.
struct ForgetfulSink;

impl PieceSink for ForgetfulSink {
    type Error = ();

    fn piece(&mut self, _: u32, start: Position, packed: &[u8]) -> Result<(), ()> {
        let bytes = unpack(packed).expect("what was packed is unpacked");
        let found = piece::find(&bytes, start).expect("a piece has what it begins with");
        assert_eq!(found.at, start);
        assert!(piece::find(&bytes, Position { line: u32::MAX, column: u32::MAX }).is_some());
        Ok(())
    }

    fn source(&mut self, _: u32, name: &str, _: bool) -> Result<(), ()> {
        assert!(name.len() <= 1_000);
        Ok(())
    }

    fn text(&mut self, _: u32, line: u32, packed: &[u8]) -> Result<(), ()> {
        let run = String::from_utf8(unpack(packed).expect("what was packed is unpacked")).expect("text stays text");
        let lines = text::around(&[(line, run)], Position { line, column: 0 });
        assert!(lines.len() <= 11);
        Ok(())
    }
}

fuzz_target!(|bytes: &[u8]| {
    let _ = read(bytes, &mut ForgetfulSink);
    script::read_comments(bytes);
    piece::find(bytes, Position { line: 1, column: 1 });
});
