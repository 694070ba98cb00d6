//! A piece of an export's file: whole lines, and their number.

use corncrake_model::transfer::export_line::ExportLine;

use crate::http::error::Fault;

/// Whole lines of the file.
#[derive(Default)]
pub(super) struct ExportPiece {
    pub(super) text: String,
    pub(super) lines: u64,
}

impl ExportPiece {
    pub(super) fn push(&mut self, line: &ExportLine) -> Result<(), Fault> {
        let json = serde_json::to_string(line).map_err(|error| Fault::internal(error.to_string()))?;
        self.text.push_str(&json);
        self.text.push('\n');
        self.lines = self.lines.saturating_add(1);
        Ok(())
    }
}
