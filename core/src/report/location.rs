//! Where in the site's code something happened, as far as a report tells.

use alloc::{format, string::String};

use super::fields::ReportFields;

/// The field of a report, and of its `meta`, that names a script.
pub const SOURCE_FILE: &str = "sourceFile";

/// A script or page, line and column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceLocation {
    /// The address of the script or page.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1; absent where the line is.
    pub column: Option<u32>,
}

impl SourceLocation {
    pub(super) fn read(fields: ReportFields<'_>) -> Self {
        let line = fields.count("lineNumber");
        let column = line.and_then(|_| fields.count("columnNumber"));
        Self { file: fields.address(SOURCE_FILE), line, column }
    }

    /// A stack of one line, which `stack::parse` reads; without a line there is none.
    pub(super) fn stack(&self) -> Option<String> {
        let file = self.file.as_deref().filter(|file| file.contains("://"))?;
        Some(match (self.line?, self.column) {
            (line, Some(column)) => format!("    at {file}:{line}:{column}"),
            (line, None) => format!("    at {file}:{line}"),
        })
    }
}
